from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bocal.directory.doors import for_everyone


@for_everyone
def home(request: HttpRequest) -> HttpResponse:
    """Today: what waits for this person."""
    return render(request, "house/pages/home.html")
