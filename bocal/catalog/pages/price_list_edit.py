from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.catalog import acts, reads, words
from bocal.catalog.models import CUSTOMER_KINDS
from bocal.catalog.rules import Refused
from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.look.forms import PlainForm
from bocal.measure.money import Basis


class ListForm(PlainForm):
    name = forms.CharField(label=later("Nom"), max_length=80, help_text=later("Par exemple : Restaurants 2027."))
    customer_kind = forms.ChoiceField(
        label=later("Pour quels clients"),
        choices=[("", later("seulement ceux qui l’ont dans leurs conditions")), *CUSTOMER_KINDS],
        required=False,
    )
    basis = forms.ChoiceField(label=later("Ses prix sont"), choices=words.BASES, widget=forms.RadioSelect)
    active = forms.BooleanField(label=later("En usage"), required=False)


@enter(Desk.PRODUCTS, Desk.DIRECTION)
def price_list_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new price list, or the name and the customers of this one."""
    found = get_object_or_404(reads.price_lists(former=True), pk=pk) if pk else None
    initial = {field: getattr(found, field) for field in ListForm.base_fields} if found else {"basis": Basis.NET}
    form = ListForm(request.POST or None, initial={"active": True, **initial})
    if request.method == "POST" and form.is_valid():
        try:
            saved = acts.save_list(found, **form.cleaned_data)
        except Refused as refused:
            form.add_error("customer_kind" if refused.code == "kind_there" else "name", words.say(refused))
        else:
            messages.success(request, _("Tarif « {name} » : c’est enregistré.").format(name=saved.name))
            return redirect("catalog:prices", saved.pk)
    return render(request, "catalog/pages/price_list_edit.html", {"form": form, "found": found})
