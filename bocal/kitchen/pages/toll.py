from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.kitchen.reads import toll as reads


@enter(Desk.PRODUCTION, Desk.ACCOUNTS, Desk.DIRECTION)
def toll(request: HttpRequest) -> HttpResponse:
    """Farms whose goods are here, and what went back to them."""
    return render(request, "kitchen/pages/toll.html", {"farms": reads.farms(), "notes": reads.returned()})
