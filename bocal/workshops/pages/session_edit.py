"""A single session: planned, changed, or copied to another day."""

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
from bocal.look.forms import DayField, HourField, KeyField, PiecesField, PlainForm
from bocal.workshops import acts, reads, words
from bocal.workshops.models import Session, Spot
from bocal.workshops.rules import Audience, SessionKind, Task
from bocal.workshops.rules.planning import Wanted, at

_FIELDS = {"session_ends_first": "end", "session_too_long": "end", "session_full_of": "capacity"}
_TASKS = {str(task): task for task in Task}


class SessionForm(PlainForm):
    """What, where, when, for whom, with whom."""

    key = KeyField()
    kind = forms.ChoiceField(label=later("Quoi ?"), choices=words.SESSION_KINDS)
    title = forms.CharField(label=later("Titre"), max_length=120, help_text=later("Ce que lit le public."))
    spot = forms.TypedChoiceField(label=later("Où ?"), coerce=int)
    day = DayField(label=later("Quel jour ?"))
    start = HourField(label=later("de"))
    end = HourField(label=later("à"))
    audience = forms.ChoiceField(label=later("Pour qui ?"), choices=words.AUDIENCES)
    capacity = PiecesField(
        label=later("Places"), required=False, lowest=1, highest=1000, help_text=later("Vide : autant qu’il en vient.")
    )
    truck = forms.TypedChoiceField(label=later("Avec quel camion ?"), required=False, coerce=int, empty_value=None)
    project = forms.TypedChoiceField(label=later("Pour quel projet ?"), required=False, coerce=int, empty_value=None)
    public = forms.BooleanField(label=later("Montrer au public, qui peut s’inscrire"), required=False)
    note = forms.CharField(
        label=later("À savoir"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=later("Ce qu’il faut apporter, comment trouver : le public le lit aussi."),
    )
    drive = forms.TypedMultipleChoiceField(label=later("Au volant"), required=False, coerce=int)
    cook = forms.TypedMultipleChoiceField(label=later("Cuisine et stérilisation"), required=False, coerce=int)
    animate = forms.TypedMultipleChoiceField(label=later("Animation"), required=False, coerce=int)
    help = forms.TypedMultipleChoiceField(label=later("Coup de main"), required=False, coerce=int)

    def __init__(self, *args: Any, spots: list[Spot], choices: "reads.Choices", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: dict[str, list[tuple[Any, str]]] = {
            "spot": [("", _("choisir")), *((row.pk, row.name) for row in spots)],
            "truck": [("", _("sans camion")), *((row.pk, row.name) for row in choices.trucks)],
            "project": [("", _("aucun")), *((row.pk, row.name) for row in choices.projects)],
        }
        for name, rows in offered.items():
            self.fields[name].choices = rows  # type: ignore[attr-defined]
        for name in _TASKS:
            self.fields[name].widget = forms.CheckboxSelectMultiple()
            self.fields[name].choices = [(row.pk, row.name) for row in choices.team]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """What the act is told."""
        found = self.cleaned_data
        starts_at, ends_at = at(found["day"], found["start"], found["end"], timezone.get_default_timezone())
        return Wanted(
            kind=SessionKind(found["kind"]),
            title=found["title"],
            spot=found["spot"],
            starts_at=starts_at,
            ends_at=ends_at,
            audience=Audience(found["audience"]),
            capacity=found["capacity"],
            truck=found["truck"],
            project=found["project"],
            public=found["public"],
            note=found["note"],
            crew=tuple((person, task) for name, task in _TASKS.items() for person in found[name]),
        )


@enter(Desk.FACILITATION, Desk.DIRECTION)
def new_session(request: Request) -> HttpResponse:
    """Plan one, from nothing or as a copy of another (`?de=`)."""
    asked = request.GET.get("de", "")
    model = reads.session(int(asked)) if asked.isascii() and asked.isdecimal() and len(asked) < 16 else None
    initial: dict[str, Any] = {"kind": SessionKind.COOKING, "audience": Audience.EVERYONE, "public": True}
    if model is not None:
        initial = _initial(model)
        del initial["day"]
    form = _form(request, initial, model)
    if request.method == "POST" and form.is_valid():
        try:
            (made,) = acts.plan([form.wanted()], key=str(form.cleaned_data["key"]), now=timezone.now())
        except Refused as refused:
            form.add_error(_FIELDS.get(refused.code), words.say(refused))
        else:
            messages.success(request, _("C’est au programme."))
            return redirect("workshops:session", made.pk)
    return render(request, "workshops/pages/session_edit.html", {"form": form, "session": None, "model": model})


@enter(Desk.FACILITATION, Desk.DIRECTION)
def session_edit(request: Request, pk: int) -> HttpResponse:
    """Change one: hour, spot, crew; who comes is told."""
    found = reads.session(pk)
    if found is None:
        raise Http404
    form = _form(request, _initial(found), found)
    if request.method == "POST" and form.is_valid():
        try:
            acts.change(session=found, wanted=form.wanted(), now=timezone.now())
        except Refused as refused:
            form.add_error(_FIELDS.get(refused.code), words.say(refused))
        else:
            messages.success(request, _("C’est enregistré."))
            return redirect("workshops:session", pk)
    return render(request, "workshops/pages/session_edit.html", {"form": form, "session": found})


def _form(request: Request, initial: dict[str, Any], found: Session | None) -> SessionForm:
    choices = reads.choices()
    spots = choices.spots
    if found is not None and found.spot not in spots:
        spots = [found.spot, *spots]
    return SessionForm(request.POST or None, initial=initial, spots=spots, choices=choices)


def _initial(found: Session) -> dict[str, Any]:
    start, end = timezone.localtime(found.starts_at), timezone.localtime(found.ends_at)
    told: dict[str, Any] = {
        name: getattr(found, name) for name in ("kind", "title", "audience", "capacity", "public", "note")
    }
    told |= {"spot": found.spot_id, "truck": found.truck_id or "", "project": found.project_id or ""}
    crew = list(found.crew.all())
    for name, task in _TASKS.items():
        told[name] = [member.person_id for member in crew if member.task == task]
    return told | {"day": start.date(), "start": start.time(), "end": end.time()}
