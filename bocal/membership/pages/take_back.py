from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bocal.directory.doors import Request, for_members, held
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.membership import acts, reads, words


@for_members
@require_POST
def take_back(request: Request, pk: int) -> HttpResponse:
    """Take a mistaken membership back: a desk at any time, its member on its very day."""
    found, seats = reads.membership(pk), held(request)
    if found is None:
        raise Http404
    own = found.member_id in seats.organisations(Desk.CUSTOMER)
    desk = seats.any_of((Desk.SALES, Desk.DIRECTION))
    if not (own or desk):
        raise Http404
    try:
        acts.take_back(membership=found, author=request.user, now=timezone.now(), own=not desk)
    except Refused as refused:
        messages.error(request, words.say(refused))
    else:
        messages.success(request, _("L’adhésion est reprise : rien n’est dû pour elle. Le registre garde les deux."))
    return redirect("membership:mine") if own else redirect("membership:member", found.member_id)
