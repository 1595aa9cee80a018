from django.http import HttpRequest, HttpResponse

from bocal.directory.doors import enter
from bocal.directory.pages import bringing
from bocal.directory.rules import Desk, ImportKind


@enter(Desk.PRODUCTS, Desk.DIRECTION)
def import_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """What a spreadsheet of farms would change, then how far it has come."""
    return bringing.look(request, ImportKind.PRODUCERS, pk, "directory:import_sheet")
