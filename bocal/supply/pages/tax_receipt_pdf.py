"""The file of a tax receipt, byte for byte as it was issued."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.supply.reads import gifts as reads


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def tax_receipt_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """As PDF; a cancelled one says so in its name."""
    found = get_object_or_404(reads.receipts(), pk=pk)
    name = f"recu-{found.year}-{found.number:04d}{'-annule' if found.cancelled_at else ''}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(bytes(found.pdf), content_type="application/pdf", headers=headers)
