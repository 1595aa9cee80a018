from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.cache import never_cache

from bocal.directory.doors import by_link
from bocal.journals.rules import Refused
from bocal.look.forms import PlainForm
from bocal.workshops import words
from bocal.workshops.acts import badging
from bocal.workshops.models import Award
from bocal.workshops.pages.my_badges import gone
from bocal.workshops.reads import badges as reads
from bocal.workshops.rules.badges import Tie


class ChoicesForm(PlainForm):
    """What its person wants to be read in a badge."""

    named = forms.BooleanField(label=later("Écrire mon nom dans le badge"), required=False)
    evidence_shown = forms.BooleanField(
        label=later("Montrer ce qui a été vu"), required=False, help_text=later("Les mots de l’équipe et les séances.")
    )
    tie = forms.ChoiceField(
        label=later("Pour prouver qu’il est à moi, y joindre"),
        choices=words.TIES,
        widget=forms.RadioSelect,
        help_text=later("Personne ne peut lire l’adresse ; qui la connaît déjà peut voir que c’est la même."),
    )


@by_link
@never_cache
def my_badge(request: HttpRequest, token: str, uuid: object) -> HttpResponse:
    """One badge of its person: take it, choose what it says, show it, erase it."""
    person = reads.person_of(token)
    award = reads.held_by(person, uuid) if person else None  # type: ignore[arg-type]
    if award is None:
        return gone(request)
    do = request.POST.get("do", "")
    told = {name: getattr(award, name) for name in ChoicesForm.base_fields}
    form = ChoicesForm(request.POST if do == "choose" else None, initial=told)
    if request.method == "POST":
        try:
            if do == "erase":
                badging.erase(award, now=timezone.now())
                messages.success(request, _("C’est effacé : votre nom n’est plus lié à ce badge, et il ne vaut plus."))
                return redirect("workshops:my_badges", token)
            if _done(request, award, do, form):
                return redirect("workshops:my_badge", token, award.uuid)
        except Refused as refused:
            form.add_error(None, words.say(refused)) if form.is_bound else messages.error(request, words.say(refused))
    context = {
        "award": award,
        "evidence": reads.evidence(award),
        "form": form,
        "token": token,
        "shown": request.build_absolute_uri(reverse("workshops:badge_shown", args=[award.shown_at]))
        if award.shown_at
        else "",
    }
    return render(request, "workshops/pages/my_badge.html", context)


def _done(request: HttpRequest, award: Award, do: str, form: ChoicesForm) -> bool:
    """Whether what was asked is done."""
    if do in ("show", "hide"):
        badging.show(award, do == "show")
        said = (
            _("Votre badge a une adresse : donnez-la à qui vous voulez.")
            if do == "show"
            else _("Plus personne ne le voit.")
        )
        messages.success(request, said)
        return True
    if do == "choose" and form.is_valid():
        data = form.cleaned_data
        badging.choose(
            award,
            named=data["named"],
            tie=Tie(data["tie"]),
            evidence_shown=data["evidence_shown"],
            now=timezone.now(),
        )
        messages.success(
            request, _("C’est noté. Reprenez le fichier : celui d’avant reste vrai, mais dit autre chose.")
        )
        return True
    return False
