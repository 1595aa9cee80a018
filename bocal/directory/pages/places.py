from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bocal.directory import reads
from bocal.directory.doors import enter
from bocal.directory.rules import Desk


@enter(Desk.SALES, Desk.DIRECTION)
def places(request: HttpRequest) -> HttpResponse:
    """Where goods are kept and handed over."""
    return render(request, "directory/pages/places.html", {"places": reads.opened_places()})
