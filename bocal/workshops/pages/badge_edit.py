from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.look.forms import PlainForm
from bocal.workshops import words
from bocal.workshops.acts import badging
from bocal.workshops.reads import badges as reads
from bocal.workshops.rules.badges import Emblem


class BadgeForm(PlainForm):
    """A skill in words: what it is, what one must have shown."""

    name = forms.CharField(
        label=later("Ce que la personne sait faire"),
        max_length=80,
        help_text=later("En quelques mots : « Conduire un autoclave »."),
    )
    description = forms.CharField(
        label=later("En une phrase"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    criteria = forms.CharField(
        label=later("Ce qu’il faut avoir montré"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=later("Un point par ligne. Chacun pourra le lire."),
    )
    emblem = forms.ChoiceField(
        label=later("Dessin"), choices=words.EMBLEMS, widget=forms.RadioSelect, initial=Emblem.JAR
    )
    active = forms.BooleanField(
        label=later("Il se donne"),
        required=False,
        initial=True,
        help_text=later("Décoché, plus personne ne le reçoit ; qui l’a le garde."),
    )


@enter(Desk.FACILITATION, Desk.DIRECTION)
def badge_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write a badge, or mend it."""
    badge = reads.badges().filter(pk=pk).first() if pk else None
    if pk and badge is None:
        raise Http404
    told = {name: getattr(badge, name) for name in BadgeForm.base_fields} if badge else None
    form = BadgeForm(request.POST or None, initial=told)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            saved = badging.save_badge(badge, **{**data, "emblem": Emblem(data["emblem"])})
        except Refused as refused:
            form.add_error("name", words.say(refused))
        else:
            messages.success(request, _("C’est enregistré. Les badges déjà donnés gardent leurs mots d’alors."))
            return redirect("workshops:badge", saved.pk)
    return render(request, "workshops/pages/badge_edit.html", {"form": form, "badge": badge})
