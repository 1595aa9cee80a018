from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import Request, enter
from bocal.directory.models import Organisation
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.look.forms import NumberField, PlainForm
from bocal.workshops import reads, words
from bocal.workshops.acts.spots import Told, save_spot
from bocal.workshops.models import Spot
from bocal.workshops.rules import Permission, Zone

_FIELDS = {"spot_name_taken": "name", "spot_own_fallback": "fallback"}


class SpotForm(PlainForm):
    """Where it is, what is there, who says yes."""

    name = forms.CharField(
        label=later("Nom"), max_length=120, help_text=later("Par exemple : place du Marché, cour du centre social.")
    )
    host: "forms.ModelChoiceField[Organisation]" = forms.ModelChoiceField(
        label=later("Chez qui ?"), queryset=None, required=False, empty_label=later("un lieu public")
    )
    address = forms.CharField(label=later("Adresse"), required=False, max_length=200)
    postcode = forms.CharField(label=later("Code postal"), required=False, max_length=10)
    town = forms.CharField(label=later("Commune"), max_length=80)
    latitude = NumberField(label=later("Latitude"), required=False, lowest=-90, highest=90, places=7)
    longitude = NumberField(
        label=later("Longitude"),
        required=False,
        lowest=-180,
        highest=180,
        places=7,
        help_text=later("Un appui long sur une carte du téléphone donne les deux nombres : 45,0464 et 5,0517."),
    )
    zone = forms.ChoiceField(label=later("Quel genre d’endroit ?"), choices=words.ZONES, widget=forms.RadioSelect)
    water = forms.BooleanField(label=later("Il y a de l’eau"), required=False)
    power = forms.BooleanField(label=later("Il y a de l’électricité"), required=False)
    shelter = forms.BooleanField(label=later("Il y a un abri"), required=False)
    permission_from = forms.CharField(
        label=later("Qui donne l’autorisation ?"),
        required=False,
        max_length=120,
        help_text=later("Le service et son téléphone : mairie, service des marchés, 04 00 00 00 00."),
    )
    permission = forms.ChoiceField(label=later("D’habitude"), choices=words.PERMISSIONS)
    fallback: "forms.ModelChoiceField[Spot]" = forms.ModelChoiceField(
        label=later("En cas de mauvais temps"), queryset=None, required=False, empty_label=later("pas de repli")
    )
    note = forms.CharField(
        label=later("À savoir"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    active = forms.BooleanField(label=later("On y va encore"), required=False)

    def __init__(self, *args: Any, spot: Spot | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["host"].queryset = reads.hosts()  # type: ignore[attr-defined]
        others = reads.spots()
        self.fields["fallback"].queryset = others.exclude(pk=spot.pk) if spot else others  # type: ignore[attr-defined]
        if spot is None:
            del self.fields["active"]

    def told(self) -> Told:
        """What the act is told."""
        found = dict(self.cleaned_data)
        for name in ("latitude", "longitude"):
            found[name] = float(found[name]) if found[name] is not None else None
        found["zone"], found["permission"] = Zone(found["zone"]), Permission(found["permission"])
        return Told(**found)


@enter(Desk.FACILITATION, Desk.PRODUCTION, Desk.DIRECTION)
def spots(request: Request) -> HttpResponse:
    """Where people meet."""
    return render(request, "workshops/pages/spots.html", {"spots": reads.spots(old=True)})


@enter(Desk.FACILITATION, Desk.DIRECTION)
def new_spot(request: Request) -> HttpResponse:
    """A spot more."""
    return _edit(request, None)


@enter(Desk.FACILITATION, Desk.DIRECTION)
def spot_edit(request: Request, pk: int) -> HttpResponse:
    """Change a spot."""
    found = reads.spot(pk)
    if found is None:
        raise Http404
    return _edit(request, found)


def _edit(request: Request, found: Spot | None) -> HttpResponse:
    usual: dict[str, Any] = {"zone": Zone.TOWN, "permission": Permission.TO_ASK}
    initial: dict[str, Any] = {name: getattr(found, name) for name in Told.__dataclass_fields__} if found else usual
    for name in ("latitude", "longitude"):
        if (value := initial.get(name)) is not None:
            initial[name] = round(Decimal(value), 6)
    form = SpotForm(request.POST or None, initial=initial, spot=found)
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_spot(found, form.told())
        except Refused as refused:
            form.add_error(_FIELDS.get(refused.code), words.say(refused))
        else:
            messages.success(request, _("« %(name)s » est enregistré.") % {"name": saved.name})
            return redirect("workshops:spots")
    return render(request, "workshops/pages/spot_edit.html", {"form": form, "spot": found})
