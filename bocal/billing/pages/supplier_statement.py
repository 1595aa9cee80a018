"""The PDF of a supplier's account."""

from django.http import Http404, HttpResponse
from django.utils import timezone

from bocal.billing import notices, reads
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def supplier_statement(request: Request, supplier: int) -> HttpResponse:
    found = reads.customer(supplier)
    if found is None:
        raise Http404
    pdf = notices.supplier_statement_paper(reads.supplier_account(found), day=timezone.localdate())
    name = f'attachment; filename="releve-{found.pk}.pdf"'
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": name})
