from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from bocal.directory import reads, words
from bocal.directory.doors import enter
from bocal.directory.rules import Desk, LinkPurpose, OrganisationKind


@enter(Desk.PRODUCTS, Desk.RECEPTION, Desk.PRODUCTION, Desk.SALES, Desk.ACCOUNTS, Desk.DIRECTION)
def farm(request: HttpRequest, pk: int) -> HttpResponse:
    """One farm: how to reach it, its certificate, its people, its personal link."""
    today = timezone.localdate()
    found = get_object_or_404(reads.known(OrganisationKind.PRODUCER), pk=pk)
    context = {
        "line": reads.farm_lines([found], today=today)[0],
        "farm": found,
        "siret": words.siret(found.siret),
        "crops": [(crop.what, words.months(crop.months)) for crop in reads.crops_of(found)],
        "people": reads.seated_at(found),
        "link": reads.open_links(found, LinkPurpose.SURPLUS, today=today).first(),
    }
    return render(request, "directory/pages/farm.html", context)
