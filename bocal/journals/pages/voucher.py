"""One gesture with all it wrote, in plain words."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from bocal.directory.doors import enter, held
from bocal.directory.models import Person
from bocal.directory.rules import TEAM, Desk, OrganisationKind
from bocal.journals import reads
from bocal.journals.models import Voucher
from bocal.journals.rules import FINAL


def may_take_back(request: HttpRequest, one: Voucher) -> bool:
    """Its author may, and the direction."""
    person = request.user
    return Desk.DIRECTION in held(request) or (isinstance(person, Person) and one.author_id == person.pk)


@enter(*sorted(TEAM))
def voucher(request: HttpRequest, pk: int) -> HttpResponse:
    """Its rows; its money for those who keep the accounts, and for the sales but of what a household paid: it may have
    chosen its price, which concerns nobody but itself and who bills."""
    one = reads.voucher(pk)
    if one is None:
        raise Http404
    taken_back = hasattr(one, "reversal")
    household = one.party is not None and one.party.kind == OrganisationKind.HOUSEHOLD
    return render(
        request,
        "journals/pages/voucher.html",
        {
            "one": one,
            "taken_back": taken_back,
            "can_take_back": one.kind not in FINAL and not taken_back and may_take_back(request, one),
            "sees_money": held(request).any_of((Desk.ACCOUNTS, Desk.DIRECTION))
            or (Desk.SALES in held(request) and not household),
        },
    )
