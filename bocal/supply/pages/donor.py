"""One donor's gifts of a year: the values it declares, and the tax receipt."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory import reads as directory
from bocal.directory.doors import Request, enter
from bocal.directory.doors import collective as collective_of
from bocal.directory.models import Organisation
from bocal.directory.rules import Desk, OrganisationKind
from bocal.journals import words as journals_words
from bocal.journals.rules import Refused
from bocal.supply import words
from bocal.supply.acts import gifts as acts
from bocal.supply.models import Entitlement
from bocal.supply.pages.gifts import asked_year
from bocal.supply.pages.valuing import Valued, values
from bocal.supply.reads import gifts as reads
from bocal.supply.rules import GIVERS
from bocal.supply.rules.gifts import MOST_LINES, ValueSaid, kind_of, unnamed


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def donor(request: Request, pk: int) -> HttpResponse:
    """A POST notes the values, or issues the receipt of the lines ticked."""
    found = get_object_or_404(directory.known(*GIVERS), pk=pk)
    year = asked_year(request)
    here = f"{reverse('supply:donor', args=[pk])}?annee={year}"
    collective = collective_of(request)
    us = collective.organisation if collective else None
    valuing = request.method == "POST" and request.POST.get("do") == "value"
    lines = list(reads.lines(year=year, donor=pk)[:MOST_LINES])
    agreements = list(reads.agreements(grower=pk))
    entitled = reads.entitlement()
    rows = [Valued(line, request.POST if valuing else None) for line in lines]
    try:
        if valuing and (told := values(rows)) is not None:
            acts.value(donor=found, values=told, said=ValueSaid.PAPER, by=request.user, now=timezone.now())
            messages.success(request, _("Les valeurs sont notées."))
            return redirect(here)
        if request.method == "POST" and request.POST.get("do") == "issue":
            ticked = [int(one) for one in request.POST.getlist("line") if one.isdecimal() and len(one) < 19]
            made = acts.issue(
                donor=found,
                lines=ticked,
                by=request.user,
                key=_key(request),
                now=timezone.now(),
                agreement=next((one for one in agreements if str(one.pk) == request.POST.get("agreement")), None),
            )
            messages.success(request, _("Le reçu fiscal {code} est émis.").format(code=made))
            return redirect("supply:tax_receipt", made.pk)
    except Refused as refused:
        messages.error(request, journals_words.say(refused, words.REFUSALS))
        return redirect(here)
    context = {
        "donor": found,
        "year": year,
        "rows": rows,
        "entitled": entitled,
        "ready": [row for row in rows if row.told and not row.receipted],
        "waiting": sum(not row.told for row in rows),
        "receipts": reads.receipts(donor=pk),
        "agreements": agreements,
        "lacks": _lacks(found, us, entitled),
        "ours": [one for one in agreements if one.beneficiary == us],
    }
    return render(request, "supply/pages/donor.html", context)


def _lacks(found: Organisation, us: Organisation | None, entitled: Entitlement | None) -> list[tuple[object, str, str]]:
    """What a receipt could not say yet, in the words of the refusal, with the name and the page where it is written."""
    if us is None or entitled is None:
        return []
    card = "farm_edit" if found.kind == OrganisationKind.PRODUCER else "customer_edit"
    kind = kind_of(OrganisationKind(found.kind))
    lacking = unnamed(kind, reads.identity(found), reads.identity(us), entitled.rna)
    return [
        (
            journals_words.say(one, words.REFUSALS),
            *(
                (us.name, reverse("directory:settings"))
                if one.code == "our_identity"
                else (found.name, reverse(f"directory:{card}", args=[found.pk]))
            ),
        )
        for one in lacking
    ]


def _key(request: Request) -> str:
    try:
        return str(UUID(request.POST.get("key", "")))
    except ValueError:
        raise Http404 from None
