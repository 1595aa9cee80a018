from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.kitchen import reads


@enter(Desk.PRODUCTION, Desk.QUALITY, Desk.PRODUCTS, Desk.DIRECTION)
def recipes(request: HttpRequest) -> HttpResponse:
    """What can be made here."""
    return render(request, "kitchen/pages/recipes.html", {"recipes": reads.recipes()})
