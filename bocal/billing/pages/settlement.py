"""What a round came to for one farm: its page and its PDF, for the farm and for the clerk."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from bocal.billing import notices, reads
from bocal.billing.models import SettlementLine
from bocal.directory.doors import Request, enter, held
from bocal.directory.rules import Desk

STAFF = (Desk.SALES, Desk.ACCOUNTS, Desk.DIRECTION)


@enter(*STAFF, Desk.PRODUCER)
def settlement(request: Request, pk: int) -> HttpResponse:
    one = _asked(request, pk)
    context = {"one": one, "settlement": one.settlement, "mine": held(request).any_of([Desk.PRODUCER])}
    return render(request, "billing/pages/settlement.html", context)


@enter(*STAFF, Desk.PRODUCER)
def settlement_paper(request: Request, pk: int) -> HttpResponse:
    one = _asked(request, pk)
    name = f'attachment; filename="reglement-{one.pk}.pdf"'
    pdf = notices.settlement_paper(one)
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": name})


def _asked(request: Request, pk: int) -> SettlementLine:
    mine = held(request)
    found = reads.settlement_line(pk, None if mine.any_of(STAFF) else mine.organisations(Desk.PRODUCER))
    if found is None:
        raise Http404
    return found
