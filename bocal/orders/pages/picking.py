from django.http import HttpResponse
from django.shortcuts import render

from bocal.directory import reads as directory
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.orders.notices import papers
from bocal.orders.pages.deliveries import asked_day
from bocal.orders.reads import deliveries
from bocal.orders.reads.picking import picks

#: Rows on the page; the paper has them all.
SHOWN = 250


@enter(Desk.SALES, Desk.POINT, Desk.DIRECTION)
def picking(request: Request) -> HttpResponse:
    """What to fetch for the day's deliveries, by place and lot, first expired first."""
    day, collective = asked_day(request), directory.collective()
    cards = deliveries.of_day(day)
    rows = picks(cards, day, collective.organisation) if collective else []
    halted = deliveries.halted(cards)
    context = {"day": day, "rows": rows[:SHOWN], "hidden": max(0, len(rows) - SHOWN), "halted": halted}
    return render(request, "orders/pages/picking.html", context)


@enter(Desk.SALES, Desk.POINT, Desk.DIRECTION)
def picking_pdf(request: Request) -> HttpResponse:
    """The same list as PDF, with room for what the scale says."""
    day, collective = asked_day(request), directory.collective()
    cards = deliveries.of_day(day)
    rows = picks(cards, day, collective.organisation) if collective else []
    name = {"Content-Disposition": f'inline; filename="preparation-{day:%Y-%m-%d}.pdf"'}
    body = papers.picking_pdf(day, rows, deliveries.halted(cards).values())
    return HttpResponse(body, content_type="application/pdf", headers=name)
