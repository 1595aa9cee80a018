from django.http import HttpResponse

from bocal.directory.doors import Request, enter
from bocal.directory.pages import bringing
from bocal.directory.rules import Desk, ImportKind


@enter(Desk.SALES, Desk.ACCOUNTS, Desk.DIRECTION)
def import_customers(request: Request) -> HttpResponse:
    """Send a spreadsheet of customers; the next page shows what it would change."""
    return bringing.send(request, ImportKind.CUSTOMERS, "directory:import_customers_sheet")
