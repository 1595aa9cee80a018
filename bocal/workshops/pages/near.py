from datetime import timedelta

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from bocal.directory import reads as directory
from bocal.directory.doors import for_everyone
from bocal.workshops import notices
from bocal.workshops.reads import hub
from bocal.workshops.reads import near as questions

#: What is over stays in the feed so long.
BACK = timedelta(days=60)
A_PAGE = 20


@for_everyone
def near(request: HttpRequest) -> HttpResponse:
    """The sessions to come, by distance from a town or by day, for whoever passes."""
    towns = questions.towns()
    town = next((one for one in towns if one.name == request.GET.get("commune")), None)
    found = questions.near(town, timezone.now())
    context: dict[str, object] = {
        "shown": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "towns": towns,
        "town": town,
        "feed": request.build_absolute_uri(reverse("workshops:near_feed")),
    }
    if not request.user.is_authenticated:
        # Nothing here is sent by a stranger: no token, so no cookie either.
        context["csrf_token"] = ""
    return render(request, "workshops/pages/near.html", context)


@for_everyone
def near_feed(request: HttpRequest) -> HttpResponse:
    """The public programme, for calendar programs."""
    us = directory.collective()
    site = f"{request.get_host()}{reverse('home')}".strip("/")
    sessions = hub.public(timezone.now(), back=BACK)
    body = notices.feed(sessions, site=site, name=us.name if us else "Bocal")
    return HttpResponse(body, content_type="text/calendar; charset=utf-8")
