from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory import acts, reads, words
from bocal.directory.doors import enter
from bocal.directory.models import Organisation
from bocal.directory.pages.contact import ContactField, PlacedForm
from bocal.directory.rules import Desk, OrganisationKind, Refused, contact
from bocal.look.forms import DayField


class FarmForm(PlacedForm):
    grows = forms.CharField(
        label=later("Productions"),
        max_length=300,
        required=False,
        help_text=later("Par exemple : tomates, courges, œufs."),
    )
    organic = forms.BooleanField(label=later("En agriculture biologique"), required=False)
    organic_until = DayField(
        label=later("Fin du certificat bio"), required=False, help_text=later("Nous vous prévenons deux mois avant.")
    )
    emb = ContactField(
        contact.read_packer_code,
        label=later("Code emballeur"),
        required=False,
        help_text=later("Celui de la ferme, pour l’étiquette de ce que vous cuisez pour elle : EMB 27300A."),
    )
    story_consent = forms.BooleanField(
        label=words.STORY_CONSENT,
        required=False,
        help_text=later("Sans cet accord, l’histoire publique d’un bocal ne la nomme pas."),
    )
    active = forms.BooleanField(label=later("Travaille avec nous en ce moment"), required=False, initial=True)

    field_order = (
        *("name", "contact", "phone", "email", "grows", "organic", "organic_until", "address", "postcode", "town"),
        *("siret", "emb", "story_consent", "latitude", "longitude", "note", "active"),
    )


@enter(Desk.PRODUCTS, Desk.DIRECTION)
def farm_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new farm, or one to change."""
    farm = get_object_or_404(reads.known(OrganisationKind.PRODUCER), pk=pk) if pk else None
    form = FarmForm(request.POST or None, initial=_initial(farm))
    if farm is None:
        del form.fields["active"]
    if request.method == "POST" and form.is_valid():
        try:
            saved = acts.save_farm(farm, form.cleaned_data, today=timezone.localdate())
        except Refused as refused:
            form.add_error("siret", words.say(refused))
        else:
            messages.success(request, _("« {name} » est enregistrée.").format(name=saved.name))
            return redirect("directory:farm", saved.pk)
    return render(request, "directory/pages/farm_edit.html", {"form": form, "farm": farm})


def _initial(farm: Organisation | None) -> dict[str, Any]:
    return {field: getattr(farm, field) for field in FarmForm.base_fields} if farm else {}
