from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.orders.reads import agreements, deliveries


@enter(Desk.CUSTOMER)
def pro(request: Request) -> HttpResponse:
    """A professional's own page: until when to order, what comes every week, what was ordered."""
    now = timezone.now()
    mine = agreements.professionals_of(request.held.organisations(Desk.CUSTOMER))
    wanted = request.GET.get("chez", "")
    customer = next((one for one in mine if str(one.pk) == wanted), mine[0] if mine else None)
    context: dict[str, object] = {"mine": mine, "customer": customer}
    if customer is not None:
        terms = agreements.terms_of(customer)
        context |= {
            "terms": terms,
            "windows": agreements.windows(terms, now),
            "standing": agreements.standing_orders(customer, timezone.localdate(now)),
            "cards": deliveries.of_customer(customer),
        }
    return render(request, "orders/pages/pro.html", context)
