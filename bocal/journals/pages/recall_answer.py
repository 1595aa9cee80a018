"""Whoever received some answers from the letter's own address: no password, one page, one button."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.cache import never_cache

from bocal.directory.doors import by_link
from bocal.journals import acts, notices, reads, words
from bocal.journals.models import Lot
from bocal.journals.pages.amounts import amount_field
from bocal.journals.rules import Refused, StepKind
from bocal.look.forms import KeyField, PlainForm

LABELS = {
    StepKind.ASIDE: later("Mis de côté, à reprendre"),
    StepKind.DESTROYED: later("Jeté ou détruit"),
    StepKind.EATEN: later("Déjà consommé"),
}
MOST = 30


class AnswerForm(PlainForm):
    """Three numbers for each lot; an empty one says nothing."""

    key = KeyField()

    def __init__(self, *args: Any, lots: list[reads.PartyLot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lots = lots
        for row in lots:
            for kind, label in LABELS.items():
                self.fields[f"{kind}_{row.lot.pk}"] = amount_field(row.lot, label, allow_zero=True, required=False)

    def rows(self) -> list[tuple[reads.PartyLot, list[Any]]]:
        """Each lot with its three fields."""
        return [(row, [self[f"{kind}_{row.lot.pk}"] for kind in LABELS]) for row in self.lots]

    def answers(self) -> list[tuple[Lot, StepKind, int]]:
        """What was said."""
        data = self.cleaned_data
        said = [(row.lot, kind, data[f"{kind}_{row.lot.pk}"]) for row in self.lots for kind in reversed(LABELS)]
        return [(lot, kind, quantity) for lot, kind, quantity in said if quantity]


@by_link
@never_cache
def recall_answer(request: HttpRequest, token: str) -> HttpResponse:
    """What this party received in this recall, and what became of it."""
    found = notices.read_token(token)
    case = reads.case_of(found[0]) if found else None
    line = case.party(found[1]) if case and found else None
    if case is None or line is None or line.party is None or case.closed:
        gone = case is not None and case.closed is not None
        return render(request, "journals/pages/recall_answer_gone.html", {"gone": gone}, status=410 if gone else 404)
    lots = [row for row in line.lots if row.account.missing][:MOST]
    form = AnswerForm(request.POST or None, lots=lots)
    if request.method == "POST" and form.is_valid():
        try:
            acts.account_for_all(
                case.recall,
                party=line.party,
                answers=form.answers(),
                author=None,
                key=str(form.cleaned_data["key"]),
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error(None, words.say(refused))
        else:
            messages.success(request, _("Merci, c’est noté. Revenez sur cette page si quelque chose change."))
            return redirect("journals:recall_answer", token)
    context = {"form": form, "recall": case.recall, "line": line, "rows": form.rows()}
    return render(request, "journals/pages/recall_answer.html", context)
