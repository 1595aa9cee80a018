"""Who is there: one tap a head, on a tablet held in one hand."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.look import offline
from bocal.workshops import reads, words
from bocal.workshops.pages.gestures import come_back, sent_now, session_of
from bocal.workshops.pages.session_forms import SomebodyForm
from bocal.workshops.rules.noting import Errand

#: What this page's forms do.
HERE = frozenset({Errand.TICK, Errand.HEADS, Errand.KNOWN, Errand.ADD, Errand.OFF})


@enter(Desk.FACILITATION, Desk.PRODUCTION, Desk.DIRECTION)
@offline.comes_later
def attend(request: Request, pk: int) -> HttpResponse:
    """The list with big names, a counter, and two ways of adding: somebody, or a head without a name."""
    now = timezone.now()
    found = session_of(request, pk)
    do = request.POST.get("do", "")
    if found is None or (request.method == "POST" and do not in HERE):
        raise Http404
    if offline.came_later(request):
        return come_back(request, found, do)
    refusal, form = "", None
    if request.method == "POST":
        told = sent_now(request, found, Errand(do))
        form = told.form if told.form.is_bound else None
        try:
            told.checked(None, False)
        except Refused as refused:
            refusal = words.say(refused) if refused.code != "form" else ""
        else:
            return offline.done(request, "workshops:attend", pk)
    listed = reads.guests(found)
    search = request.GET.get("q", "")
    context = {
        "session": found,
        "guests": listed,
        "here": sum(one.here for one in listed),
        "form": form or SomebodyForm(session=found, guests=lambda: listed),
        "search": search,
        "proposed": reads.propose(found, search),
        "begun": reads.begun(found, now),
        "refusal": refusal,
        "settled": found.closed_at is not None or found.cancelled_at is not None,
        "unresolved": reads.undecided_of(found).exists(),
    }
    return render(request, "workshops/pages/attend.html", context)
