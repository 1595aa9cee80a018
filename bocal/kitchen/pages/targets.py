from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.kitchen.reads import needs
from bocal.kitchen.words.months import MONTHS_SHORT


@enter(Desk.PRODUCTION, Desk.DIRECTION)
def targets(request: HttpRequest) -> HttpResponse:
    """How many jars one wants in stock, product by product and month by month."""
    return render(request, "kitchen/pages/targets.html", {"rows": needs.targets(), "months": MONTHS_SHORT})
