"""How the collective is named, reached and paid, and how it wants to work."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory import acts, reads, words
from bocal.directory.doors import enter
from bocal.directory.models import Collective
from bocal.directory.pages.contact import ContactField, PlacedForm
from bocal.directory.rules import Desk
from bocal.directory.rules.contact import read_iban, read_packer_code
from bocal.look.forms import DayField, NumberField, PiecesField

#: What belongs to the organisation; the rest is the collective's own way of working.
IDENTITY = (
    *("name", "phone", "email", "address", "postcode", "town", "latitude", "longitude", "siret"),
    *("organic", "organic_until"),
)


class SettingsForm(PlacedForm):
    iban = ContactField(
        read_iban,
        label=later("IBAN"),
        required=False,
        help_text=later("Écrit sur les factures, avec un QR code qui remplit le virement."),
    )
    vat_profile = forms.ChoiceField(
        label=later("Pour la TVA, le collectif est"),
        choices=words.VAT_PROFILES,
        help_text=later(
            "Les factures déjà faites ne changent pas. Avant de changer, facturez ce qui a été remis jusque-là : une "
            "facture suit la situation du jour de la remise."
        ),
    )
    packer_code = ContactField(
        read_packer_code,
        label=later("Code emballeur (EMB)"),
        required=False,
        help_text=later("EMB, cinq chiffres, une lettre : il se demande à la DDPP, pour les étiquettes des fermes."),
    )
    organic = forms.BooleanField(label=later("Le collectif est certifié bio"), required=False)
    organic_until = DayField(label=later("Son certificat vaut jusqu’au"), required=False)
    four_eyes = forms.BooleanField(label=later("Une autre personne que celle qui a cuit libère le lot"), required=False)
    tolerance = NumberField(
        label=later("Écart de poids laissé sans explication, en %"),
        lowest=0,
        highest=20,
        places=2,
        help_text=later("Au-delà, une fabrication demande pourquoi."),
    )
    raw_days = PiecesField(
        label=later("Un produit brut sans date se garde, en jours"),
        lowest=1,
        highest=730,
        help_text=later(
            "Au-delà, aucun ordre ne le propose et il est à trier. Le catalogue peut en dire autant par produit."
        ),
    )
    open_to_customers = forms.BooleanField(label=later("Un client peut ouvrir son compte lui-même"), required=False)
    takes_members = forms.BooleanField(
        label=later("Le collectif a des adhérents, qui cotisent"),
        required=False,
        help_text=later("Le menu « Adhésions » dit ensuite combien, jusqu’à quand et pour quoi."),
    )

    field_order = (
        *(
            "name",
            "address",
            "postcode",
            "town",
            "latitude",
            "longitude",
            "phone",
            "email",
            "siret",
            "iban",
            "vat_profile",
        ),
        *("packer_code", "organic", "organic_until", "four_eyes", "tolerance", "raw_days", "open_to_customers"),
        "takes_members",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A note and a person to call are about others.
        del self.fields["note"], self.fields["contact"]


@enter(Desk.DIRECTION)
def settings(request: HttpRequest) -> HttpResponse:
    """Who the collective is and how it works; what was issued before stays as it was."""
    collective = reads.collective()
    if collective is None:
        raise Http404
    form = SettingsForm(request.POST or None, initial=_initial(collective))
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        data["tolerance_bp"] = round(data.pop("tolerance") * 100)
        acts.change_collective(identity={name: data.pop(name) for name in IDENTITY}, **data)
        messages.success(request, _("Les réglages du collectif sont enregistrés."))
        return redirect("directory:settings")
    return render(request, "directory/pages/settings.html", {"form": form})


def _initial(collective: Collective) -> dict[str, Any]:
    own = ("iban", "vat_profile", "packer_code", "four_eyes", "open_to_customers", "takes_members", "raw_days")
    return (
        {name: getattr(collective.organisation, name) for name in IDENTITY}
        | {name: getattr(collective, name) for name in own}
        | {"tolerance": Decimal(collective.tolerance_bp) / 100}
    )
