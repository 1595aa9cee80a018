"""Rewrite a version: its name, its day, its petals and their order."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.impact import reads
from bocal.impact.acts import flower as acts
from bocal.impact.models import Flower, Petal
from bocal.impact.pages.flower_new import FlowerForm
from bocal.impact.words import flower as words
from bocal.journals.rules import Refused
from bocal.look.forms import PlainForm


class VersionForm(FlowerForm):
    key = None  # type: ignore[assignment]


class PetalForm(PlainForm):
    petal_name = forms.CharField(label=later("Son nom"), max_length=60)
    meaning = forms.CharField(label=later("Ce qu’il veut dire, en une phrase"), max_length=300, required=False)


@enter(Desk.FACILITATION, Desk.DIRECTION)
def flower_edit(request: Request, pk: int) -> HttpResponse:
    flower = get_object_or_404(reads.flowers(), pk=pk)
    petals = list(reads.petals(flower))
    do = request.POST.get("do", "")
    initial = {"name": flower.name, "day": flower.day, "note": flower.note}
    form = VersionForm(request.POST if do == "write" else None, initial=initial)
    added = PetalForm(request.POST if do == "add" else None)
    if request.method == "POST":
        form_of = {"write": form, "add": added}.get(do)
        try:
            if (form_of is None or form_of.is_valid()) and (done := _act(request, flower, petals, do, form_of)):
                messages.success(request, done)
                return redirect("impact:flower_edit", pk)
        except Refused as refused:
            if form_of is None:
                messages.error(request, words.say(refused))
                return redirect("impact:flower_edit", pk)
            form_of.add_error(None, words.say(refused))
    context = {
        "flower": flower,
        "petals": petals,
        "form": form,
        "added": added,
        "asked": reads.consultations(flower).exists(),
    }
    return render(request, "impact/pages/flower_edit.html", context)


def _act(request: Request, flower: Flower, petals: list[Petal], do: str, form: Any) -> str:
    """Do what was asked; what to say then, or nothing when it was not to be understood."""
    if do == "write":
        acts.write(flower, name=form.cleaned_data["name"], day=form.cleaned_data["day"], note=form.cleaned_data["note"])
        return _("C’est enregistré.")
    if do == "add":
        made = acts.add_petal(flower, name=form.cleaned_data["petal_name"], meaning=form.cleaned_data["meaning"])
        return _("Le pétale « {name} » est ajouté : écrivez ses questions.").format(name=made.name)
    petal = next((one for one in petals if str(one.pk) == request.POST.get("petal", "")), None)
    if petal is not None and do == "up":
        acts.move_petal_up(petal)
        return _("« {name} » est monté.").format(name=petal.name)
    if petal is not None and do == "remove":
        acts.remove_petal(petal)
        return _("Le pétale « {name} » est enlevé.").format(name=petal.name)
    return ""
