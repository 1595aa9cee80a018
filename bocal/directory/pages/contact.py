"""The fields by which an organisation is reached, shared by the forms of farms and of customers."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bocal.directory import words
from bocal.directory.rules.contact import (
    Fault,
    Mistaken,
    read_email,
    read_latitude,
    read_longitude,
    read_phone,
    read_postcode,
    read_siret,
)
from bocal.look.forms import PlainForm, ReadField


class ContactField(ReadField):
    """A text that a function of rules.contact reads; blank is an empty text, or None for a number."""

    input_mode = ""

    def __init__(self, reader: Callable[[str], Any], *, blank: Any = "", **kwargs: Any) -> None:
        self.reader, self.blank = reader, blank
        super().__init__(**kwargs)

    def read(self, text: str) -> Any:
        """What the function makes of it."""
        try:
            return self.reader(text)
        except Mistaken as mistaken:
            raise forms.ValidationError(words.fault(mistaken)) from None

    def clean(self, value: Any) -> Any:
        """The value, or what a blank is."""
        read = super().clean(value)
        return self.blank if read is None else read

    def write(self, value: Any) -> str:
        """A number with its decimal comma."""
        return str(value).replace(".", ",")


class OrganisationForm(PlainForm):
    name = forms.CharField(label=_("Nom"), max_length=120)
    contact = forms.CharField(label=_("Personne à contacter"), max_length=120, required=False)
    phone = ContactField(
        read_phone, label=_("Téléphone"), required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    email = ContactField(read_email, label=_("E-mail"), required=False, widget=forms.TextInput(attrs={"type": "email"}))
    address = forms.CharField(label=_("Adresse"), max_length=200, required=False)
    postcode = ContactField(read_postcode, label=_("Code postal"), required=False)
    town = forms.CharField(label=_("Commune"), max_length=80, required=False)
    siret = ContactField(
        read_siret,
        label=_("SIRET"),
        required=False,
        help_text=_("14 chiffres, pour ses papiers et ses factures."),
    )
    note = forms.CharField(
        label=_("Remarque"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class PointForm(PlainForm):
    """What may also be put on the map."""

    latitude = ContactField(
        read_latitude,
        blank=None,
        label=_("Latitude"),
        required=False,
        help_text=_("Pour la carte. Par exemple 49,0912."),
    )
    longitude = ContactField(
        read_longitude,
        blank=None,
        label=_("Longitude"),
        required=False,
        help_text=_("Par exemple 0,5983."),
    )

    def clean(self) -> dict[str, Any]:
        """A point has two numbers."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        halves = {"latitude", "longitude"}
        if halves <= given.keys() and (given["latitude"] is None) != (given["longitude"] is None):
            empty = "latitude" if given["latitude"] is None else "longitude"
            self.add_error(empty, words.fault(Mistaken(Fault.HALF_POINT)))
        return given


class PlacedForm(PointForm, OrganisationForm):
    """An organisation that may also be put on the map."""
