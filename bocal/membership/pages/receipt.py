from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, for_members, held
from bocal.directory.rules import Desk
from bocal.membership import notices, reads

STAFF = (Desk.SALES, Desk.ACCOUNTS, Desk.DIRECTION)


@for_members
def receipt(request: Request, pk: int) -> HttpResponse:
    """The PDF that says that a fee was paid: to its member and to a desk, once it was."""
    found, seats = reads.membership(pk), held(request)
    if found is None or not (seats.any_of(STAFF) or found.member_id in seats.organisations(Desk.CUSTOMER)):
        raise Http404
    if reads.left_to_pay(found):
        messages.error(request, _("Cette cotisation n’est pas encore payée : le reçu viendra ensuite."))
        staff = found.member_id not in seats.organisations(Desk.CUSTOMER)
        return redirect("membership:member", found.member_id) if staff else redirect("membership:mine")
    name = f'attachment; filename="adhesion-{found.pk}.pdf"'
    pdf = notices.receipt(found)
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": name})
