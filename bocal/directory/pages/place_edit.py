from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory import acts, reads, words
from bocal.directory.doors import enter
from bocal.directory.pages.contact import PointForm
from bocal.directory.rules import OPENED, Desk, PlaceKind, Refused


class PlaceForm(PointForm):
    kind = forms.ChoiceField(
        label=later("Genre de lieu"),
        choices=[(kind, label) for kind, label in words.PLACE_KINDS if kind in OPENED],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=later("Nom"), max_length=120)
    address = forms.CharField(label=later("Adresse"), max_length=200, required=False)
    town = forms.CharField(label=later("Commune"), max_length=80, required=False)
    note = forms.CharField(
        label=later("À savoir pour y venir"),
        max_length=300,
        required=False,
        help_text=later("Les heures, la porte où frapper."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    active = forms.BooleanField(
        label=later("Ouvert"),
        required=False,
        initial=True,
        help_text=later("Un lieu fermé n’est plus proposé. Videz-le d’abord : ce qui y reste y est toujours compté."),
    )

    field_order = ("kind", "name", "address", "town", "latitude", "longitude", "note", "active")


@enter(Desk.SALES, Desk.DIRECTION)
def place_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new place, or one to change or close; what it is never changes."""
    place = get_object_or_404(reads.opened_places(), pk=pk) if pk else None
    initial = {field: getattr(place, field) for field in PlaceForm.base_fields} if place else {}
    form = PlaceForm(request.POST or None, initial=initial)
    del form.fields["kind" if place else "active"]
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        kind = PlaceKind(place.kind if place else values.pop("kind"))
        try:
            saved = acts.save_place(place, kind=kind, **values)
        except Refused as refused:
            form.add_error("active" if refused.code == "last_store" else "name", words.say(refused))
        else:
            messages.success(request, _("« {name} » : c’est enregistré.").format(name=saved.name))
            return redirect("directory:places")
    return render(request, "directory/pages/place_edit.html", {"form": form, "place": place})
