from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from bocal.directory.doors import enter
from bocal.directory.pages import bringing, farms
from bocal.directory.rules import Desk, ImportKind


@enter(Desk.PRODUCTS, Desk.DIRECTION)
def farms_out(request: HttpRequest, kind: str) -> HttpResponse:
    """The farms that the list's search and filters keep, as a spreadsheet."""
    return bringing.take_away(ImportKind.PRODUCERS, farms.asked(request)[1], _("fermes"), kind)
