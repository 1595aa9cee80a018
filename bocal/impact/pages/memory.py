"""One thing of the album: its picture, who can be recognised on it, and whether each of them agrees."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import Request, enter, held, refuse
from bocal.directory.models import Person
from bocal.directory.rules import TEAM, Desk
from bocal.impact.acts import album as acts
from bocal.impact.models import Memory
from bocal.impact.pages.album import READERS, WRITERS
from bocal.impact.reads import album as reads
from bocal.impact.words import album as words
from bocal.journals.rules import Refused
from bocal.look.forms import PlainForm


class FacesForm(PlainForm):
    """Everybody who can be recognised."""

    people: forms.ModelMultipleChoiceField[Person] = forms.ModelMultipleChoiceField(
        label=later("Qui reconnaît-on ?"),
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=later("Cochez toutes les personnes que l’on reconnaît, enfants compris."),
    )

    def __init__(self, *args: Any, people: list[Person], **kw: Any) -> None:
        super().__init__(*args, **kw)
        field = self.fields["people"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = Person.objects.filter(pk__in=[one.pk for one in people]).order_by("name", "pk")


def _find(pk: int) -> Memory:
    found = reads.memory(pk)
    if found is None:
        raise Http404
    return found


@enter(*READERS)
def memory(request: Request, pk: int) -> HttpResponse:
    """See it; name people; take it out."""
    found = _find(pk)
    if request.method == "POST" and not held(request).any_of(WRITERS):
        return refuse(request, WRITERS)
    if request.method == "POST" and "out" in request.POST:
        acts.take_out(found)
        messages.success(request, _("C’est enlevé de l’album, la photo avec."))
        return redirect("impact:album")
    writes = held(request).any_of(WRITERS)
    search = request.GET.get("nom", "")[:60]
    asks = writes and found.has_picture and found.recognisable
    faces = reads.faces(found) if found.recognisable else []
    form = None
    if asks:
        people = reads.could_be(found, search)
        named = [one.person.pk for one in faces]
        form = FacesForm(request.POST or None, people=people, initial={"people": named})
        if request.method == "POST" and form.is_valid():
            try:
                acts.name_people(found, form.cleaned_data["people"])
            except Refused as refused:
                form.add_error("people", words.say(refused))
            else:
                return redirect("impact:memory", pk)
    context = {"memory": found, "faces": faces, "form": form, "search": search, "writes": writes}
    return render(request, "impact/pages/memory.html", context)


@enter(Desk.FACILITATION, Desk.DIRECTION)
def memory_consent(request: Request, pk: int, person: int) -> HttpResponse:
    """The sentence is read out, or the telephone is handed over: they agree, or no more."""
    found = _find(pk)
    face = next((one for one in reads.faces(found) if one.person.pk == person), None)
    if face is None:
        raise Http404
    now = timezone.now()
    if request.method == "POST":
        if "no" in request.POST:
            acts.agree_no_more(face.person, now=now)
            messages.success(request, _("C’est noté : aucune photo ne montre plus cette personne hors de l’équipe."))
            return redirect("impact:memory", pk)
        try:
            acts.agree(face.person, now=now)
        except Refused as refused:
            messages.error(request, words.say(refused))
        else:
            messages.success(request, _("L’accord est noté, avec sa phrase et son jour."))
        return redirect("impact:memory", pk)
    minor = reads.minor(face.person)
    context = {
        "memory": found,
        "face": face,
        "minor": minor,
        "wording": words.PHOTO_WORDS if minor is None else words.PHOTO_WORDS_MINOR,
    }
    return render(request, "impact/pages/memory_consent.html", context)


@enter(*sorted(TEAM))
def memory_picture(request: Request, pk: int) -> HttpResponse:
    """The picture."""
    return _points(request, pk, small=False)


@enter(*sorted(TEAM))
def memory_small(request: Request, pk: int) -> HttpResponse:
    """The same, as lists show it."""
    return _points(request, pk, small=True)


def _points(request: Request, pk: int, *, small: bool) -> HttpResponse:
    """One that may not leave is for those who keep the album alone; nothing of it stays in a browser."""
    found = _find(pk)
    if not found.shown and not held(request).any_of(READERS):
        raise Http404
    data = reads.points(pk, small=small)
    if not data:
        raise Http404
    return HttpResponse(data, content_type="image/jpeg", headers={"Cache-Control": "private, no-store"})
