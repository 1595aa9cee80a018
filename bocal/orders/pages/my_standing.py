from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter
from bocal.directory.doors import collective as collective_of
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.orders import acts, words
from bocal.orders.pages.ordering import posted_items
from bocal.orders.pages.standing import StandingForm
from bocal.orders.reads import agreements
from bocal.orders.reads.ordering import order_sheet

_FIELDS = {"bad_pause": "paused_until", "bad_weekday": "weekday", "not_delivery_day": "weekday"}


class OwnStandingForm(StandingForm):
    """What a customer may change of it: their own days only, and not when it began."""

    def __init__(self, *args: Any, weekdays: set[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["first_on"], self.fields["last_on"]
        self.fields["weekday"].choices = [  # type: ignore[attr-defined]
            (day, name) for day, name in words.WEEKDAYS if day in weekdays
        ]


@enter(Desk.CUSTOMER)
def my_standing(request: Request, pk: int) -> HttpResponse:
    """A customer's own standing order: another day, other quantities, a pause, or its end."""
    order = agreements.standing_of(pk, request.held.organisations(Desk.CUSTOMER))
    collective = collective_of(request)
    if order is None or collective is None:
        raise Http404
    now = timezone.now()
    today = timezone.localdate(now)
    customer, terms = order.customer, agreements.terms_of(order.customer)
    if order.last_on is not None and order.last_on <= today:
        messages.info(request, words.say(Refused("standing_over")))
        return redirect("orders:pro")
    if "end" in request.POST:
        acts.stop_own_standing(standing=order, person=request.user, now=now)
        messages.success(request, _("C’est arrêté. Une livraison dont les commandes sont closes part encore."))
        return redirect("orders:pro")
    quantities = {line.item_id: line.quantity for line in order.lines.all()}
    asked = [*quantities, *posted_items(request.POST)]
    sheet = order_sheet(customer, today, collective=collective, today=today, wanted=asked, whole=True)
    names = ("weekday", "every_weeks", "paused_from", "paused_until", "note")
    initial = {name: getattr(order, name) for name in names} | {"seen": order.version}
    days = {*terms.weekdays, order.weekday}
    form = OwnStandingForm(request.POST or None, sheet=sheet, quantities=quantities, initial=initial, weekdays=days)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            acts.change_own_standing(
                standing=order,
                weekday=told["weekday"],
                every_weeks=told["every_weeks"],
                quantities=form.quantities(),
                pause=(told["paused_from"], told["paused_until"]) if told["paused_from"] else None,
                note=told["note"],
                person=request.user,
                key=str(told["key"]),
                now=now,
                seen=told["seen"] or 0,
            )
        except Refused as refused:
            form.add_error(_FIELDS.get(refused.code), words.say(refused))
        else:
            messages.success(request, _("C’est changé. Les livraisons encore ouvertes aux commandes suivent."))
            return redirect("orders:pro")
    context = {
        "form": form,
        "customer": customer,
        "order": order,
        "terms": terms,
        "windows": agreements.windows(terms, now),
    }
    return render(request, "orders/pages/my_standing.html", context)
