from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import Request, enter
from bocal.directory.doors import collective as collective_of
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.look.forms import DayField, KeyField, PlainForm
from bocal.orders import acts, words
from bocal.orders.pages.ordering import posted_items, quantity_field
from bocal.orders.reads import agreements
from bocal.orders.reads.ordering import OrderSheet, order_sheet


class StandingForm(PlainForm):
    """The day of the week, from when to when, and so much of what."""

    key = KeyField()
    weekday = forms.TypedChoiceField(label=later("Chaque"), coerce=int, choices=words.WEEKDAYS)
    every_weeks = forms.TypedChoiceField(
        label=later("Rythme"), coerce=int, choices=[(1, later("chaque semaine")), (2, later("une semaine sur deux"))]
    )
    first_on = DayField(label=later("À partir du"))
    last_on = DayField(label=later("Jusqu’au"), required=False)
    paused_from = DayField(label=later("Pause du"), required=False)
    paused_until = DayField(label=later("Pause jusqu’au"), required=False)
    note = forms.CharField(label=later("Note pour la livraison"), required=False, max_length=300)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)

    def __init__(self, *args: Any, sheet: OrderSheet, quantities: dict[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        for row in sheet.rows:
            self.fields[f"q{row.item.pk}"] = quantity_field(row.item, initial=quantities.get(row.item.pk))

    def clean(self) -> dict[str, Any]:
        """A pause has both its ends."""
        found = super().clean() or {}
        if bool(found.get("paused_from")) != bool(found.get("paused_until")):
            self.add_error("paused_until", _("Une pause a un début et une fin."))
        return found

    def quantities(self) -> dict[int, int]:
        """Item → quantity in its own unit."""
        return {row.item.pk: self.cleaned_data.get(f"q{row.item.pk}") or 0 for row in self.sheet.rows}

    @property
    def lines(self) -> list[tuple[Any, Any]]:
        return [(row, self[f"q{row.item.pk}"]) for row in self.sheet.rows]


_FIELDS = {"bad_dates": "last_on", "bad_pause": "paused_until", "bad_weekday": "weekday"}


@enter(Desk.SALES, Desk.DIRECTION)
def new_standing(request: Request, customer_pk: int) -> HttpResponse:
    """A new standing order."""
    return _standing(request, customer_pk, None)


@enter(Desk.SALES, Desk.DIRECTION)
def standing(request: Request, customer_pk: int, pk: int) -> HttpResponse:
    """A standing order changed, paused or ended; deliveries already made keep what they say."""
    return _standing(request, customer_pk, pk)


def _standing(request: Request, customer_pk: int, pk: int | None) -> HttpResponse:
    customer, collective = agreements.professional(customer_pk), collective_of(request)
    if customer is None or collective is None:
        raise Http404
    order = agreements.standing_order(customer, pk) if pk is not None else None
    if pk is not None and order is None:
        raise Http404
    now = timezone.now()
    today = timezone.localdate(now)
    quantities = {line.item_id: line.quantity for line in order.lines.all()} if order else {}
    asked = [*quantities, *posted_items(request.POST)]
    sheet = order_sheet(customer, today, collective=collective, today=today, wanted=asked, whole=True)
    names = ("weekday", "every_weeks", "first_on", "last_on", "paused_from", "paused_until", "note")
    initial: dict[str, Any] = {name: getattr(order, name) for name in names} if order else {"first_on": today}
    if order is None:
        initial["weekday"] = min(agreements.terms_of(customer).weekdays, default=0)
    initial["seen"] = order.version if order else 0
    form = StandingForm(request.POST or None, sheet=sheet, quantities=quantities, initial=initial)
    if order is not None and "end" in request.POST:
        acts.end_standing(standing=order, now=now, person=request.user)
        messages.success(request, _("C’est la fin de cette commande régulière. Les livraisons déjà faites restent."))
        return redirect("orders:terms", customer.pk)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        pause = (told["paused_from"], told["paused_until"]) if told["paused_from"] else None
        try:
            acts.stand(
                customer=customer,
                weekday=told["weekday"],
                every_weeks=told["every_weeks"],
                quantities=form.quantities(),
                first_on=told["first_on"],
                last_on=told["last_on"],
                pause=pause,
                note=told["note"],
                person=request.user,
                key=str(told["key"]),
                now=now,
                change=order,
                seen=told["seen"] or 0,
            )
        except Refused as refused:
            form.add_error(_FIELDS.get(refused.code), words.say(refused))
        else:
            messages.success(request, _("Commande régulière notée : les livraisons se préparent deux semaines avant."))
            if told["weekday"] not in agreements.terms_of(customer).weekdays:
                said = _(
                    "Attention : {day} n’est pas un jour où vous livrez {name}. Elle partira quand même ce jour-là."
                )
                day = dict(words.WEEKDAYS)[told["weekday"]]
                messages.warning(request, said.format(day=day, name=customer.name))
            return redirect("orders:terms", customer.pk)
    context = {"form": form, "customer": customer, "order": order}
    return render(request, "orders/pages/standing.html", context)
