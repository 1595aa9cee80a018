"""The PDF of an invoice, which is its Factur-X."""

from django.http import Http404, HttpResponse

from bocal.billing import notices, reads
from bocal.billing.pages.invoice import STAFF
from bocal.directory.doors import Request, enter, held
from bocal.directory.rules import Desk


@enter(Desk.ACCOUNTS, Desk.DIRECTION, Desk.CUSTOMER)
def paper(request: Request, number: str) -> HttpResponse:
    mine = held(request)
    shown = reads.invoice(number, None if mine.any_of(STAFF) else mine.organisations(Desk.CUSTOMER))
    if shown is None:
        raise Http404
    name = f'attachment; filename="{shown.invoice.number}.pdf"'
    return HttpResponse(notices.facturx(shown), content_type="application/pdf", headers={"Content-Disposition": name})
