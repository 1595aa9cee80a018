"""The PDF of an invoice, which is its Factur-X."""

from django.http import HttpResponse

from bocal.billing import notices
from bocal.billing.pages.invoice import asked
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk


@enter(Desk.ACCOUNTS, Desk.DIRECTION, Desk.CUSTOMER, Desk.PRODUCER)
def paper(request: Request, number: str) -> HttpResponse:
    shown = asked(request, number)
    name = f'attachment; filename="{shown.invoice.number}.pdf"'
    return HttpResponse(notices.facturx(shown), content_type="application/pdf", headers={"Content-Disposition": name})
