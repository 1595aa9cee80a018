"""Open a recall or a drill, or widen one: where the doubt begins."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import Request, enter
from bocal.directory.models import Organisation
from bocal.directory.rules import Desk
from bocal.journals import acts, reads, words
from bocal.journals.models import Lot
from bocal.journals.pages.finding import tidy
from bocal.journals.pages.recall_case import find_case
from bocal.journals.rules import Doubt, Refused
from bocal.look.forms import DayField, KeyField, PlainForm


class DoubtForm(PlainForm):
    """Which lots are doubted; only what the choice needs has to be filled in."""

    key = KeyField()
    doubt = forms.ChoiceField(
        label=later("De quoi part le doute ?"), choices=words.DOUBTS, widget=forms.RadioSelect, initial=Doubt.LOT
    )
    code = forms.CharField(
        label=later("Code du lot"),
        max_length=40,
        required=False,
        help_text=later("Pour un lot ou une fabrication ; comme sur l’étiquette."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    origin = forms.ModelChoiceField(
        label=later("Ferme ou fournisseur"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=later("aucun"),
    )
    since = DayField(label=later("Du, ou le jour de la fabrication"), required=False, latest=timezone.localdate)
    until = DayField(label=later("Jusqu’au"), required=False, latest=timezone.localdate)
    reason = forms.CharField(
        label=later("Pourquoi ?"),
        max_length=300,
        help_text=later("Les destinataires le liront : dites ce que l’on sait, rien de plus."),
    )

    lot: Lot | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["origin"].queryset = reads.origins()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What the choice needs is there."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        doubt = data.get("doubt")
        if doubt in (Doubt.LOT, Doubt.MAKING):
            self.lot = reads.lot(tidy(data.get("code") or ""))
            if self.lot is None:
                self.add_error("code", _("Aucun lot ne porte ce code : relisez l’étiquette."))
        elif doubt == Doubt.ORIGIN and not data.get("origin"):
            self.add_error("origin", _("Choisissez la ferme ou le fournisseur."))
        elif doubt == Doubt.DAY and not data.get("since"):
            self.add_error("since", _("Dites quel jour."))
        return data

    def found(self) -> tuple[list[Lot], str]:
        """The lots that a valid form names, and the words for them."""
        data = self.cleaned_data
        doubt = Doubt(data["doubt"])
        days = {"since": data["since"], "until": data["until"]}
        lots = reads.doubted(doubt, lot=self.lot, origin=data["origin"], **days)
        what = f"{self.lot.item.name} {self.lot.code}" if self.lot else str(data["origin"] or "")
        return list(lots), words.doubted(doubt, what=what, **days)


@enter(Desk.QUALITY, Desk.DIRECTION)
def recall_open(request: Request) -> HttpResponse:
    """A drill when the address says so; from a lot's page its code is there already."""
    drill = request.GET.get("exercice") == "1"
    form = DoubtForm(request.POST or None, initial={"code": request.GET.get("lot", "")[:40]})
    if drill:
        form.fields["reason"].help_text = _("Un exercice n’écrit à personne : dites ce que l’on suppose.")
    if request.method == "POST" and form.is_valid():
        lots, what = form.found()
        try:
            opened = acts.open_recall(
                lots,
                doubt=Doubt(form.cleaned_data["doubt"]),
                what=what,
                reason=form.cleaned_data["reason"],
                drill=drill,
                author=request.user,
                key=str(form.cleaned_data["key"]),
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error("doubt", words.say(refused))
        else:
            return redirect("journals:recall_case", opened.pk)
    return render(request, "journals/pages/recall_open.html", {"form": form, "drill": drill})


@enter(Desk.QUALITY, Desk.DIRECTION)
def recall_widen(request: Request, pk: int) -> HttpResponse:
    """The same question, for a recall that is under way."""
    case = find_case(pk)
    start = {"code": request.GET.get("lot", "")[:40], "doubt": request.GET.get("doute", Doubt.LOT)}
    form = DoubtForm(request.POST or None, initial=start)
    form.fields["reason"].help_text = _("Pourquoi élargir ? Cela reste dans le rappel.")
    if request.method == "POST" and form.is_valid():
        lots, what = form.found()
        try:
            new = acts.widen(
                case.recall,
                lots,
                what=f"{what} · {form.cleaned_data['reason']}",
                author=request.user,
                key=str(form.cleaned_data["key"]),
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error("doubt", words.say(refused))
        else:
            messages.success(request, _("Rappel élargi : {n} lot de départ de plus.").format(n=new))
            return redirect("journals:recall_case", pk)
    return render(
        request, "journals/pages/recall_open.html", {"form": form, "drill": case.recall.drill, "recall": case.recall}
    )
