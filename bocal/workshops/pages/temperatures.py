"""What the plan asks of the day, answered from the square."""

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


@enter(Desk.FACILITATION, Desk.PRODUCTION, Desk.DIRECTION)
@offline.comes_later
def temperatures(request: Request, pk: int) -> HttpResponse:
    """The lines of the plan that this person may answer, each with what was read on the session's day."""
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
    day = timezone.localdate(found.starts_at)
    lines = [one for one in findings.sheet(day) if may_answer(Desk(one.point.desk), request.held)]
    sent = request.POST.get("point")
    rows = [(one, mistaken if mistaken and sent == str(one.point.pk) else ReadingForm(auto_id=False)) for one in lines]
    # What is read is of the day it is read on: another day's is shown, and no more written.
    context = {"session": found, "day": day, "rows": rows, "writes": day == timezone.localdate()}
    return render(request, "workshops/pages/temperatures.html", context)
