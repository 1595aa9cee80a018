from django.http import HttpResponse

from bocal.directory.doors import Request, enter
from bocal.directory.pages import bringing
from bocal.directory.rules import Desk, ImportKind


@enter(Desk.PRODUCTS, Desk.DIRECTION)
def import_farms(request: Request) -> HttpResponse:
    """Send a spreadsheet of farms; the next page shows what it would change."""
    return bringing.send(request, ImportKind.PRODUCERS, "directory:import_sheet")
