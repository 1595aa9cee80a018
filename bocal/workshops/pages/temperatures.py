"""What the plan asks of the day, answered from the square."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.kitchen import words as kitchen
from bocal.kitchen.reads import findings
from bocal.look import offline
from bocal.safety.rules import may_answer
from bocal.workshops.pages.gestures import come_back, sent_now, session_of
from bocal.workshops.pages.session_forms import ReadingForm
from bocal.workshops.rules.noting import Errand

#: The truck is loaded, and its cold looked at, so long before a session.
BEFORE = timedelta(hours=12)


@enter(Desk.FACILITATION, Desk.PRODUCTION, Desk.DIRECTION)
@offline.comes_later
def temperatures(request: Request, pk: int) -> HttpResponse:
    """The lines of the plan that this person may answer, each with what was read, today or on its day."""
    found = session_of(request, pk)
    if found is None:
        raise Http404
    if offline.came_later(request):
        return come_back(request, found, Errand.READING)
    mistaken = None
    if request.method == "POST":
        told = sent_now(request, found, Errand.READING)
        try:
            written = told.checked(None, False)
        except Refused as refused:
            mistaken = told.form
            if refused.code != "form":
                mistaken.add_error(None, say(refused, kitchen.REFUSALS))
        else:
            if written.conform:
                messages.success(request, _("Noté : %(what)s.") % {"what": written.what})
            else:
                said = _("%(what)s : hors limites. À faire : %(todo)s Un écart est ouvert.")
                messages.warning(request, said % {"what": written.what, "todo": written.point.corrective})
            return offline.done(request, "workshops:temperatures", pk)
    now = timezone.now()
    # What is read is of the day it is read on, and the page says which; a session that is closed, or still to come,
    # shows its own day, and nothing is written there.
    settled = found.closed_at is not None or found.cancelled_at is not None
    writes = not settled and found.starts_at - BEFORE < now
    day = timezone.localdate(now if writes else found.starts_at)
    lines = [one for one in findings.sheet(day) if may_answer(Desk(one.point.desk), request.held)]
    sent = request.POST.get("point")
    rows = [(one, mistaken if mistaken and sent == str(one.point.pk) else ReadingForm(auto_id=False)) for one in lines]
    context = {"session": found, "day": day, "rows": rows, "writes": writes}
    return render(request, "workshops/pages/temperatures.html", context)
