"""One party of a recall: call it, and write down what it says."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_POST

from bocal.directory import reads as directory
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals import acts, notices, reads, words
from bocal.journals.pages.amounts import amount_field
from bocal.journals.pages.recall_case import find_case
from bocal.journals.rules import Refused, StepKind
from bocal.journals.rules.recalls import SAID
from bocal.look.forms import KeyField, PlainForm

SAYS = (StepKind.RETURNED, *SAID)


class SaysForm(PlainForm):
    """What a party says of one lot."""

    key = KeyField()
    kind = forms.ChoiceField(label=later("Qu’en est-il ?"), widget=forms.RadioSelect)
    place = forms.ModelChoiceField(
        label=later("Où rangez-vous ce qui est rendu ?"), queryset=directory.stores(), empty_label=None, required=False
    )
    note = forms.CharField(label=later("Note"), required=False, max_length=300)

    field_order = ("kind", "quantity", "place", "note")

    def __init__(self, *args: Any, row: reads.PartyLot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = dict(words.STEPS)
        self.fields["kind"].choices = [(kind, labels[kind]) for kind in SAYS]  # type: ignore[attr-defined]
        self.fields["quantity"] = amount_field(row.lot, later("Combien ?"))
        self.order_fields(self.field_order)


@enter(Desk.QUALITY, Desk.DIRECTION, Desk.SALES)
def recall_party(request: Request, pk: int, party: int) -> HttpResponse:
    """One lot at a time: the one asked for, or the first with something missing."""
    case = find_case(pk)
    line = case.party(party)
    if line is None or line.party is None:
        raise Http404
    asked = request.GET.get("lot", "")
    row = next((one for one in line.lots if one.lot.code == asked), None)
    row = row or next((one for one in line.lots if one.account.missing), line.lots[0])
    form = SaysForm(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            step = acts.account_for(
                case.recall,
                party=line.party,
                lot=row.lot,
                kind=StepKind(data["kind"]),
                quantity=data["quantity"],
                author=request.user,
                key=str(data["key"]),
                now=timezone.now(),
                place=data["place"],
                note=data["note"],
            )
        except Refused as refused:
            form.add_error("quantity", words.say(refused))
        else:
            # What two deliveries had brought came back by two gestures: each is taken back from its own page.
            undo = f"undo:{step.voucher_id}" if step.voucher_id and step.quantity == data["quantity"] else ""
            messages.success(
                request, _("Noté : {what}.").format(what=notices.step_words(step, drill=False)), extra_tags=undo
            )
            return redirect("journals:recall_party", pk, party)
    cancelled = {step.cancels_id for step in case.steps if step.cancels_id}
    credited = reads.credited([step.voucher_id for step in line.steps if step.voucher_id])
    steps = [
        (
            step,
            notices.step_words(step, drill=case.recall.drill),
            step.kind in SAID and step.pk not in cancelled,
            step.voucher_id is not None and not hasattr(step.voucher, "reversal"),
            step.voucher_id in credited,
        )
        for step in line.steps
    ]
    context = {"case": case, "recall": case.recall, "line": line, "row": row, "form": form, "steps": steps}
    return render(request, "journals/pages/recall_party.html", context)


@enter(Desk.QUALITY, Desk.DIRECTION, Desk.SALES)
@require_POST
def recall_call(request: Request, pk: int, party: int) -> HttpResponse:
    """Somebody was called."""
    case = find_case(pk)
    line = case.party(party)
    if line is None or line.party is None:
        raise Http404
    try:
        acts.call(
            case.recall,
            line.party,
            author=request.user,
            key=f"call {request.POST.get('key', '')[:58]}",
            now=timezone.now(),
            note=request.POST.get("note", "")[:500],
        )
    except Refused as refused:
        messages.error(request, words.say(refused))
    else:
        messages.success(request, _("Appel noté."))
    return redirect("journals:recall_party", pk, party)


@enter(Desk.QUALITY, Desk.DIRECTION, Desk.SALES)
@require_POST
def recall_cancel(request: Request, pk: int) -> HttpResponse:
    """What was written down was wrong."""
    step = reads.recall_step(pk)
    if step is None:
        raise Http404
    try:
        acts.cancel(step, author=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, words.say(refused))
    else:
        messages.success(request, _("Réponse annulée : les deux restent dans le rappel."))
    if step.party_id is None:
        return redirect("journals:recall_case", step.recall_id)
    return redirect("journals:recall_party", step.recall_id, step.party_id)
