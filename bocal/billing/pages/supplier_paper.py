"""The PDF of an invoice made in a farm's name, which is its Factur-X."""

from django.http import Http404, HttpResponse

from bocal.billing import notices, reads
from bocal.directory.doors import Request, enter, held
from bocal.directory.rules import Desk

STAFF = (Desk.ACCOUNTS, Desk.DIRECTION)


@enter(*STAFF, Desk.PRODUCER)
def supplier_paper(request: Request, pk: int) -> HttpResponse:
    mine = held(request)
    found = reads.own_bill(pk, None if mine.any_of(STAFF) else mine.organisations(Desk.PRODUCER))
    if found is None:
        raise Http404
    name = f'attachment; filename="{found.number}.pdf"'
    made = notices.facturx(reads.self_billed(found))
    return HttpResponse(made, content_type="application/pdf", headers={"Content-Disposition": name})
