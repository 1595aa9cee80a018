from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.kitchen import acts, reads, words
from bocal.kitchen.models import ManufacturingOrder
from bocal.kitchen.reads import findings
from bocal.kitchen.rules.safety import ProbeAt
from bocal.look.charts import line_chart
from bocal.look.forms import KeyField, NumberField, PiecesField, PlainForm, UploadField
from bocal.look.sheets import SheetRefused
from bocal.look.words import sentence
from bocal.measure.readings import Unit
from bocal.measure.unreadable import Unreadable
from bocal.safety import reads as plan
from bocal.safety.rules import EquipmentKind

UNITS: dict[str, Unit | None] = {"": None, "C": "C", "F": "F"}


class CookForm(PlainForm):
    """The logger's file, and what it does not say."""

    file = UploadField(max_bytes=acts.MAX_FILE, extensions=("csv", "txt", "tsv", "xlsx"))
    autoclave = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    logger = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    equipment = forms.CharField(required=False, max_length=80)
    operator = forms.ModelChoiceField(queryset=reads.cooks_people(), required=False)
    jars = PiecesField(required=False, lowest=1, highest=100_000)
    initial_temperature = NumberField(required=False, lowest=0, highest=120, places=2, unit_sign="°C")
    water = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    beside = forms.ModelMultipleChoiceField(
        queryset=ManufacturingOrder.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    probe = forms.ChoiceField(choices=words.PROBES, widget=forms.RadioSelect, initial=ProbeAt.CORE)
    unit = forms.ChoiceField(required=False)
    clock_is_wrong = forms.BooleanField(required=False)
    key = KeyField()

    def __init__(self, *args: Any, beside: QuerySet[ManufacturingOrder] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # One question for both lists.
        self.machines = {one.pk: one for one in plan.equipment(EquipmentKind.AUTOCLAVE, EquipmentKind.LOGGER)}
        for kind in (EquipmentKind.AUTOCLAVE, EquipmentKind.LOGGER):
            some = [(pk, one.name) for pk, one in self.machines.items() if one.kind == kind]
            self.fields[kind.value].choices = [("", _("choisir")), *some]  # type: ignore[attr-defined]
        labels = {
            "autoclave": _("Autoclave"),
            "logger": _("Enregistreur"),
            "operator": _("Conduit par"),
            "jars": _("Bocaux dans la charge"),
            "initial_temperature": _("Bocal le plus froid au départ"),
            "water": _("Eau de refroidissement"),
            "beside": _("Aussi dans cette fournée"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["jars"].help_text = _("Tous les bocaux de la charge, tous produits ensemble.")
        self.fields["water"].choices = [  # type: ignore[attr-defined]
            ("", _("pas regardée")),
            ("yes", _("potable, claire, sans odeur")),
            ("no", _("pas bonne")),
        ]
        self.fields["beside"].help_text = _("Chacun est jugé par son propre barème.")
        if beside is not None:
            self.fields["beside"].queryset = beside  # type: ignore[attr-defined]
            self.fields["beside"].label_from_instance = lambda one: f"{one.number} · {one.product}"  # type: ignore[attr-defined]
        self.fields["file"].label = _("Fichier de l’enregistreur")
        self.fields["file"].help_text = _("Une colonne pour le temps, une ou plusieurs pour les sondes ; 5 Mo au plus.")
        self.fields["equipment"].label = _("Appareil")
        self.fields["equipment"].help_text = _("S’il n’est pas dans les listes ci-dessus. Par exemple : Autoclave 1.")
        self.fields["probe"].label = _("Où était la sonde ?")
        self.fields["unit"].label = _("Unité")
        self.fields["unit"].choices = [("", _("ce que dit le fichier")), ("C", "°C"), ("F", "°F")]  # type: ignore[attr-defined]
        self.fields["clock_is_wrong"].label = _("La date du fichier est fausse : c’est bien cette cuisson.")

    def clean(self) -> dict[str, Any]:
        """An autoclave from the list, or the name of one."""
        said: dict[str, Any] = super().clean() or {}
        if "equipment" in said and not said["equipment"] and not said.get("autoclave"):
            self.add_error("equipment", _("Choisissez l’autoclave, ou écrivez son nom."))
        return said


def _last(file: reads.File | None) -> dict[str, Any]:
    """What the form begins with: the machines of the file sent before."""
    if file is None or file.cook is None:
        return {}
    last = file.cook
    return {
        "equipment": "" if last.autoclave_id else last.equipment,
        "autoclave": last.autoclave_id,
        "logger": last.logger_id,
        "operator": last.operator_id,
        "jars": last.load_jars,
        "initial_temperature": last.initial_temperature,
        "water": {True: "yes", False: "no", None: ""}[last.cooling_sound],
    }


@enter(Desk.PRODUCTION, Desk.QUALITY, Desk.DIRECTION)
def cook(request: Request, pk: int) -> HttpResponse:
    """The curve of a cook, what it was worth, and the verdict."""
    file = reads.file_of(pk)
    line = reads.line_of(file.making) if file else reads.order(pk)
    if line is None or line.order.by_weight:
        raise Http404
    judging = request.POST.get("what") == "judge"
    excluding = request.POST.get("what") == "exclude"
    form = CookForm(
        request.POST if request.method == "POST" and not (judging or excluding) else None,
        request.FILES or None,
        initial=_last(file),
        beside=findings.load_mates(line.order, file.making.voucher.day) if file and not file.cook else None,
    )
    refusal = ""
    if request.method == "POST":
        try:
            if judging:
                acts.judge_again(
                    line.order, author=request.user, key=request.POST.get("key", "")[:64], now=timezone.now()
                )
                return redirect("kitchen:cook", pk)
            if excluding:
                acts.exclude_probe(
                    line.order,
                    probe=int(probe) if (probe := request.POST.get("probe", "")).isdecimal() and len(probe) < 4 else -1,
                    reason=request.POST.get("reason", ""),
                    author=request.user,
                    key=request.POST.get("key", "")[:64],
                    now=timezone.now(),
                )
                messages.success(request, _("Sonde écartée : la courbe est jugée sans elle, et le dossier le dit."))
                return redirect("kitchen:cook", pk)
            if form.is_valid():
                sent = form.cleaned_data["file"]
                acts.cook(
                    line.order,
                    file_name=sent.name,
                    data=sent.read(),
                    equipment=form.cleaned_data["equipment"],
                    load=acts.Load(
                        autoclave=form.machines.get(form.cleaned_data["autoclave"]),
                        logger=form.machines.get(form.cleaned_data["logger"]),
                        operator=form.cleaned_data["operator"],
                        jars=form.cleaned_data["jars"],
                        initial=form.cleaned_data["initial_temperature"],
                        water={"yes": True, "no": False}.get(form.cleaned_data["water"]),
                        beside=tuple(form.cleaned_data["beside"]),
                    ),
                    probe=ProbeAt(form.cleaned_data["probe"]),
                    unit=UNITS[form.cleaned_data["unit"]],
                    clock_is_wrong=form.cleaned_data["clock_is_wrong"],
                    author=request.user,
                    key=str(form.cleaned_data["key"]),
                    now=timezone.now(),
                )
                messages.success(request, _("Courbe enregistrée."))
                return redirect("kitchen:cook", pk)
        except Refused as refused:
            at = {"no_unit": "unit", "too_hot": "unit", "other_day": "clock_is_wrong"}.get(refused.code, "file")
            if excluding or judging:
                refusal = say(refused, words.REFUSALS)
            else:
                form.add_error(at, say(refused, words.REFUSALS))
        except Unreadable as unreadable:
            form.add_error("unit" if unreadable.code == "unit_conflict" else "file", sentence(unreadable))
        except SheetRefused as refused_sheet:
            form.add_error("file", str(refused_sheet))
    shown = file.cook if file else None
    drawn = reads.drawing(shown, file.verdict_due) if shown and file else None
    return render(
        request,
        "kitchen/pages/cook.html",
        {
            "order": line.order,
            "line": line,
            "file": file,
            "form": form,
            "cook": shown,
            "refusal": refusal,
            "fallen": list(zip(reads.suspects_of(shown), reads.suspect_names(shown), strict=True)) if shown else [],
            "sent": file.sent if file else (),
            "chart": line_chart(drawn.panels, title=drawn.title, summary=drawn.summary, x_label=_("minutes"))
            if drawn
            else "",
        },
    )
