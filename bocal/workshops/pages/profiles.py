"""Who was not asked yet for what funders want to know; and one person's questions, answered by themselves."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.look.forms import PlainForm
from bocal.workshops import acts, reads, words
from bocal.workshops.rules.profile import Answers, contradictions, read_answers


class ProfileForm(PlainForm):
    """Six questions; none of them must be answered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, choices) in words.QUESTIONS.items():
            self.fields[name] = forms.ChoiceField(
                label=str(label), choices=choices, required=False, widget=forms.RadioSelect
            )
        self.fields["agrees"] = forms.BooleanField(label=later("Je suis d’accord"), required=False)

    def answers(self) -> Answers:
        """What was answered."""
        return read_answers(self.cleaned_data)


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
@never_cache
@sensitive_post_parameters()
def profile(request: Request, pk: int, person: int) -> HttpResponse:
    """The tablet in the person's own hands: their answers go away sealed, and the page thanks them."""
    found = reads.session(pk)
    guest = reads.guest(found, person) if found else None
    if found is None or guest is None:
        raise Http404
    form = ProfileForm(request.POST or None)
    doubts: list[str] = []
    if request.method == "POST" and form.is_valid():
        none = "none" in request.POST
        answers = read_answers(dict.fromkeys(words.QUESTIONS, "declined")) if none else form.answers()
        if "sure" not in request.POST:
            doubts = [str(words.CONTRADICTIONS[code]) for code in contradictions(answers)]
        if not doubts:
            try:
                acts.answer(
                    person=guest.person, answers=answers, agrees=form.cleaned_data["agrees"], now=timezone.now()
                )
            except Refused as refused:
                form.add_error("agrees", words.say(refused))
            else:
                return redirect("workshops:profile_thanks", pk)
    context = {"session": found, "guest": guest, "form": form, "doubts": doubts, "wording": words.PROFILE_WORDS}
    return render(request, "workshops/pages/profile.html", context)


@enter(Desk.FACILITATION, Desk.PRODUCTION, Desk.DIRECTION)
def profile_thanks(request: Request, pk: int) -> HttpResponse:
    """Hand the tablet back."""
    return render(request, "workshops/pages/profile_thanks.html", {"pk": pk})
