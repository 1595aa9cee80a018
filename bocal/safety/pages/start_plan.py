from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.safety import acts, words


@enter(Desk.QUALITY, Desk.DIRECTION)
@require_POST
def start_plan(request: Request) -> HttpResponse:
    """Take the plan that a cannery may begin with."""
    try:
        acts.start_plan(since=timezone.localdate())
    except Refused as refused:
        messages.warning(request, say(refused, words.REFUSALS))
    else:
        messages.success(request, _("Plan de départ repris : relisez chaque ligne, il doit devenir le vôtre."))
    return redirect("safety:plan")
