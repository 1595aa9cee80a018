"""What a sign-up's link opens: when and where, a file for one's calendar, and a way out."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from bocal.directory.doors import by_link
from bocal.journals.rules import Refused
from bocal.workshops import acts, notices, reads, words
from bocal.workshops.models import Attendance


def _opened(token: str) -> Attendance:
    found = reads.of_link(token)
    if found is None:
        raise Http404
    return found


@by_link
@never_cache
def coming(request: HttpRequest, token: str) -> HttpResponse:
    """« Je ne peux pas venir » takes oneself and one's children off the list."""
    found = _opened(token)
    if request.method == "POST":
        try:
            acts.withdraw(found, now=timezone.now())
        except Refused as refused:
            messages.error(request, words.say(refused))
        else:
            messages.success(request, _("C’est noté : vous ne venez pas. Votre place est rendue."))
        return redirect("workshops:coming", token)
    context = {
        "coming": found,
        "session": found.session,
        "token": token,
        "children": reads.brought(found),
        "open": reads.opens_to_strangers(found.session, timezone.now()),
    }
    return render(request, "workshops/pages/coming.html", context)


@by_link
def coming_ics(request: HttpRequest, token: str) -> HttpResponse:
    """The same for one's own calendar."""
    data = notices.invitation(_opened(token).session, site=request.get_host())
    kept = {"Content-Disposition": 'attachment; filename="seance.ics"'}
    return HttpResponse(data, content_type="text/calendar; charset=utf-8", headers=kept)
