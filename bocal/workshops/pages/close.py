"""Closing takes a minute: all figures on one page, what does not add up in sentences, one button."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import Request, enter
from bocal.directory.models import Person
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.look.forms import KeyField, LastingField, PlainForm
from bocal.workshops import acts, reads, words
from bocal.workshops.rules.closing import troubles


class CloseForm(PlainForm):
    """The crew's hours, proposed as long as the session, and a word on how it went."""

    key = KeyField()

    def __init__(self, *args: Any, crew: Sequence[Person], minutes: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.crew = crew
        for person in crew:
            label = _("{name}, durée").format(name=person.name)
            self.fields[f"m{person.pk}"] = LastingField(label=label, required=False, initial=minutes)
        self.fields["story"] = forms.CharField(
            label=later("Comment cela s’est passé"),
            required=False,
            max_length=4000,
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    def minutes(self) -> dict[int, int]:
        """Person → minutes."""
        return {person.pk: self.cleaned_data.get(f"m{person.pk}") or 0 for person in self.crew}


class ReopenForm(PlainForm):
    """Why a closed session is opened again."""

    why = forms.CharField(
        label=later("Pourquoi la rouvrir ?"),
        max_length=200,
        help_text=later("Par exemple : une tablette était restée sans réseau."),
    )


@enter(Desk.FACILITATION, Desk.PRODUCTION, Desk.DIRECTION)
def close(request: Request, pk: int) -> HttpResponse:
    """What the session gave; close it, or open it again."""
    now = timezone.now()
    found = reads.session(pk)
    if found is None or found.cancelled_at is not None:
        raise Http404
    lasted = int((found.ends_at - found.starts_at).total_seconds() // 60)
    told = reads.sums(found, now)
    crew = [person for person in told.crew if person.pk not in told.hours]
    form = CloseForm(request.POST if request.POST.get("do") == "close" else None, crew=crew, minutes=lasted)
    form.initial["story"] = found.story
    again = ReopenForm(request.POST if request.POST.get("do") == "reopen" else None)
    try:
        if form.is_bound and form.is_valid():
            data = form.cleaned_data
            acts.close(
                session=found,
                minutes=form.minutes(),
                story=data["story"],
                author=request.user,
                key=str(data["key"]),
                now=now,
            )
            messages.success(request, _("La séance est close. Merci !"))
            return redirect("workshops:session", pk)
        if again.is_bound and again.is_valid():
            acts.reopen(session=found, why=again.cleaned_data["why"])
            messages.success(request, _("La séance est rouverte : notez ce qui manque, puis closez-la de nouveau."))
            return redirect("workshops:close", pk)
    except Refused as refused:
        (form if form.is_bound else again).add_error(None, words.say(refused))
    context = {
        "session": found,
        "form": form,
        "again": again,
        "sums": told,
        "count": told.count,
        "troubles": [words.trouble(code, details) for code, details in troubles(told.count)],
    }
    return render(request, "workshops/pages/close.html", context)
