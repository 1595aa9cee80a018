"""The PDF of a customer's account, and of a supplier's."""

from django.http import Http404, HttpResponse
from django.utils import timezone

from bocal.billing import notices, reads
from bocal.directory.doors import Request, enter
from bocal.directory.models import Organisation
from bocal.directory.rules import Desk


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def statement_paper(request: Request, customer: int) -> HttpResponse:
    found, today = _party(customer), timezone.localdate()
    account = reads.statement(found, since=None if "tout" in request.GET else reads.year_back(today))
    return _pdf(found, notices.statement_paper(account, day=today))


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def supplier_statement(request: Request, supplier: int) -> HttpResponse:
    found = _party(supplier)
    return _pdf(found, notices.supplier_statement_paper(reads.supplier_account(found), day=timezone.localdate()))


def _party(pk: int) -> Organisation:
    found = reads.customer(pk)
    if found is None:
        raise Http404
    return found


def _pdf(party: Organisation, pdf: bytes) -> HttpResponse:
    name = f'attachment; filename="releve-{party.pk}.pdf"'
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": name})
