from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.look.forms import KeyField, PlainForm
from bocal.look.templatetags.look import shortday
from bocal.workshops import words
from bocal.workshops.acts import badging
from bocal.workshops.models import Session
from bocal.workshops.reads import badges as reads


class GiveForm(PlainForm):
    """What was seen, and where."""

    key = KeyField()
    evidence = forms.CharField(
        label=later("Qu’avez-vous vu ?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=later("Pour l’équipe seulement, tant que la personne ne choisit pas de le montrer."),
    )
    sessions = forms.TypedMultipleChoiceField(
        label=later("À quelles séances ?"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, came: list[Session], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["sessions"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.pk, f"{shortday(one.starts_at)} · {one.title}") for one in came]
        if not came:
            del self.fields["sessions"]


@enter(Desk.FACILITATION, Desk.DIRECTION)
def badge_give(request: Request, pk: int, person: int) -> HttpResponse:
    """Recognise a skill of somebody who was found by their name."""
    badge = reads.badges().filter(pk=pk).first()
    found = reads.person(person)
    if badge is None or found is None:
        raise Http404
    came = reads.came(found)
    form = GiveForm(request.POST or None, came=came)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        chosen = [one for one in came if one.pk in data.get("sessions", [])]
        try:
            award, new = badging.give(
                badge,
                found,
                evidence=data["evidence"],
                sessions=chosen,
                by=request.user,
                key=str(data["key"]),
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error(None, words.say(refused))
        else:
            if new:
                messages.success(request, _("C’est donné. Le badge est maintenant à la personne."))
            else:
                messages.info(request, _("Cette personne a déjà ce badge : rien n’a changé."))
            return redirect("workshops:award", award.pk)
    return render(request, "workshops/pages/badge_give.html", {"form": form, "badge": badge, "person": found})
