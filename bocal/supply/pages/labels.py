"""The crate labels of a reception, to print."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.supply import notices, reads


@enter(Desk.RECEPTION, Desk.PRODUCTION, Desk.PRODUCTS, Desk.QUALITY, Desk.DIRECTION)
def labels(request: HttpRequest, pk: int) -> HttpResponse:
    """A label a crate; `?feuille=1` puts eight on an A4 sheet."""
    found = reads.received(pk)
    if found is None:
        raise Http404

    def address(code: str) -> str:
        return request.build_absolute_uri(reverse("journals:lot", args=[code]))

    made = notices.labels(found, address=address, on_sheets="feuille" in request.GET)
    headers = {"Content-Disposition": f'inline; filename="etiquettes-{found.reception}.pdf"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)
