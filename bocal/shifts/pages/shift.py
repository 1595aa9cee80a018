from datetime import timedelta
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
from bocal.shifts import acts, reads, words
from bocal.shifts.models import Shift
from bocal.shifts.rules import LONGEST


class HoursForm(PlainForm):
    """How long each gave a hand; 0 for who did not come."""

    key = KeyField()

    def __init__(self, *args: Any, people: list[Person], usual: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = LONGEST // timedelta(minutes=1)
        for person in people:
            self.fields[f"m{person.pk}"] = LastingField(label=person.name, initial=usual, highest=most)

    def minutes(self) -> dict[int, int]:
        """Person → minutes."""
        return {int(name[1:]): value for name, value in self.cleaned_data.items() if name.startswith("m")}


class CancelForm(PlainForm):
    why = forms.CharField(label=later("Pourquoi ? Ceux qui venaient le lisent."), required=False, max_length=200)


@enter(Desk.POINT, Desk.SALES, Desk.DIRECTION)
def shift(request: Request, pk: int) -> HttpResponse:
    """Who comes; afterwards, the hours they gave."""
    found = reads.shift(pk)
    if found is None:
        raise Http404
    now = timezone.now()
    people = reads.who_comes(found)
    usual = (found.ends_at - found.starts_at) // timedelta(minutes=1)
    form = HoursForm(request.POST if "note" in request.POST else None, people=people, usual=usual)
    cancelling = CancelForm(request.POST if "cancel" in request.POST else None)
    if request.method == "POST":
        try:
            said = _done(request, found, form, cancelling)
        except Refused as refused:
            form.add_error(None, words.say(refused)) if form.is_bound else messages.error(request, words.say(refused))
        else:
            if said:
                messages.success(request, said)
                return redirect("shifts:shift", pk)
    given = reads.minutes_given(found)
    context = {
        "shift": found,
        "people": [(person, given.get(person.pk)) for person in people],
        "form": form,
        "rows": [(person, form[f"m{person.pk}"]) for person in people],
        "cancelling": cancelling,
        "begun": found.starts_at <= now,
        "given": sum(given.values()),
    }
    return render(request, "shifts/pages/shift.html", context)


def _done(request: Request, found: Shift, form: HoursForm, cancelling: CancelForm) -> str:
    """What was done, in a sentence; empty when a form is to be mended. Raises what the acts raise."""
    now = timezone.now()
    if "note" in request.POST and form.is_valid():
        key = str(form.cleaned_data["key"])
        acts.note_hours(shift=found, minutes=form.minutes(), author=request.user, key=key, now=now)
        return _("Les heures sont notées. Merci à tous !")
    if "cancel" in request.POST and cancelling.is_valid():
        acts.cancel(shift=found, why=cancelling.cleaned_data["why"], now=now)
        return _("C’est annulé, et ceux qui venaient sont prévenus.")
    return ""
