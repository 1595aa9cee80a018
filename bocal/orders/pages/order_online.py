from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.orders.pages.order_for import take_order
from bocal.orders.reads import agreements, deliveries
from bocal.orders.rules.delivering import DeliveryState


@enter(Desk.CUSTOMER)
def order_online(request: Request, pk: int) -> HttpResponse:
    """A professional orders by themselves, on a phone: their own prices, their days, until when."""
    mine = agreements.professionals_of(request.held.organisations(Desk.CUSTOMER))
    customer = next((one for one in mine if one.pk == pk), None)
    if customer is None:
        raise Http404
    return take_order(request, customer, online=True)


@enter(Desk.CUSTOMER)
def change_online(request: Request, pk: int) -> HttpResponse:
    """Their order, changed until the closing."""
    card = deliveries.delivery_of(pk, request.held.organisations(Desk.CUSTOMER))
    if card is None:
        raise Http404
    if card.state is not DeliveryState.ORDERED:
        return redirect("orders:my_delivery", pk)
    return take_order(request, card.customer, card.delivery, online=True)
