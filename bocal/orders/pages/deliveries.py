from datetime import date

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.look.forms import DayField
from bocal.orders.reads import deliveries as reads


def asked_day(request: Request) -> date:
    """The day in the address; today when there is none, or none that can be read."""
    try:
        found = DayField(required=False).clean(request.GET.get("jour"))
    except forms.ValidationError:
        found = None
    return found if isinstance(found, date) else timezone.localdate()


@enter(Desk.SALES, Desk.POINT, Desk.DIRECTION)
def deliveries(request: Request) -> HttpResponse:
    """A day's deliveries, where each stands, and the papers of the day."""
    day = asked_day(request)
    cards = reads.of_day(day)
    context = {
        "day": day,
        "cards": cards,
        "halted": reads.halted(cards),
        "days": reads.days_around(day),
        "to_pick": sum(card.state == "ordered" for card in cards),
        "total": sum(card.net for card in cards),
    }
    return render(request, "orders/pages/deliveries.html", context)
