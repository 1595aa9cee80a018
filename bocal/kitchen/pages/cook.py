from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.kitchen import acts, reads, words
from bocal.kitchen.rules.safety import ProbeAt
from bocal.look.charts import line_chart
from bocal.look.forms import KeyField, PlainForm, UploadField
from bocal.look.sheets import SheetRefused
from bocal.look.words import sentence
from bocal.measure.readings import Unit
from bocal.measure.unreadable import Unreadable

UNITS: dict[str, Unit | None] = {"": None, "C": "C", "F": "F"}


class CookForm(PlainForm):
    """The logger's file, and what it does not say."""

    file = UploadField(max_bytes=acts.MAX_FILE, extensions=("csv", "txt", "tsv", "xlsx"))
    equipment = forms.CharField(max_length=80)
    probe = forms.ChoiceField(choices=words.PROBES, widget=forms.RadioSelect, initial=ProbeAt.CORE)
    unit = forms.ChoiceField(required=False)
    clock_is_wrong = forms.BooleanField(required=False)
    key = KeyField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("Fichier de l’enregistreur")
        self.fields["file"].help_text = _("Une colonne pour le temps, une ou plusieurs pour les sondes ; 5 Mo au plus.")
        self.fields["equipment"].label = _("Appareil")
        self.fields["equipment"].help_text = _("Par exemple : Autoclave 1.")
        self.fields["probe"].label = _("Où était la sonde ?")
        self.fields["unit"].label = _("Unité")
        self.fields["unit"].choices = [("", _("ce que dit le fichier")), ("C", "°C"), ("F", "°F")]  # type: ignore[attr-defined]
        self.fields["clock_is_wrong"].label = _("La date du fichier est fausse : c’est bien cette cuisson.")


@enter(Desk.PRODUCTION, Desk.QUALITY, Desk.DIRECTION)
def cook(request: Request, pk: int) -> HttpResponse:
    """The curve of a cook, what it was worth, and the verdict."""
    line = reads.order(pk)
    if line is None:
        raise Http404
    file = reads.file_on(line)
    judging = request.POST.get("what") == "judge"
    form = CookForm(
        request.POST if request.method == "POST" and not judging else None,
        request.FILES or None,
        initial={"equipment": file.cook.equipment if file and file.cook else ""},
    )
    if request.method == "POST":
        try:
            if judging:
                acts.judge_again(
                    line.order, author=request.user, key=request.POST.get("key", "")[:64], now=timezone.now()
                )
                return redirect("kitchen:cook", pk)
            if form.is_valid():
                sent = form.cleaned_data["file"]
                acts.cook(
                    line.order,
                    file_name=sent.name,
                    data=sent.read(),
                    equipment=form.cleaned_data["equipment"],
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
            form.add_error(None if judging else at, say(refused, words.REFUSALS))
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
            "sent": reads.cooks_of(file.making) if file else [],
            "chart": line_chart(drawn.panels, title=drawn.title, summary=drawn.summary, x_label=_("minutes"))
            if drawn
            else "",
        },
    )
