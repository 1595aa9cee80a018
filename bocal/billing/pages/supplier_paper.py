"""The PDF of an invoice made in a farm's name, which is its Factur-X."""

from django.http import Http404, HttpResponse

from bocal.billing import notices, reads
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def supplier_paper(request: Request, pk: int) -> HttpResponse:
    found = reads.supplier_invoice(pk)
    if found is None or not found.self_billed:
        raise Http404
    name = f'attachment; filename="{found.number}.pdf"'
    made = notices.facturx(reads.self_billed(found))
    return HttpResponse(made, content_type="application/pdf", headers={"Content-Disposition": name})
