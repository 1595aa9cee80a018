from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from bocal.directory.doors import for_everyone, held
from bocal.directory.models import Person
from bocal.house.today import Visit, first_steps, gestures, waiting
from bocal.orders import reads as orders
from bocal.workshops.reads.near import soonest


@for_everyone
def home(request: HttpRequest) -> HttpResponse:
    """Today: what waits for this person; for a stranger, what is on sale and the way in."""
    now = timezone.now()
    if not isinstance(request.user, Person):
        return render(
            request, "house/pages/welcome_stranger.html", {"rounds": orders.coming(now), "meets": soonest(now)}
        )
    visit = Visit(request.user, held(request), now)
    context = {
        "tasks": waiting(visit),
        "first_steps": first_steps(visit),
        "gestures": gestures(visit),
        "day": timezone.localdate(now),
    }
    return render(request, "house/pages/home.html", context)
