from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bocal.directory.doors import for_everyone
from bocal.house import collectives


@for_everyone
def village(request: HttpRequest) -> HttpResponse:
    """The collectives of this server, each one tap away."""
    return render(request, "house/pages/village.html", {"collectives": collectives.every()})
