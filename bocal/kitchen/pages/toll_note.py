from django.http import Http404, HttpRequest, HttpResponse

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.kitchen.notices import toll as notices
from bocal.kitchen.reads import toll as reads


@enter(Desk.PRODUCTION, Desk.ACCOUNTS, Desk.DIRECTION)
def toll_note(request: HttpRequest, pk: int) -> HttpResponse:
    """The return note of toll work, as PDF."""
    voucher = reads.note(pk)
    if voucher is None:
        raise Http404
    headers = {"Content-Disposition": f'inline; filename="bon-de-retour-{pk}.pdf"'}
    return HttpResponse(notices.toll_note(reads.story(voucher)), content_type="application/pdf", headers=headers)
