from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.look.forms import PiecesField, PlainForm
from bocal.orders import acts
from bocal.orders.notices import papers
from bocal.orders.pages.deliveries import asked_day
from bocal.orders.reads import deliveries
from bocal.orders.reads.deliveries import Card


class RouteForm(PlainForm):
    """A number for each stop."""

    def __init__(self, *args: Any, cards: list[Card], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cards = cards
        for turn, card in enumerate(cards, 1):
            label = _("Rang de {name}").format(name=card.customer.name)
            self.fields[f"s{card.delivery.pk}"] = PiecesField(label=label, highest=999, initial=turn)

    @property
    def stops(self) -> list[tuple[Card, Any]]:
        return [(card, self[f"s{card.delivery.pk}"]) for card in self.cards]


@enter(Desk.SALES, Desk.POINT, Desk.DIRECTION)
def route(request: Request) -> HttpResponse:
    """The day's round: who comes after whom, where, what to know; a tap opens the door's page."""
    day = asked_day(request)
    cards = deliveries.of_day(day)
    form = RouteForm(request.POST or None, cards=cards)
    if request.method == "POST" and form.is_valid():
        acts.set_route(day=day, stops={card.delivery.pk: form.cleaned_data[f"s{card.delivery.pk}"] for card in cards})
        messages.success(request, _("L’ordre de la tournée est noté."))
        where = redirect("orders:route")
        where.headers["Location"] += f"?jour={day:%Y-%m-%d}"
        return where
    context = {"day": day, "form": form, "cards": cards, "halted": deliveries.halted(cards)}
    return render(request, "orders/pages/route.html", context)


@enter(Desk.SALES, Desk.POINT, Desk.DIRECTION)
def route_pdf(request: Request) -> HttpResponse:
    """The round on paper."""
    day = asked_day(request)
    name = {"Content-Disposition": f'inline; filename="tournee-{day:%Y-%m-%d}.pdf"'}
    body = papers.route_pdf(day, deliveries.of_day(day))
    return HttpResponse(body, content_type="application/pdf", headers=name)
