"""Who was not asked yet for what funders want to know; and one person's questions, answered by themselves."""

import json

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from bocal.directory.doors import Request, enter
from bocal.directory.reads import seal_keys
from bocal.directory.rules import Desk
from bocal.directory.rules.sealing import lock
from bocal.journals.rules import Refused
from bocal.look import offline
from bocal.look.forms import PlainForm
from bocal.workshops import acts, notices, reads, words
from bocal.workshops.pages.gestures import come_back, sent_now, session_of
from bocal.workshops.pages.session_forms import ProfileForm
from bocal.workshops.rules.noting import Errand
from bocal.workshops.rules.profile import CONTRADICTIONS, SEALED_FOR, contradictions


@enter(Desk.FACILITATION, Desk.PRODUCTION, Desk.DIRECTION)
def profiles(request: Request, pk: int) -> HttpResponse:
    """Who of the list was asked and who was not: never what they answered."""
    found = reads.session(pk)
    if found is None:
        raise Http404
    listed = [one for one in reads.guests(found) if not one.gone]
    if request.method == "POST":
        typed = request.POST.get("forget", "")
        one = reads.guest(found, int(typed)) if typed.isdecimal() and len(typed) < 13 else None
        if one is not None:
            acts.forget_answers(person=one.person, now=timezone.now())
            messages.success(request, _("Les réponses de {name} sont effacées.").format(name=one.person.name))
        return redirect("workshops:profiles", pk)
    context = {
        "session": found,
        "missing": [one for one in listed if not one.asked],
        "asked": [one for one in listed if one.asked],
    }
    return render(request, "workshops/pages/profiles.html", context)


@enter(Desk.FACILITATION, Desk.PRODUCTION, Desk.DIRECTION)
@offline.comes_later
@never_cache
@sensitive_post_parameters()
def profile(request: Request, pk: int) -> HttpResponse:
    """The tablet in the person's own hands: answers go away sealed, and the page thanks them; `?who=` says who."""
    found = session_of(request, pk)
    if found is None:
        raise Http404
    if offline.came_later(request):
        return come_back(request, found, Errand.PROFILE)
    form: PlainForm | None = None
    doubts: list[str] = []
    if request.method == "POST":
        told = sent_now(request, found, Errand.PROFILE)
        form = told.form
        if (
            isinstance(form, ProfileForm)
            and form.is_valid()
            and "sure" not in request.POST
            and "none" not in request.POST
        ):
            doubts = [str(words.CONTRADICTIONS[code]) for code in contradictions(form.answers())]
        if not doubts:
            try:
                told.checked(None, False)
            except Refused as refused:
                if refused.code != "form":
                    form.add_error("agrees", words.say(refused))
            else:
                return offline.done(request, "workshops:profile_thanks", pk)
    guests = [one for one in reads.guests(found) if not one.gone]
    chosen = request.GET.get("who", "")
    form = form or ProfileForm(session=found, guests=lambda: guests, initial={"who": chosen})
    who = str(form["who"].value() or "")
    asked = next((one for one in guests if str(one.person.pk) == who), None)
    context = {
        "session": found,
        "name": asked.person.name if asked else "",
        "guardian": asked.guardian if asked and asked.minor else "",
        "form": form,
        "doubts": doubts,
        "wording": words.PROFILE_WORDS,
        "lock": lock(seal_keys(), purpose=SEALED_FOR),
        "rules": _rules(),
        "people": reverse("workshops:attend", args=[pk]),
    }
    return render(request, "workshops/pages/profile.html", context)


def _rules() -> str:
    """What a tablet without network asks before it seals the answers, as the server would."""
    doubts = [{"when": when, "say": str(words.CONTRADICTIONS[code])} for code, when in CONTRADICTIONS.items()]
    return json.dumps({"agrees": str(words.REFUSALS["no_consent"]), "doubts": doubts})


@enter(Desk.FACILITATION, Desk.PRODUCTION, Desk.DIRECTION)
def profile_thanks(request: Request, pk: int) -> HttpResponse:
    """Hand the tablet back."""
    return render(request, "workshops/pages/profile_thanks.html", {"pk": pk})


@enter(Desk.FACILITATION, Desk.PRODUCTION, Desk.DIRECTION)
def profile_cards(request: Request, pk: int) -> HttpResponse:
    """The same questions on paper, to be keyed back by the number of the sheet, then destroyed."""
    found = reads.session(pk)
    if found is None:
        raise Http404
    return HttpResponse(notices.cards_pdf(found), content_type="application/pdf")
