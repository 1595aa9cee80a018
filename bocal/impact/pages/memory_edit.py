"""Put something into the album, or write it differently: on the spot, with a telephone, the picture first."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.validators import URLValidator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.funding.models import Project
from bocal.impact.acts import album as acts
from bocal.impact.acts.album import Remembered
from bocal.impact.models import Memory, Petal
from bocal.impact.reads import album as reads
from bocal.impact.reads.album import Choices
from bocal.impact.rules.album import EDGE, MemoryKind
from bocal.impact.words import album as words
from bocal.journals.rules import Refused
from bocal.look.forms import DayField, KeyField, PhotoField, PlainForm
from bocal.workshops.models import Session

SOMEBODY, NOBODY = "somebody", "nobody"
#: The field that a refusal is about.
_PLACES = {"no_picture": "picture", "no_title": "title", "to_come": "day", "bad_address": "address"}


class SessionField(forms.ModelChoiceField[Session]):
    """A session, by its day and title."""

    def label_from_instance(self, obj: Session) -> str:
        """« 12/06/2026 · On met l’été en bocaux »."""
        return f"{timezone.localdate(obj.starts_at):%d/%m/%Y} · {obj.title}"


class MemoryForm(PlainForm):
    """A picture, if any; what it is; what it belongs to."""

    key = KeyField()
    picture = PhotoField(label=later("La photo"), required=False, edge=EDGE)
    faces = forms.ChoiceField(
        label=later("Reconnaît-on quelqu’un sur la photo ?"),
        choices=[
            (SOMEBODY, later("oui : je dirai qui à la page suivante")),
            (NOBODY, later("non, personne : des mains, des dos, des légumes")),
        ],
        widget=forms.RadioSelect,
        help_text=later("Tant que chacun n’est pas nommé et d’accord, la photo reste pour l’équipe."),
    )
    kind = forms.ChoiceField(label=later("C’est"), choices=words.MEMORY_KINDS, widget=forms.RadioSelect)
    title = forms.CharField(label=later("Son titre"), max_length=120)
    day = DayField(label=later("Le jour"))
    text = forms.CharField(
        label=later("Ce qui s’est passé"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=later("Quelques phrases pour le bilan : sans noms de famille."),
    )
    outlet = forms.CharField(label=later("Le journal, la radio"), required=False, max_length=80)
    address = forms.CharField(
        label=later("Où le lire en ligne"),
        required=False,
        max_length=300,
        validators=[URLValidator(schemes=["http", "https"], message=words.REFUSALS["bad_address"])],
        widget=forms.URLInput,
    )
    session = SessionField(
        label=later("De la séance"), queryset=Session.objects.none(), required=False, empty_label=later("aucune")
    )
    project: forms.ModelChoiceField[Project] = forms.ModelChoiceField(
        label=later("Pour le bilan du projet"),
        queryset=Project.objects.none(),
        required=False,
        empty_label=later("celui de la séance, ou aucun"),
    )
    petal: forms.ModelChoiceField[Petal] = forms.ModelChoiceField(
        label=later("Ce que cela montre de la fleur"),
        queryset=Petal.objects.none(),
        required=False,
        empty_label=later("rien en particulier"),
    )

    def __init__(self, *args: Any, near: Choices, **kw: Any) -> None:
        super().__init__(*args, **kw)
        choices = {"session": near.sessions, "project": near.projects, "petal": near.petals}
        for name, queryset in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = queryset

    def told(self) -> Remembered:
        """What was written, for the act."""
        data = self.cleaned_data
        return Remembered(
            kind=MemoryKind(data["kind"]),
            day=data["day"],
            title=data["title"],
            text=data["text"],
            outlet=data["outlet"],
            address=data["address"],
            recognisable=data["faces"] != NOBODY,
            session=data["session"],
            project=data["project"],
            petal=data["petal"],
        )


@enter(Desk.FACILITATION, Desk.DIRECTION)
def memory_new(request: Request) -> HttpResponse:
    """Something more; `?seance=` says of which session."""
    today, asked = timezone.localdate(), request.GET.get("seance", "")
    typed = asked.isascii() and asked.isdecimal() and len(asked) < 16
    near = reads.choices(today, session=int(asked) if typed else None)
    of = near.session
    initial: dict[str, object] = {"faces": SOMEBODY, "kind": MemoryKind.PHOTO, "day": today}
    if of is not None:
        initial |= {"session": of.pk, "day": min(timezone.localdate(of.starts_at), today)}
    form = MemoryForm(request.POST or None, request.FILES or None, near=near, initial=initial)
    if request.method == "POST" and form.is_valid():
        data, now = form.cleaned_data, timezone.now()
        try:
            made = acts.remember(form.told(), picture=data["picture"], by=request.user, key=str(data["key"]), now=now)
        except Refused as refused:
            form.add_error(_PLACES.get(refused.code), words.say(refused))
        else:
            return _kept(request, made.pk, bool(data["picture"]) and made.recognisable)
    return render(request, "impact/pages/memory_edit.html", {"form": form, "memory": None, "session": of})


@enter(Desk.FACILITATION, Desk.DIRECTION)
def memory_edit(request: Request, pk: int) -> HttpResponse:
    """The same, written differently."""
    found = reads.memory(pk)
    if found is None:
        raise Http404
    near = reads.choices(found.day, session=found.session_id)
    form = MemoryForm(request.POST or None, request.FILES or None, near=near, initial=_initial(found, near))
    if request.method == "POST" and form.is_valid():
        data, now = form.cleaned_data, timezone.now()
        try:
            acts.change(found, form.told(), picture=data["picture"], now=now)
        except Refused as refused:
            form.add_error(_PLACES.get(refused.code), words.say(refused))
        else:
            return _kept(request, pk, bool(data["picture"]) and data["faces"] == SOMEBODY)
    return render(request, "impact/pages/memory_edit.html", {"form": form, "memory": found, "session": None})


def _kept(request: Request, pk: int, faces: bool) -> HttpResponse:
    said = _("C’est dans l’album. Dites maintenant qui l’on reconnaît.") if faces else _("C’est dans l’album.")
    messages.success(request, said)
    return redirect("impact:memory", pk)


def _initial(found: Memory, near: Choices) -> dict[str, object]:
    """What is written, the petal under the name that it has now."""
    petal = next((one.pk for one in near.petals if found.petal_id in (one.pk, one.root_id)), None)
    return {
        "faces": SOMEBODY if found.recognisable else NOBODY,
        "kind": found.kind,
        "title": found.title,
        "day": found.day,
        "text": found.text,
        "outlet": found.outlet,
        "address": found.address,
        "session": found.session_id,
        "project": found.project_id,
        "petal": petal,
    }
