"""The paper of a reception: bon d'achat, bon de don or bon de réception à façon."""

from django.http import Http404, HttpRequest, HttpResponse

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.supply import notices, reads


@enter(Desk.RECEPTION, Desk.PRODUCTION, Desk.PRODUCTS, Desk.QUALITY, Desk.ACCOUNTS, Desk.DIRECTION)
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """As PDF, in the way's own words."""
    found = reads.received(pk)
    if found is None:
        raise Http404
    headers = {"Content-Disposition": f'inline; filename="bon-{found.reception}.pdf"'}
    return HttpResponse(notices.slip(found), content_type="application/pdf", headers=headers)
