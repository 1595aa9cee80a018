"""Whom to call: who got any of what a lot went into, how much they keep, and what is still here. Page and sheet."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.journals import reads
from bocal.journals.pages.finding import find, tidy
from bocal.look.sheets import write_csv
from bocal.look.templatetags.look import amount

ROWS = 200


@enter(Desk.QUALITY, Desk.DIRECTION, Desk.SALES)
def recall(request: HttpRequest, code: str) -> HttpResponse:
    """By name; a page at a time, so that a lot that is in everything opens as fast as another."""
    if tidy(code) != code:
        return redirect("journals:recall", tidy(code))
    lot = find(code)
    typed = request.GET.get("page", "1")
    page = max(1, min(int(typed), 10_000)) if typed.isdecimal() and len(typed) < 6 else 1
    rows = reads.recall(lot, limit=ROWS + 1, offset=(page - 1) * ROWS)
    here = reads.still_here(lot, limit=ROWS + 1)
    return render(
        request,
        "journals/pages/recall.html",
        {
            "lot": lot,
            "rows": rows[:ROWS],
            "here": here[:ROWS],
            "more_here": len(here) > ROWS,
            "page": page,
            "more": len(rows) > ROWS,
        },
    )


@enter(Desk.QUALITY, Desk.DIRECTION, Desk.SALES)
def recall_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The whole list for a spreadsheet."""
    lot = find(code)
    heads = [_("Qui"), _("Contact"), _("Téléphone"), _("E-mail"), _("Commune")]
    table = [[*heads, _("Produit"), _("Lot"), _("Remis"), _("Rendu"), _("Gardé"), _("Lieu")]]
    for row in (*reads.recall(lot), *reads.still_here(lot)):
        quantities = [amount(number, row.dimension) for number in (row.sent, row.returned, row.kept)]
        who = row.party or (_("en stock ici") if row.place else "?")
        table.append(
            [who, row.contact, row.phone, row.email, row.town, row.item, row.code, *quantities, row.place],
        )
    answer = HttpResponse(write_csv(table), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="rappel-{lot.code}.csv"'
    return answer
