from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import Request, enter
from bocal.directory.models import Place
from bocal.directory.rules import Desk
from bocal.journals.rules import HoursKind, Refused
from bocal.look.forms import DayField, HourField, KeyField, PiecesField, PlainForm
from bocal.shifts import acts, reads, words
from bocal.shifts.models import Shift
from bocal.shifts.rules import MOST_NEEDED

_FIELDS = {"shift_ends_first": "end", "shift_too_long": "end", "shift_needs": "needed", "shift_too_few": "needed"}


class ShiftForm(PlainForm):
    """Where, when, how many."""

    key = KeyField()
    kind = forms.ChoiceField(label=later("Pour quoi ?"), choices=words.KIND_NAMES, widget=forms.RadioSelect)
    title = forms.CharField(
        label=later("Titre"), max_length=120, help_text=later("Par exemple : tenir la distribution de Gaillac.")
    )
    place: "forms.ModelChoiceField[Place]" = forms.ModelChoiceField(
        label=later("Où ?"), queryset=None, empty_label=later("choisir")
    )
    day = DayField(label=later("Quel jour ?"))
    start = HourField(label=later("de"))
    end = HourField(label=later("à"))
    needed = PiecesField(label=later("Combien de personnes ?"), lowest=1, highest=MOST_NEEDED)
    note = forms.CharField(
        label=later("À savoir"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=later("Ce qu’on y fait, ce qu’il faut apporter."),
    )

    def __init__(self, *args: Any, known: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = reads.places()  # type: ignore[attr-defined]
        if known:
            # What it is for does not change: hours are counted under it.
            del self.fields["kind"]

    def asked(self) -> dict[str, Any]:
        """What the acts are told."""
        found = self.cleaned_data
        here = timezone.get_default_timezone()
        return {
            "title": found["title"],
            "place": found["place"],
            "starts_at": datetime.combine(found["day"], found["start"], here),
            "ends_at": datetime.combine(found["day"], found["end"], here),
            "needed": found["needed"],
            "note": found["note"],
        }


@enter(Desk.SALES, Desk.DIRECTION)
def new_shift(request: Request) -> HttpResponse:
    """Ask for hands."""
    form = ShiftForm(request.POST or None, initial={"kind": HoursKind.DISTRIBUTION, "needed": 2})
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.ask(
                **form.asked(), kind=HoursKind(form.cleaned_data["kind"]), key=str(form.cleaned_data["key"])
            )
        except Refused as refused:
            form.add_error(_FIELDS.get(refused.code), words.say(refused))
        else:
            messages.success(request, _("C’est demandé : chacun le voit et s’inscrit d’un geste."))
            return redirect("shifts:shift", made.pk)
    return render(request, "shifts/pages/shift_edit.html", {"form": form, "shift": None})


@enter(Desk.SALES, Desk.DIRECTION)
def shift_edit(request: Request, pk: int) -> HttpResponse:
    """Change what was asked."""
    found = reads.shift(pk)
    if found is None:
        raise Http404
    form = ShiftForm(request.POST or None, initial=_initial(found), known=True)
    if request.method == "POST" and form.is_valid():
        try:
            acts.change(**form.asked(), shift=found, now=timezone.now())
        except Refused as refused:
            form.add_error(_FIELDS.get(refused.code), words.say(refused))
        else:
            messages.success(request, _("C’est enregistré."))
            return redirect("shifts:shift", pk)
    return render(request, "shifts/pages/shift_edit.html", {"form": form, "shift": found})


def _initial(found: Shift) -> dict[str, Any]:
    start, end = timezone.localtime(found.starts_at), timezone.localtime(found.ends_at)
    told = {name: getattr(found, name) for name in ("title", "place", "needed", "note")}
    return told | {"day": start.date(), "start": start.time(), "end": end.time()}
