from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bocal.directory.doors import Request, for_members, held
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.orders import acts, reads, words


@for_members
@require_POST
def cancel(request: Request, pk: int) -> HttpResponse:
    """Cancel one of my household's orders while the round is open; it can be ordered anew."""
    sheet = reads.order_of(pk, held(request).organisations(Desk.CUSTOMER))
    if sheet is None:
        raise Http404
    try:
        acts.cancel(order=sheet.order, now=timezone.now())
    except Refused as refused:
        messages.error(request, words.say(refused))
    else:
        messages.success(request, _("Votre commande est annulée, votre créneau est libéré."))
    return redirect("orders:order", pk)
