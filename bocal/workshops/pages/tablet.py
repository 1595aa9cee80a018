from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.workshops import acts, reads


@enter(Desk.FACILITATION, Desk.PRODUCTION, Desk.DIRECTION)
@require_POST
def tablet(request: Request, pk: int) -> HttpResponse:
    """A tablet that took this session along says that it is there, and how much it has still to send."""
    found = reads.session(pk)
    device, waiting = request.POST.get("device", ""), request.POST.get("waiting", "")
    if found is None or not 0 < len(device) <= 36 or not (waiting.isascii() and waiting.isdecimal()):
        raise Http404
    acts.hear(session=found, device=device, person=request.user, waiting=int(waiting[:6]), now=timezone.now())
    return JsonResponse({"state": "done"})
