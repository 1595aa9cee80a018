"""A recall as it stands: what to do next, who has what, what is here, who did what."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from bocal.directory.doors import Request, enter, held
from bocal.directory.rules import Desk
from bocal.journals import acts, notices, reads, words
from bocal.journals.pages.recalls import LEADERS
from bocal.journals.rules import Refused

ROWS = 60


def find_case(pk: int) -> reads.Case:
    """The recall of this key, or 404."""
    if found := reads.recall_case(pk):
        return found
    raise Http404


@enter(Desk.QUALITY, Desk.DIRECTION, Desk.SALES)
def recall_case(request: HttpRequest, pk: int) -> HttpResponse:
    """A page of parties at a time; lots and steps are folded when there are many."""
    case = find_case(pk)
    return render(
        request,
        "journals/pages/recall_case.html",
        {
            "case": case,
            "recall": case.recall,
            "next": (words.TODOS | (words.DRILL_TODOS if case.recall.drill else {}))[case.todo],
            "shown": Paginator(case.found.parties, ROWS).get_page(request.GET.get("page")),
            "lots": case.found.lots[:ROWS],
            "more_lots": max(len(case.found.lots) - ROWS, 0),
            "steps": [(step, notices.step_words(step, drill=case.recall.drill)) for step in case.steps[-ROWS:]],
            "wider": [] if case.closed else reads.wider(case.found),
            "took": notices.duration(case.listed.said["seconds"]) if case.listed else "",
            "leads": held(request).any_of(LEADERS),
        },
    )


@enter(Desk.QUALITY, Desk.DIRECTION)
@require_POST
def recall_block(request: Request, pk: int) -> HttpResponse:
    """Block every lot reached, in one gesture that the message takes back."""
    case = find_case(pk)
    try:
        posted = acts.block(case.recall, author=request.user, key=request.POST.get("key", "")[:58], now=timezone.now())
    except Refused as refused:
        messages.error(request, words.say(refused))
    else:
        if posted:
            count = posted.voucher.decisions.count()
            text = ngettext("%(n)s lot bloqué.", "%(n)s lots bloqués.", count) % {"n": count}
            messages.success(request, text, extra_tags=f"undo:{posted.voucher.pk}")
        else:
            messages.info(request, _("Tout était déjà bloqué."))
    return redirect("journals:recall_case", pk)


@enter(Desk.QUALITY, Desk.DIRECTION)
@require_POST
def recall_listed(request: Request, pk: int) -> HttpResponse:
    """Somebody read the list and says that it is whole: the time and the share found are kept."""
    case = find_case(pk)
    try:
        step = acts.list_whole(case.recall, author=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, words.say(refused))
    else:
        messages.success(
            request, _("Noté : liste complète en {time}.").format(time=notices.duration(step.said["seconds"]))
        )
    return redirect("journals:recall_case", pk)


@enter(Desk.QUALITY, Desk.DIRECTION)
@require_POST
def recall_close(request: Request, pk: int) -> HttpResponse:
    """The recall is over; its account stays to be printed."""
    case = find_case(pk)
    try:
        acts.close(case.recall, author=request.user, now=timezone.now(), note=request.POST.get("note", "")[:500])
    except Refused as refused:
        messages.error(request, words.say(refused))
    else:
        said = (
            _("L’exercice {number} est terminé. L’état en PDF garde les chiffres.")
            if case.recall.drill
            else _("{number} est clos. L’état en PDF garde les chiffres.")
        )
        messages.success(request, said.format(number=case.recall))
    return redirect("journals:recall_case", pk)


@enter(Desk.QUALITY, Desk.DIRECTION, Desk.SALES)
def recall_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The recall in figures, for the inspector."""
    case = find_case(pk)
    name = f'inline; filename="{case.recall.number}.pdf"'
    return HttpResponse(
        notices.recall_paper(case), content_type="application/pdf", headers={"Content-Disposition": name}
    )
