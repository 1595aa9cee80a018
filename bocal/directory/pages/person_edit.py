from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory import acts, reads, words
from bocal.directory.doors import enter
from bocal.directory.models import Organisation, Person
from bocal.directory.pages.contact import ContactField
from bocal.directory.rules import OTHERS, TEAM, Desk, OrganisationKind, Refused, contact
from bocal.look.forms import PlainForm

FIELD_OF = {"email_there": "email", "no_email": "email", "last_direction": "desks"}


class PersonForm(PlainForm):
    name = forms.CharField(label=later("Nom"), max_length=120, help_text=later("Prénom et nom, comme on les dit ici."))
    email = ContactField(
        contact.read_email,
        blank=None,
        label=later("E-mail"),
        required=False,
        help_text=later("Pour se connecter : un code y est envoyé, sans mot de passe à retenir."),
        widget=forms.TextInput(attrs={"type": "email"}),
    )
    phone = ContactField(
        contact.read_phone, label=later("Téléphone"), required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    desks = forms.MultipleChoiceField(
        label=later("Ce que cette personne fait dans l’équipe"),
        required=False,
        choices=[(desk, label) for desk, label in words.DESKS if desk in TEAM],
        widget=forms.CheckboxSelectMultiple,
    )
    keep = forms.MultipleChoiceField(
        label=later("Ailleurs"),
        required=False,
        help_text=later("Décochez pour retirer."),
        widget=forms.CheckboxSelectMultiple,
    )
    active = forms.BooleanField(label=later("Peut se connecter"), required=False, initial=True)

    def seat(self, person: Person | None) -> None:
        """Show what there is to change of this person."""
        labels = dict(words.DESKS)
        elsewhere = [role for role in reads.seats(person) if role.desk not in TEAM] if person else []
        choices = [(str(role.pk), f"{role.organisation.name} ({labels[Desk(role.desk)]})") for role in elsewhere]
        self.fields["keep"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["keep"]
        if person is None:
            del self.fields["active"]


@enter(Desk.DIRECTION)
def person_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Someone new, or someone whose desks change. `?a=` names the farm or the customer where they get a seat."""
    person = get_object_or_404(reads.people(), pk=pk) if pk else None
    also = _also(request.GET.get("a", ""))
    form = PersonForm(request.POST or None, initial=_initial(person))
    form.seat(person)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        home = reads.collective()
        if home is None:
            raise Http404
        try:
            saved = acts.save_person(
                person,
                name=given["name"],
                email=given["email"],
                phone=given["phone"],
                desks=[Desk(desk) for desk in given["desks"]],
                at=home.organisation,
                active=given.get("active", True),
                keep=[int(role) for role in given.get("keep", [])],
                also=also,
            )
        except Refused as refused:
            form.add_error(FIELD_OF[refused.code], words.say(refused))
        else:
            messages.success(request, _("{name} : c’est enregistré.").format(name=saved.name))
            return redirect("directory:people")
    return render(request, "directory/pages/person_edit.html", {"form": form, "person": person, "also": also})


def _initial(person: Person | None) -> dict[str, Any]:
    if person is None:
        return {}
    roles = list(reads.seats(person))
    return {
        "name": person.name,
        "email": person.email,
        "phone": person.phone,
        "active": person.is_active,
        "desks": [role.desk for role in roles if role.desk in TEAM],
        "keep": [str(role.pk) for role in roles if role.desk not in TEAM],
    }


def _also(asked: str) -> Organisation | None:
    if not asked.isdecimal():
        return None
    return reads.known(OrganisationKind.PRODUCER, *OTHERS).filter(pk=int(asked[:18])).first()
