from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bocal.catalog import reads
from bocal.directory.doors import enter
from bocal.directory.rules import Desk


@enter(Desk.PRODUCTS, Desk.SALES, Desk.DIRECTION)
def price_lists(request: HttpRequest) -> HttpResponse:
    """The price lists, and for whom each is."""
    return render(request, "catalog/pages/price_lists.html", {"lists": reads.price_lists(former=True)})
