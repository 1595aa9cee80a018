"""Everything between a supplier and the collective: what waits for an invoice, invoices, payments."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from bocal.billing import reads
from bocal.directory.doors import Request, collective, enter
from bocal.directory.rules import Desk, VatProfile


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def supplier(request: Request, supplier: int) -> HttpResponse:
    found = reads.supplier(supplier)
    if found is None:
        raise Http404
    ours = collective(request)
    owes_papers = ours is not None and VatProfile(ours.vat_profile).bills_vat
    context = {
        "account": reads.supplier_account(found),
        "supplier": found,
        "flat_years": reads.flat_years(found) if owes_papers else [],
    }
    return render(request, "billing/pages/supplier.html", context)
