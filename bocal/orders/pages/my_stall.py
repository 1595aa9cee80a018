from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bocal.catalog import reads as catalog
from bocal.directory.doors import Request, enter, held
from bocal.directory.models import Organisation
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.look.forms import KeyField, PiecesField, PlainForm, PriceField
from bocal.orders import acts, notices, reads, words
from bocal.orders.models import Offer, SaleRound
from bocal.orders.rules.rhythm import CHANGING


class WeekForm(PlainForm):
    """Price and harvest of the week, offer by offer."""

    key = KeyField()

    def __init__(self, *args: Any, offers: list[Offer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in offers:
            self.fields[f"n{one.pk}"] = PiecesField(label=_("Quantité"), initial=one.available, highest=100_000)
            self.fields[f"p{one.pk}"] = PriceField(label=_("Prix"), initial=one.price)


class LackForm(PlainForm):
    """What will not come, offer by offer."""

    def __init__(self, *args: Any, offers: list[Offer], lacks: dict[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in offers:
            self.fields[f"l{one.pk}"] = PiecesField(
                label=_("Il manque"), initial=lacks.get(one.pk, 0), highest=one.ordered, required=False
            )


def _mine(request: Request, pk: int, farm_pk: int) -> tuple[SaleRound, Organisation, list[Offer]]:
    """The farmer's own farm in a round, with what it offers there. Raises Http404."""
    sale = reads.round_(pk)
    if sale is None or farm_pk not in held(request).organisations(Desk.PRODUCER):
        raise Http404
    offers = [row for row in reads.offers(sale) if row.producer_id == farm_pk]
    farm = offers[0].producer if offers else next(iter(reads.customers([farm_pk])), None)
    if farm is None:
        raise Http404
    return sale, farm, offers


@enter(Desk.PRODUCER)
def my_stall(request: Request, pk: int, farm_pk: int) -> HttpResponse:
    """A farm's stall in a round: its prices and harvest until the closing, then what to bring where, and what lacks."""
    sale, farm, offers = _mine(request, pk, farm_pk)
    now = timezone.now()
    what = request.POST.get("what")
    week = WeekForm(request.POST if what == "week" else None, offers=offers)
    ordered = [row for row in offers if row.ordered]
    lacks = reads.lacks(sale) if sale.final else {}
    lacking = LackForm(request.POST if what == "lack" else None, offers=ordered, lacks=lacks)
    if request.method == "POST":
        try:
            said = _done(request, sale, farm, offers, week, lacking, now)
        except Refused as refused:
            sentence = words.say(refused)
            if what == "week":
                week.add_error(None, sentence)
            elif what == "lack":
                lacking.add_error(None, sentence)
            else:
                messages.error(request, sentence)
        else:
            if said:
                messages.success(request, said)
                return redirect("orders:my_stall", sale.pk, farm.pk)
    changing = sale.state in CHANGING
    photos = catalog.photos(row.item_id for row in offers) if changing else {}
    points = reads.to_bring(sale, farm.pk)
    context = {
        "sale": sale,
        "shown": reads.shown(sale, now),
        "farm": farm,
        "stall": reads.stalls(sale).get(farm.pk),
        "changing": changing,
        "brought": reads.has_brought(sale, farm.pk),
        "week": week,
        "rows": [(row, week[f"n{row.pk}"], week[f"p{row.pk}"], photos.get((row.item_id, farm.pk))) for row in offers],
        "lacking": lacking,
        "lack_rows": [(row, lacking[f"l{row.pk}"]) for row in ordered],
        "lacks": [(row, lacks[row.pk]) for row in offers if row.pk in lacks],
        "points": points,
        "totals": reads.brought_in_all(points),
    }
    return render(request, "orders/pages/my_stall.html", context)


def _done(
    request: Request,
    sale: SaleRound,
    farm: Organisation,
    offers: list[Offer],
    week: WeekForm,
    lacking: LackForm,
    now: datetime,
) -> str:
    """What was done, in a sentence; empty when a form is to be mended. Raises what the acts raise."""
    what = request.POST.get("what")
    if what == "week" and week.is_valid():
        found = week.cleaned_data
        asked = {row.pk: (found[f"n{row.pk}"], found[f"p{row.pk}"]) for row in offers}
        acts.price_stall(sale=sale, producer=farm, offers=asked, person=request.user, key=str(found["key"]), now=now)
        return _("C’est enregistré.")
    if what == "copy":
        count = acts.copy_stall(sale=sale, producer=farm)
        return ngettext("{n} produit repris.", "{n} produits repris.", count).format(n=count)
    if what in ("absent", "back"):
        stall = reads.stalls(sale).get(farm.pk)
        opens, closes = (stall.opens_at, stall.closes_at) if stall else (None, None)
        acts.set_stall(sale=sale, producer=farm, opens_at=opens, closes_at=closes, absent=what == "absent")
        if what == "back":
            return _("C’est noté : vous êtes là.")
        ordered = sum(row.ordered for row in offers)
        if not ordered:
            return _("C’est noté : vous êtes absent cette fois.")
        return ngettext(
            "C’est noté : vous êtes absent cette fois. {n} unité est déjà commandée chez vous : "
            "elle reste à apporter, ou prévenez la coordination.",
            "C’est noté : vous êtes absent cette fois. {n} unités sont déjà commandées chez vous : "
            "elles restent à apporter, ou prévenez la coordination.",
            ordered,
        ).format(n=ordered)
    if what == "all":
        acts.prepare(sale=sale, producer=farm, lacks={}, person=request.user, now=now)
        return _("Merci ! C’est noté : vous avez tout.")
    if what == "lack" and lacking.is_valid():
        lacks = {int(name[1:]): value or 0 for name, value in lacking.cleaned_data.items()}
        acts.prepare(sale=sale, producer=farm, lacks=lacks, person=request.user, now=now)
        return _("C’est noté : la coordination voit ce qui manque.")
    return ""


@enter(Desk.PRODUCER)
def my_stall_pdf(request: Request, pk: int, farm_pk: int) -> HttpResponse:
    """What to bring where, as PDF."""
    sale, farm, _offers = _mine(request, pk, farm_pk)
    name = {"Content-Disposition": f'inline; filename="apporter-{sale.pk}.pdf"'}
    return HttpResponse(notices.stall_pdf(sale, farm), content_type="application/pdf", headers=name)
