from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from bocal.directory import reads as directory
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.look.forms import PlainForm
from bocal.safety import acts, reads, words
from bocal.safety.rules import EquipmentKind


class EquipmentForm(PlainForm):
    """What it is, what it is called, where it stands."""

    name = forms.CharField(max_length=80)
    kind = forms.ChoiceField(choices=words.EQUIPMENT_KINDS)
    serial = forms.CharField(required=False, max_length=80)
    place = forms.ModelChoiceField(queryset=directory.stores(), required=False)
    note = forms.CharField(required=False, max_length=300)
    active = forms.BooleanField(required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "name": _("Nom"),
            "kind": _("Sorte"),
            "serial": _("Numéro de série"),
            "place": _("Lieu"),
            "note": _("Note"),
            "active": _("Il sert encore"),
        }
        for name, label in labels.items():
            self.fields[name].label = label


@enter(Desk.QUALITY, Desk.DIRECTION)
def equipment_edit(request: Request, pk: int | None = None) -> HttpResponse:
    """Write an equipment down, or change it."""
    one = reads.equipment_one(pk) if pk is not None else None
    if pk is not None and one is None:
        raise Http404
    initial = {name: getattr(one, name) for name in EquipmentForm.base_fields} if one else {}
    form = EquipmentForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            written = acts.write_equipment(one, **{**said, "kind": EquipmentKind(said["kind"])})
        except Refused as refused:
            form.add_error("name", say(refused, words.REFUSALS))
        else:
            messages.success(request, _("Enregistré : %(name)s.") % {"name": written.name})
            return redirect("safety:equipment_one", written.pk)
    return render(request, "safety/pages/equipment_edit.html", {"form": form, "one": one})
