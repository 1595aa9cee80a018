from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.catalog import acts, reads, words
from bocal.catalog.models import Item
from bocal.catalog.rules import PackagingRole, Refused
from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.look.forms import EurosField, PiecesField, PlainForm, WeightField

FIELD_OF = {"format_there": "name", "too_full": "fill_mg", "not_a_jar": "jar"}
#: What never changes once the format is there.
FIXED = ("capacity_ml", "fill_mg", "jar", "lid")


class FormatForm(PlainForm):
    name = forms.CharField(label=later("Nom"), max_length=60, help_text=later("Par exemple : 720 ml, quart de litre."))
    capacity_ml = PiecesField(label=later("Contenance en ml"), lowest=10, highest=20_000)
    fill_mg = WeightField(
        unit="g", label=later("Poids net"), help_text=later("Ce que l’on met dedans, tel que l’étiquette le dira.")
    )
    jar: "forms.ModelChoiceField[Item]" = forms.ModelChoiceField(
        label=later("Pot"), queryset=None, empty_label=later("choisir")
    )
    lid: "forms.ModelChoiceField[Item]" = forms.ModelChoiceField(
        label=later("Couvercle"), queryset=None, empty_label=later("choisir")
    )
    deposit_cents = EurosField(
        label=later("Consigne"), lowest=0, highest=10_000, help_text=later("Rendue avec le pot. 0 : pas de consigne.")
    )


@enter(Desk.PRODUCTS, Desk.DIRECTION)
def jar_format_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new jar format; of one that is there, the name and the deposit."""
    found = get_object_or_404(reads.jar_formats(), pk=pk) if pk else None
    initial: dict[str, Any] = {"name": found.name, "deposit_cents": found.deposit_cents} if found else {}
    form = FormatForm(request.POST or None, initial=initial)
    jars, lids = reads.packaging(PackagingRole.JAR), reads.packaging(PackagingRole.LID)
    if found:
        for field in FIXED:
            del form.fields[field]
    else:
        form.fields["jar"].queryset, form.fields["lid"].queryset = jars, lids  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        try:
            saved = acts.save_format(found, **form.cleaned_data)
        except Refused as refused:
            form.add_error(FIELD_OF[refused.code], words.say(refused))
        else:
            messages.success(request, _("Format « {name} » : c’est enregistré.").format(name=saved.name))
            return redirect("catalog:jar_formats")
    context = {"form": form, "format": found, "ready": bool(found) or (jars.exists() and lids.exists())}
    return render(request, "catalog/pages/jar_format_edit.html", context)
