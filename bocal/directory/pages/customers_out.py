from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from bocal.directory.doors import enter
from bocal.directory.pages import bringing, customers
from bocal.directory.rules import Desk, ImportKind


@enter(Desk.SALES, Desk.ACCOUNTS, Desk.DIRECTION)
def customers_out(request: HttpRequest, kind: str) -> HttpResponse:
    """The customers that the list's search and filters keep, as a spreadsheet."""
    return bringing.take_away(ImportKind.CUSTOMERS, customers.asked(request)[1], _("clients"), kind)
