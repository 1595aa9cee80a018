from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bocal.catalog import reads, words
from bocal.directory.doors import enter
from bocal.directory.rules import Desk


@enter(Desk.PRODUCTS, Desk.ACCOUNTS, Desk.DIRECTION)
def vat(request: HttpRequest) -> HttpResponse:
    """The VAT classes: rate, text of law, and the kinds of item that the text allows."""
    labels = dict(words.ITEM_KINDS)
    lines = [(one, [label for kind, label in labels.items() if kind in one.kinds]) for one in reads.vat_classes()]
    return render(request, "catalog/pages/vat.html", {"lines": lines})
