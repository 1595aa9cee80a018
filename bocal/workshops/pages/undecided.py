"""What tablets noted without network and could not be written as it was: both versions, and a person who chooses."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter
from bocal.directory.models import Person
from bocal.directory.rules import Desk
from bocal.journals.acts.noting import leave
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.kitchen import words as kitchen
from bocal.workshops import acts, reads, words
from bocal.workshops.models import Unresolved
from bocal.workshops.pages.gestures import Meant, Said, meant
from bocal.workshops.rules.noting import Errand

#: So many at once; the others come as these are decided.
SHOWN = 100
#: Written by a button: there is nothing in them to correct.
TAPS = frozenset({Errand.TICK, Errand.HEADS, Errand.KNOWN, Errand.OFF, Errand.TASTE, Errand.PROFILE})


@enter(Desk.FACILITATION, Desk.PRODUCTION, Desk.DIRECTION)
def undecided(request: Request) -> HttpResponse:
    """Each waits for somebody to choose."""
    notes = reads.named(list(reads.undecided()[:SHOWN]))
    return render(request, "workshops/pages/undecided.html", {"notes": notes})


@enter(Desk.FACILITATION, Desk.PRODUCTION, Desk.DIRECTION)
def choose(request: Request, pk: int) -> HttpResponse:
    """Keep what stands, or write what was noted."""
    note = reads.unresolved(pk)
    if note is None:
        raise Http404
    what = Errand(note.what)
    told = _meant(note, what, request.user, request.POST if "write" in request.POST else None)
    if request.method == "POST" and note.waits:
        try:
            if "leave" in request.POST:
                leave(note=note, person=request.user, now=timezone.now())
                messages.success(request, _("Ce qui est enregistré reste."))
            else:
                acts.insist(note=note, do=lambda at: told.checked(at, True), person=request.user, now=timezone.now())
                messages.success(request, _("C’est enregistré comme vous l’avez choisi."))
            return redirect("workshops:undecided")
        except Refused as refused:
            if what in TAPS:
                messages.error(request, _say(refused))
            elif refused.code != "form":
                told.form.add_error(None, _say(refused))
    context = {
        "note": note,
        "session": note.session,
        "why": _why(note),
        "form": told.form if what not in TAPS else None,
        "about": reads.named([note])[0][1],
        "standing": reads.standing(note),
        "there": note.fields.get("there") == "1",
    }
    return render(request, "workshops/pages/choose.html", context)


def _meant(note: Unresolved, what: Errand, person: Person, typed: Any) -> Meant:
    """What was noted, or what the person makes of it; it is written under the key of the note, by whoever chooses."""
    fields = note.fields | {"key": note.key}
    if found := reads.who(note.session, str(fields.get("who", ""))):
        fields["who"] = str(found.pk)
    if typed is not None and what not in TAPS:
        fields |= {name: typed[name] for name in typed if name != "key"}
    return meant(what, Said(note.session, fields, person, note.key, timezone.now()))


def _why(note: Unresolved) -> str:
    if note.why == "session_closed" and note.session.closed_at is None:
        return _("La séance a été rouverte depuis : ce geste peut être enregistré.")
    return _say(Refused(note.why, **note.details))


def _say(refused: Refused) -> str:
    return str(say(refused, {**kitchen.REFUSALS, **words.REFUSALS}))
