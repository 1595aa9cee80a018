"""A season in one go: the form, then what it would give with each conflict, then all of it or nothing."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.look.forms import DayField, HourField, KeyField, PiecesField, PlainForm
from bocal.workshops import acts, reads, words
from bocal.workshops.rules import Audience, SessionKind, Task
from bocal.workshops.rules.holidays import public_holiday, school_holiday
from bocal.workshops.rules.planning import Wanted
from bocal.workshops.rules.season import Slot, draft

#: Slots of the week that one page asks for.
SLOTS = 4
WEEKDAYS = [
    ("0", later("lundi")),
    ("1", later("mardi")),
    ("2", later("mercredi")),
    ("3", later("jeudi")),
    ("4", later("vendredi")),
    ("5", later("samedi")),
    ("6", later("dimanche")),
]
_TASKS = {"driver": Task.DRIVE, "cook": Task.COOK, "animator": Task.ANIMATE, "helper": Task.HELP}


class SeasonForm(PlainForm):
    """From when to when, and what is skipped."""

    # Each choice says what leaving it means: « sans camion », « aucun ».
    marks_optional = False
    key = KeyField()
    first = DayField(label=later("Du"))
    last = DayField(label=later("Au"))
    skip_public = forms.BooleanField(label=later("Sauter les jours fériés"), required=False)
    skip_school = forms.BooleanField(label=later("Sauter les vacances scolaires"), required=False)
    truck = forms.TypedChoiceField(label=later("Avec quel camion ?"), required=False, coerce=int, empty_value=None)
    project = forms.TypedChoiceField(label=later("Pour quel projet ?"), required=False, coerce=int, empty_value=None)
    public = forms.BooleanField(label=later("Montrer au public, qui peut s’inscrire"), required=False)

    def __init__(self, *args: Any, choices: "reads.Choices", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["truck"].choices = [  # type: ignore[attr-defined]
            ("", _("sans camion")),
            *((row.pk, row.name) for row in choices.trucks),
        ]
        self.fields["project"].choices = [  # type: ignore[attr-defined]
            ("", _("aucun")),
            *((row.pk, row.name) for row in choices.projects),
        ]


class SlotForm(PlainForm):
    """A slot of the week; without a day it is not used."""

    # A slot that is used wants most of them, one that is not wants none: « facultatif » on each would say neither.
    marks_optional = False
    weekday = forms.TypedChoiceField(
        label=later("Jour"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", later("pas ce créneau")), *WEEKDAYS],
    )
    every = forms.TypedChoiceField(
        label=later("Rythme"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("1", later("chaque semaine")), ("2", later("une semaine sur deux"))],
    )
    start = HourField(label=later("de"), required=False)
    end = HourField(label=later("à"), required=False)
    kind = forms.ChoiceField(label=later("Quoi ?"), choices=words.SESSION_KINDS, required=False)
    title = forms.CharField(
        label=later("Titre"), required=False, max_length=120, help_text=later("Ce que lit le public.")
    )
    audience = forms.ChoiceField(label=later("Pour qui ?"), choices=words.AUDIENCES, required=False)
    capacity = PiecesField(
        label=later("Places"), required=False, lowest=1, highest=1000, help_text=later("Vide : autant qu’il en vient.")
    )
    spots = forms.TypedMultipleChoiceField(
        label=later("Où ?"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=later("Plusieurs cochés : chacun son tour."),
    )
    driver = forms.TypedChoiceField(label=later("Au volant"), required=False, coerce=int, empty_value=None)
    cook = forms.TypedChoiceField(label=later("En cuisine"), required=False, coerce=int, empty_value=None)
    animator = forms.TypedChoiceField(label=later("À l’animation"), required=False, coerce=int, empty_value=None)
    helper = forms.TypedChoiceField(label=later("En renfort"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, choices: "reads.Choices", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["spots"].choices = [(row.pk, row.name) for row in choices.spots]  # type: ignore[attr-defined]
        people = [("", _("plus tard")), *((row.pk, row.name) for row in choices.team)]
        for name in _TASKS:
            self.fields[name].choices = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("weekday") is not None:
            for name, said in (
                ("start", _("Dites à quelle heure.")),
                ("end", _("Dites jusqu’à quelle heure.")),
                ("spots", _("Cochez au moins un endroit.")),
            ):
                if not found.get(name) and name not in self.errors:
                    self.add_error(name, said)
        return found

    def slot(self, whole: dict[str, Any]) -> Slot | None:
        """What the rules are told; None when it is not used."""
        found = self.cleaned_data
        if found["weekday"] is None:
            return None
        kind = SessionKind(found["kind"] or SessionKind.COOKING)
        return Slot(
            weekday=found["weekday"],
            start=found["start"],
            end=found["end"],
            spots=tuple(found["spots"]),
            kind=kind,
            title=found["title"].strip() or str(dict(words.SESSION_KINDS)[kind]).capitalize(),
            every=found["every"] or 1,
            audience=Audience(found["audience"] or Audience.EVERYONE),
            capacity=found["capacity"],
            truck=whole["truck"],
            project=whole["project"],
            public=whole["public"],
            crew=tuple((found[name], task) for name, task in _TASKS.items() if found[name] is not None),
        )


@enter(Desk.FACILITATION, Desk.DIRECTION)
def plan_season(request: Request) -> HttpResponse:
    """Plan a season: look first, then write it whole."""
    choices = reads.choices()
    data = request.POST or None
    start = {"skip_public": True, "public": True, "truck": choices.trucks[0].pk if choices.trucks else ""}
    form = SeasonForm(data, choices=choices, initial=start)
    slots = [
        SlotForm(data, prefix=f"s{number}", choices=choices, initial={"kind": SessionKind.COOKING})
        for number in range(1, SLOTS + 1)
    ]
    wanted: list[Wanted] = []
    if request.method == "POST" and all([form.is_valid(), *(one.is_valid() for one in slots)]):
        try:
            wanted = _draft(form.cleaned_data, slots)
            if "create" in request.POST:
                kept = set(request.POST.getlist("keep"))
                made = acts.plan(
                    [one for one in wanted if _ref(one) in kept],
                    key=str(form.cleaned_data["key"]),
                    now=timezone.now(),
                )
                said = ngettext("{n} séance est au programme.", "{n} séances sont au programme.", len(made))
                messages.success(request, said.format(n=len(made)))
                return redirect("workshops:season")
            if not wanted:
                raise Refused("nothing_wanted")
        except Refused as refused:
            form.add_error("last", words.say(refused))
    found = reads.conflicts.of_wanted(wanted, today=timezone.localdate())
    where = {spot.pk: spot for spot in choices.spots}
    context = {
        "form": form,
        "slots": slots,
        "drafts": [(one, _ref(one), where[one.spot], found.get(number, [])) for number, one in enumerate(wanted)],
        "clashes": sum(any(not said.mild for said in told) for told in found.values()),
        "spots": choices.spots,
        "zone": reads.season().school_zone,
    }
    return render(request, "workshops/pages/plan_season.html", context)


def _ref(one: Wanted) -> str:
    """Which draft a tick is for: its start and its spot."""
    return f"{date_format(timezone.localtime(one.starts_at), 'YmdHi')}-{one.spot}"


def _draft(whole: dict[str, Any], slots: list[SlotForm]) -> list[Wanted]:
    asked = [slot for form in slots if (slot := form.slot(whole))]
    return draft(whole["first"], whole["last"], asked, skipped=_skipped(whole), zone=timezone.get_default_timezone())


def _skipped(whole: dict[str, Any]) -> Callable[[date], bool]:
    among = []
    if whole["skip_school"]:
        among = reads.holidays_between(whole["first"], whole["last"], reads.season().school_zone)

    def skipped(day: date) -> bool:
        return bool((whole["skip_public"] and public_holiday(day)) or school_holiday(day, among))

    return skipped
