from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.orders import acts, reads, words


@enter(Desk.SALES, Desk.DIRECTION)
@require_POST
def close_round(request: Request, pk: int) -> HttpResponse:
    """Freeze a round by hand; letters leave by themselves."""
    sale = reads.round_(pk)
    if sale is None:
        raise Http404
    try:
        acts.close_round(sale=sale, person=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, words.say(refused))
    else:
        messages.success(
            request, _("C’est fermé. Les fermes et les clients reçoivent leur lettre, les listes sont prêtes.")
        )
    return redirect("orders:sale", pk)
