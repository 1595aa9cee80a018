from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter
from bocal.directory.doors import collective as collective_of
from bocal.directory.models import Organisation
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.orders import acts, words
from bocal.orders.models import Delivery
from bocal.orders.pages.ordering import FIELDS, PASSED, OrderForm, posted_day, posted_items
from bocal.orders.reads import agreements, deliveries, promises
from bocal.orders.reads.ordering import order_sheet
from bocal.orders.rules.delivering import DeliveryState, NotPromised, Repriced


@enter(Desk.SALES, Desk.DIRECTION)
def order_for(request: Request, pk: int) -> HttpResponse:
    """An order taken on the phone: usual products first, what can be promised beside each line, Enter places it."""
    customer = agreements.professional(pk)
    if customer is None:
        raise Http404
    return take_order(request, customer)


@enter(Desk.SALES, Desk.DIRECTION)
def change_delivery(request: Request, pk: int) -> HttpResponse:
    """An order that is not picked yet, changed."""
    card = deliveries.delivery(pk)
    if card is None:
        raise Http404
    if card.state is not DeliveryState.ORDERED:
        state = dict(words.DELIVERY_STATES)[card.state]
        messages.error(request, words.say(Refused("delivery_moved_on", state=state)))
        return redirect("orders:delivery", pk)
    return take_order(request, card.customer, card.delivery)


def take_order(
    request: Request, customer: Organisation, change: Delivery | None = None, *, online: bool = False
) -> HttpResponse:
    """The page of an order, for the desk or (`online`) for the customer; nothing that was typed is lost."""
    collective = collective_of(request)
    if collective is None:
        raise Http404
    now = timezone.now()
    today = timezone.localdate(now)
    terms = agreements.terms_of(customer)
    windows = agreements.windows(terms, now)
    usual_day = change.day if change else windows[0].day if windows else today
    day = posted_day(request.POST, usual_day)
    sheet = order_sheet(
        customer, day, collective=collective, today=today, change=change, wanted=posted_items(request.POST)
    )
    initial = {"day": usual_day, "note": change.note if change else "", "seen": change.version if change else 0}
    form = OrderForm(request.POST or None, sheet=sheet, initial=initial)
    asks = False
    if request.method == "POST" and form.is_valid() and "see" not in request.POST:
        typed = form.cleaned_data
        try:
            placed = acts.place_delivery(
                customer=customer,
                day=typed["day"],
                wanted=form.wanted(),
                person=request.user,
                key=str(typed["key"]),
                now=now,
                note=typed["note"],
                online=online,
                sure=typed["sure"] and not online,
                change=change,
                seen=typed["seen"] or 0,
                prices=form.shown(),
            )
        except NotPromised as refused:
            lacking = [row.item for row in sheet.rows if row.item.pk in {short.item for short in refused.missing}]
            instead = promises.substitutes(lacking, sheet.items, sheet.there)
            form.ask(refused, instead)
            form.add_error(None, words.say(refused))
        except Repriced as refused:
            form.reprice(refused)
            form.add_error(None, words.say(refused))
        except Refused as refused:
            asks = refused.code in PASSED and not online
            form.add_error("sure" if asks else FIELDS.get(refused.code) if not online else None, words.say(refused))
        else:
            if online:
                return redirect("orders:my_delivery", placed.pk)
            said = (
                _("{number} : la commande est notée.") if change is None else _("{number} : la commande est changée.")
            )
            messages.success(request, said.format(number=placed.number))
            return redirect("orders:delivery", placed.pk)
    rows = form.rows
    context: dict[str, Any] = {
        "form": form,
        "rows": rows,
        "customer": customer,
        "terms": terms,
        "windows": windows,
        "sheet": sheet,
        "change": change,
        "asks": asks,
        "short": any(line.choice for line in rows),
        "usual": sum(row.usual is not None for row in sheet.rows),
    }
    return render(request, f"orders/pages/{'order_online' if online else 'order_for'}.html", context)
