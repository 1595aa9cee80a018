from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bocal.catalog import reads
from bocal.directory.doors import enter
from bocal.directory.rules import Desk


@enter(Desk.PRODUCTS, Desk.PRODUCTION, Desk.DIRECTION)
def jar_formats(request: HttpRequest) -> HttpResponse:
    """The jars that are filled here, smallest first."""
    return render(request, "catalog/pages/jar_formats.html", {"formats": reads.jar_formats()})
