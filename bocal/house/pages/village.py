from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bocal.directory.doors import for_everyone
from bocal.house import served
from bocal.house.setup_key import setup_address


@for_everyone
def village(request: HttpRequest) -> HttpResponse:
    """The collectives of this server, each one tap away."""
    # Only the demo shows the key to everyone; elsewhere the person who started the server has it on their screen.
    address = setup_address() if settings.DEMO else ""
    return render(request, "house/pages/village.html", {"served": served.every(), "setup_address": address})
