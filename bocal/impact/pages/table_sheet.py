"""Around a table: one facilitator writes how many hands went up for each choice."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.impact import reads
from bocal.impact.acts import consulting as acts
from bocal.impact.pages.asking import TableForm, public_of
from bocal.impact.rules.flower import SheetWay
from bocal.impact.words import flower as words
from bocal.journals.rules import Refused


@enter(Desk.FACILITATION, Desk.DIRECTION)
def table_sheet(request: Request, pk: int, public: str) -> HttpResponse:
    found = get_object_or_404(reads.consultations(), pk=pk)
    asked = public_of(public)
    form = TableForm(request.POST or None, questions=reads.of_public(found, asked))
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.take_in(
                found,
                public=asked,
                way=SheetWay.TABLE,
                given=form.given,
                people=form.cleaned_data["people"],
                author=request.user,
                key=str(form.cleaned_data["key"]),
                today=timezone.localdate(),
            )
        except Refused as refused:
            form.add_error(_at(refused), words.say(refused))
        else:
            messages.success(request, _("La table est enregistrée : {n} personnes.").format(n=made.people))
            return redirect("impact:consultation", pk)
    context = {"consultation": found, "public": dict(words.PUBLICS)[asked], "form": form}
    return render(request, "impact/pages/table_sheet.html", context)


def _at(refused: Refused) -> str | None:
    """The field that a refusal is about: with too many hands, the choice whose hands were one too many."""
    if refused.code == "too_many_hands":
        return f"q{refused.details['question']}_{refused.details['value']}"
    return "people" if refused.code == "people" else None
