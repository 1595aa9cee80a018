from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import enter
from bocal.directory.models import Organisation, Person
from bocal.directory.rules import Desk
from bocal.funding import acts, reads, words
from bocal.funding.pages.finding import find
from bocal.funding.pages.removing import removed
from bocal.funding.rules import DesignPart
from bocal.look.forms import PlainForm


class PartnerForm(PlainForm):
    prefix = "partner"
    organisation: forms.ModelChoiceField[Organisation] = forms.ModelChoiceField(
        label=later("Partenaire"), queryset=None
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = reads.partners_to_name()  # type: ignore[attr-defined]


class PersonForm(PlainForm):
    prefix = "person"
    person: forms.ModelChoiceField[Person] = forms.ModelChoiceField(
        label=later("Quelqu’un de l’équipe"), queryset=None, required=False
    )
    name = forms.CharField(label=later("ou un autre nom"), max_length=120, required=False)
    part = forms.ChoiceField(label=later("Sa part"), choices=words.DESIGN_PARTS)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = reads.people_to_name()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        """One of the team, or a name."""
        found = super().clean() or self.cleaned_data
        if not found.get("person") and not found.get("name") and "person" not in self.errors:
            self.add_error("name", _("Choisissez quelqu’un, ou écrivez son nom."))
        return found


@enter(Desk.DIRECTION, Desk.ACCOUNTS)
def carriers(request: HttpRequest, pk: int) -> HttpResponse:
    """Who takes part in a project, and who carries it."""
    found = find(pk)
    if request.method == "POST" and removed(request, found):
        return redirect("funding:carriers", pk)
    sent = request.POST.get("which")
    partner = PartnerForm(request.POST if sent == "partner" else None)
    person = PersonForm(request.POST if sent == "person" else None)
    if sent == "partner" and partner.is_valid():
        one = acts.add_partner(found, partner.cleaned_data["organisation"])
        messages.success(request, _("{name} est partenaire du projet.").format(name=one.organisation))
        return redirect("funding:carriers", pk)
    if sent == "person" and person.is_valid():
        data = person.cleaned_data
        added = acts.add_person(found, DesignPart(data["part"]), person=data["person"], name=data["name"])
        messages.success(request, _("{name} est noté dans le projet.").format(name=added.person))
        return redirect("funding:carriers", pk)
    context = {
        "project": found,
        "partner": partner,
        "person": person,
        "partners": found.partners.select_related("organisation"),
        "people": found.people.select_related("person"),
    }
    return render(request, "funding/pages/carriers.html", context)
