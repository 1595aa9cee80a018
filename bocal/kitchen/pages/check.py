from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused, Status
from bocal.journals.words import say
from bocal.kitchen import acts, reads, words
from bocal.kitchen.pages.controls import answer, ask
from bocal.kitchen.rules.safety import CheckKind
from bocal.look.forms import KeyField, NumberField, PiecesField, PlainForm
from bocal.safety import reads as plan
from bocal.safety.rules import EquipmentKind


class PhForm(PlainForm):
    """A measured pH."""

    value = NumberField(lowest=1, highest=10, places=2)
    device = forms.ModelChoiceField(queryset=plan.equipment(EquipmentKind.PH_METER), required=False)
    meter = forms.CharField(required=False, max_length=80)
    key = KeyField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].label = _("pH mesuré")
        self.fields["device"].label = _("pH-mètre")
        self.fields["meter"].label = _("Appareil")
        self.fields["meter"].help_text = _("S’il n’est pas dans la liste : quel pH-mètre, étalonné quand.")

    def clean(self) -> dict[str, Any]:
        """A meter from the list, or the name of one."""
        said: dict[str, Any] = super().clean() or {}
        if "meter" in said and not said["meter"] and not said.get("device"):
            self.add_error("meter", _("Choisissez le pH-mètre, ou écrivez lequel."))
        return said


class ClosureForm(PlainForm):
    """Jars looked at, and those that do not close."""

    looked_at = PiecesField(lowest=1, highest=100_000)
    failing = PiecesField(highest=100_000, initial=0)
    note = forms.CharField(required=False, max_length=300)
    key = KeyField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["looked_at"].label = _("Bocaux regardés")
        self.fields["failing"].label = _("Mal fermés")
        self.fields["note"].label = _("Remarque")


class VisualForm(PlainForm):
    """A look at the jars."""

    sound = forms.ChoiceField(widget=forms.RadioSelect)
    note = forms.CharField(required=False, max_length=300)
    key = KeyField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sound"].label = _("Aspect")
        self.fields["sound"].choices = [("yes", _("rien à signaler")), ("no", _("défaut : bombé, fuite, couleur…"))]  # type: ignore[attr-defined]
        self.fields["note"].label = _("Remarque")


FORMS = {CheckKind.PH: PhForm, CheckKind.CLOSURE: ClosureForm, CheckKind.VISUAL: VisualForm}


@enter(Desk.PRODUCTION, Desk.QUALITY, Desk.DIRECTION)
def check(request: Request, pk: int) -> HttpResponse:
    """pH, closures, look: three short forms, and what was written before."""
    file = reads.file_of(pk)
    line = reads.line_of(file.making) if file else reads.order(pk)
    if line is None:
        raise Http404
    sent = request.POST.get("kind", "")
    # A bag has no lid, and its pH is asked of nobody.
    shown = (CheckKind.VISUAL,) if line.order.by_weight else tuple(FORMS)
    kinds = {kind: FORMS[kind](request.POST if sent == kind else None, prefix=kind) for kind in shown}
    asked = ask([one for one in file.lines if one.due], request) if file else []
    if request.POST.get("point") and answer(asked, request, timezone.localdate(), line.order):
        return redirect("kitchen:check", pk)
    if sent in shown:
        form = kinds[CheckKind(sent)]
        if form.is_valid():
            said = form.cleaned_data
            before = len(file.deviations) if file else 0
            try:
                acts.check(
                    line.order,
                    kind=CheckKind(sent),
                    value=said.get("value"),
                    meter=said.get("meter", ""),
                    device=said.get("device"),
                    looked_at=said.get("looked_at") or 0,
                    failing=said.get("failing") or 0,
                    sound=said.get("sound") != "no",
                    note=said.get("note", ""),
                    author=request.user,
                    key=str(said["key"]),
                    now=timezone.now(),
                )
            except Refused as refused:
                at = {"check_failing": "failing", "ph_missing": "value", "ph_absurd": "value"}.get(refused.code)
                form.add_error(at, say(refused, words.REFUSALS))
            else:
                after = reads.file_of(pk)
                if after is not None and after.status == Status.BLOCKED:
                    messages.error(request, _("Contrôle enregistré. Le lot est bloqué : une personne doit décider."))
                elif after is not None and len(after.deviations) > before:
                    said_so = _("Contrôle enregistré. Un écart est ouvert : une personne doit décider.")
                    messages.warning(request, said_so)
                else:
                    messages.success(request, _("Contrôle enregistré."))
                return redirect("kitchen:check", pk)
    return render(
        request,
        "kitchen/pages/check.html",
        {"order": line.order, "line": line, "file": file, "forms": kinds, "asked": asked},
    )
