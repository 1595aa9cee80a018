from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.orders import acts, words
from bocal.orders.reads import agreements, deliveries
from bocal.orders.reads.contents import lines_of
from bocal.orders.rules.delivering import DeliveryState, drawn


@enter(Desk.CUSTOMER)
def my_delivery(request: Request, pk: int) -> HttpResponse:
    """One delivery as its customer sees it; until the closing it is changed or cancelled here."""
    card = deliveries.delivery_of(pk, request.held.organisations(Desk.CUSTOMER))
    if card is None:
        raise Http404
    now = timezone.now()
    if request.method == "POST":
        try:
            acts.cancel_delivery(delivery=card.delivery, now=now, online=True)
        except Refused as refused:
            messages.error(request, words.say(refused))
        else:
            messages.success(request, _("{number} : annulée.").format(number=card.delivery.number))
        return redirect("orders:my_delivery", pk)
    terms = agreements.terms_of(card.customer)
    closes = agreements.closes(terms, card.delivery.day)
    context = {
        "card": card,
        "closes": closes,
        "may_change": card.state is DeliveryState.ORDERED and closes > now,
        "lines": lines_of(card),
        "owed": card.owed,
        "drawn": drawn(card.delivery.signature),
        "windows": agreements.windows(terms, now),
        "terms": terms,
    }
    return render(request, "orders/pages/my_delivery.html", context)
