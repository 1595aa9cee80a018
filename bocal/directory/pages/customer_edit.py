from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory import acts, reads, words
from bocal.directory.doors import enter
from bocal.directory.pages.contact import PlacedForm
from bocal.directory.rules import OTHERS, Desk, OrganisationKind


class CustomerForm(PlacedForm):
    kind = forms.ChoiceField(
        label=later("Genre"),
        choices=[("", later("choisir")), *((k, label) for k, label in words.ORGANISATION_KINDS if k in OTHERS)],
    )
    active = forms.BooleanField(label=later("En relation avec nous en ce moment"), required=False, initial=True)

    field_order = (
        "kind",
        "name",
        "contact",
        "phone",
        "email",
        "address",
        "postcode",
        "town",
        "siret",
        "latitude",
        "longitude",
        "note",
        "active",
    )


@enter(Desk.SALES, Desk.ACCOUNTS, Desk.DIRECTION)
def customer_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new customer or partner, or one to read and change."""
    found = get_object_or_404(reads.known(*OTHERS), pk=pk) if pk else None
    initial = {field: getattr(found, field) for field in CustomerForm.base_fields} if found else {}
    form = CustomerForm(request.POST or None, initial=initial)
    if found is None:
        del form.fields["active"]
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        kind = OrganisationKind(values.pop("kind"))
        saved = acts.save_customer(found, kind, values)
        messages.success(request, _("« {name} » : c’est enregistré.").format(name=saved.name))
        return redirect("directory:customers")
    context = {"form": form, "customer": found, "people": reads.seated_at(found) if found else []}
    return render(request, "directory/pages/customer_edit.html", context)
