"""One petal whole: its name, its sentence, its questions and to whom, its indicators and what makes it full."""

from decimal import Decimal
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
from bocal.impact.rules.flower import (
    MOST_MEASURES,
    MOST_QUESTIONS,
    Aimed,
    Asked,
    IndicatorCode,
    Public,
    QuestionKind,
)
from bocal.impact.words import flower as labels
from bocal.journals.rules import Refused
from bocal.look.forms import NumberField, PlainForm


class NamesForm(PlainForm):
    name = forms.CharField(label=later("Son nom"), max_length=60)
    meaning = forms.CharField(label=later("Ce qu’il veut dire, en une phrase"), max_length=300, required=False)


class QuestionForm(PlainForm):
    words = forms.CharField(label=later("La question"), max_length=300, required=False)
    kind = forms.ChoiceField(
        label=later("On répond par"), choices=labels.QUESTION_KINDS, initial=QuestionKind.SCALE, required=False
    )
    publics = forms.MultipleChoiceField(
        label=later("Posée aux"),
        choices=labels.PUBLICS,
        required=False,
        initial=list(Public),
        widget=forms.CheckboxSelectMultiple,
    )

    @property
    def asked(self) -> Asked | None:
        """What is written, None for a blank row."""
        data = self.cleaned_data
        if not data.get("words"):
            return None
        publics = tuple(Public(one) for one in data["publics"])
        return Asked(data["words"], QuestionKind(data.get("kind") or QuestionKind.SCALE), publics)


class MeasureForm(PlainForm):
    indicator = forms.ChoiceField(
        label=later("Indicateur"),
        choices=[("", later("aucun")), *((code, label) for code, (label, _write) in labels.INDICATORS.items())],
        required=False,
    )
    target = NumberField(
        label=later("Un pétale entier, c’est"), required=False, places=2, highest=Decimal(1_000_000_000)
    )

    @property
    def aimed(self) -> Aimed | None:
        """The indicator with its target in its own unit, None for a blank row."""
        data = self.cleaned_data
        if not data.get("indicator"):
            return None
        code = IndicatorCode(data["indicator"])
        return Aimed(code, int((data["target"] or 0) * labels.UNITS.get(code, ("", 1))[1]))


Questions = forms.formset_factory(QuestionForm, extra=1, max_num=MOST_QUESTIONS + 1, validate_max=True)
Measures = forms.formset_factory(MeasureForm, extra=1, max_num=MOST_MEASURES + 1, validate_max=True)


@enter(Desk.FACILITATION, Desk.DIRECTION)
def petal_edit(request: Request, pk: int) -> HttpResponse:
    petal = get_object_or_404(reads.petals(), pk=pk)
    data = request.POST if request.method == "POST" else None
    names = NamesForm(data, initial={"name": petal.name, "meaning": petal.meaning})
    questions = Questions(
        data,
        prefix="q",
        initial=[{"words": one.words, "kind": one.kind, "publics": one.publics} for one in petal.questions.all()],
    )
    measures = Measures(data, prefix="m", initial=[_initial(one) for one in petal.measures.all()])
    if data is not None and all([names.is_valid(), questions.is_valid(), measures.is_valid()]):
        try:
            acts.write_petal(
                petal,
                name=names.cleaned_data["name"],
                meaning=names.cleaned_data["meaning"],
                questions=[one.asked for one in questions if one.asked],
                measures=[one.aimed for one in measures if one.aimed],
            )
        except Refused as refused:
            names.add_error(None, labels.say(refused))
        else:
            text = _("Le pétale « {name} » est enregistré.").format(name=names.cleaned_data["name"])
            messages.success(request, text)
            return redirect("impact:flower_edit", petal.flower_id)
    context = {
        "petal": petal,
        "names": names,
        "questions": questions,
        "measures": measures,
        "units": [(label, unit) for code, (unit, _n) in labels.UNITS.items() for label in [labels.INDICATORS[code][0]]],
    }
    return render(request, "impact/pages/petal_edit.html", context)


def _initial(measure: Any) -> dict[str, object]:
    per = labels.UNITS.get(measure.indicator, ("", 1))[1]
    return {"indicator": measure.indicator, "target": Decimal(measure.target) / per}
