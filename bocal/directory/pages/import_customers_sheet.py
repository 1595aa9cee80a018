from django.http import HttpRequest, HttpResponse

from bocal.directory.doors import enter
from bocal.directory.pages import bringing
from bocal.directory.rules import Desk, ImportKind


@enter(Desk.SALES, Desk.ACCOUNTS, Desk.DIRECTION)
def import_customers_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """What a spreadsheet of customers would change, then how far it has come."""
    return bringing.look(request, ImportKind.CUSTOMERS, pk, "directory:import_customers_sheet")
