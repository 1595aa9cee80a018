"""The same by a farm's personal link: no password."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from bocal.directory import reads as directory
from bocal.directory.doors import by_link
from bocal.directory.rules import LinkPurpose
from bocal.supply.pages.my_name import said
from bocal.supply.pages.offer import gone


@by_link
@never_cache
def link_name(request: HttpRequest, token: str) -> HttpResponse:
    """Yes or no, for the farm that the link was given to."""
    link = directory.link(token, LinkPurpose.SURPLUS, today=timezone.localdate())
    if link is None:
        return gone(request, token)
    if request.method == "POST":
        said(request, link.organisation)
        return redirect("supply:link_name", token)
    return render(request, "supply/pages/my_name.html", {"farm": link.organisation, "farms": [], "token": token})
