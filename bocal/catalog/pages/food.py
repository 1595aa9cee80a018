from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from bocal.catalog import reads, words
from bocal.directory.doors import enter
from bocal.directory.rules import Desk


@enter(Desk.PRODUCTS, Desk.PRODUCTION, Desk.QUALITY, Desk.DIRECTION)
def food(request: HttpRequest, code: str) -> HttpResponse:
    """One food: each figure as it is published, and what it means for a label."""
    found = get_object_or_404(reads.foods(), code=code)
    lines = [(words.CONSTITUENTS[line.constituent], line) for line in reads.food_lines(found)]
    context = {"food": found, "lines": lines, "items": reads.items_of(found), "energy": reads.energy_of(found)}
    return render(request, "catalog/pages/food.html", context)
