from django.http import Http404, HttpResponse

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.orders.notices import papers
from bocal.orders.reads import deliveries
from bocal.orders.reads.deliveries import Card


@enter(Desk.SALES, Desk.POINT, Desk.DIRECTION)
def note_pdf(request: Request, pk: int) -> HttpResponse:
    """The delivery note, to be signed or signed."""
    return _note(deliveries.delivery(pk))


@enter(Desk.CUSTOMER)
def my_note(request: Request, pk: int) -> HttpResponse:
    """A customer's own delivery note."""
    return _note(deliveries.delivery_of(pk, request.held.organisations(Desk.CUSTOMER)))


def _note(card: Card | None) -> HttpResponse:
    if card is None:
        raise Http404
    name = {"Content-Disposition": f'inline; filename="{card.delivery.number}.pdf"'}
    return HttpResponse(papers.note_pdf(card), content_type="application/pdf", headers=name)
