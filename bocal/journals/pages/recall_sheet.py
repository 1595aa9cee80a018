"""The sheet for the authority's site: what the journals know is there already; the rest is typed, kept, copied."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals import acts, notices, words
from bocal.journals.models import Recall
from bocal.journals.pages.recall_case import find_case
from bocal.journals.rules import Refused
from bocal.journals.rules.authority import ASKED
from bocal.look.forms import KeyField, PlainForm


class SheetForm(PlainForm):
    """A box for each field that the site asks."""

    key = KeyField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for asked in ASKED:
            self.fields[asked.name] = forms.CharField(
                label=words.ASKED[asked.name],
                required=False,
                max_length=2_000,
                widget=forms.Textarea(attrs={"rows": asked.lines}) if asked.lines > 1 else forms.TextInput(),
            )


@enter(Desk.QUALITY, Desk.DIRECTION)
def recall_sheet(request: Request, pk: int) -> HttpResponse:
    """Saved as often as one likes; each version stays in the recall."""
    case = find_case(pk)
    recall: Recall = case.recall
    known = notices.sheet_of(case)
    form = SheetForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        key = f"sheet {data.pop('key')}"
        try:
            acts.save_sheet(recall, data, author=request.user, key=key, now=timezone.now())
        except Refused as refused:
            form.add_error(None, words.say(refused))
        else:
            messages.success(request, _("Fiche gardée. Copiez-la sur le site, puis prévenez la DDPP."))
            return redirect("journals:recall_sheet", pk)
    rows = [(words.ASKED[asked.name], asked.name, known[asked.name]) for asked in ASKED]
    context = {"form": form, "recall": recall, "rows": rows, "closed": case.closed}
    return render(request, "journals/pages/recall_sheet.html", context)
