"""The papers of a farm at the flat rate: a year's certificate, a payment's slip, as PDF."""

from django.http import Http404, HttpResponse
from django.utils import timezone

from bocal.billing import notices, reads
from bocal.directory import reads as directory
from bocal.directory.doors import Request, enter
from bocal.directory.models import Organisation
from bocal.directory.rules import Desk, VatProfile


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def certificate(request: Request, supplier: int, year: int) -> HttpResponse:
    farm = reads.customer(supplier)
    found = reads.flat_year(farm, year) if farm else None
    if found is None:
        raise Http404
    paper = notices.certificate(found, buyer=_buyer(), day=timezone.localdate())
    return _pdf(paper, f"attestation-{supplier}-{year}")


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def slip(request: Request, payment: int) -> HttpResponse:
    found = reads.flat_payment(payment)
    if found is None:
        raise Http404
    return _pdf(notices.slip(found, buyer=_buyer(), day=timezone.localdate()), f"bulletin-{payment}")


def _buyer() -> Organisation:
    """The collective, when it bills VAT on what it sells again: else it owes none of these papers."""
    collective = directory.collective()
    if collective is None or not VatProfile(collective.vat_profile).bills_vat:
        raise Http404
    return collective.organisation


def _pdf(paper: bytes, name: str) -> HttpResponse:
    said = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return HttpResponse(paper, content_type="application/pdf", headers=said)
