"""Key paper questionnaires back, one after the other, by the keyboard alone."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.impact import reads
from bocal.impact.acts import consulting as acts
from bocal.impact.pages.asking import KeyingForm, public_of
from bocal.impact.rules.flower import SheetWay
from bocal.impact.words import flower as words
from bocal.journals.rules import Refused


@enter(Desk.FACILITATION, Desk.DIRECTION)
def key_sheet(request: Request, pk: int, public: str) -> HttpResponse:
    found = get_object_or_404(reads.consultations(), pk=pk)
    asked = public_of(public)
    last = reads.last_keyed(found, request.user.pk)
    questions = reads.of_public(found, asked)
    form = KeyingForm(request.POST or None, questions=questions)
    try:
        if request.method == "POST" and request.POST.get("do") == "withdraw":
            if last is not None and str(last.pk) == request.POST.get("sheet"):
                acts.withdraw(last)
                messages.success(request, _("Le dernier questionnaire est repris : il ne compte plus."))
            return redirect("impact:key_sheet", pk, public)
        if request.method == "POST" and form.is_valid():
            acts.take_in(
                found,
                public=asked,
                way=SheetWay.PAPER,
                given=form.given,
                author=request.user,
                key=str(form.cleaned_data["key"]),
                today=timezone.localdate(),
            )
            return redirect("impact:key_sheet", pk, public)
    except Refused as refused:
        form.add_error(None, words.say(refused)) if form.is_bound and form.is_valid() else messages.error(
            request, words.say(refused)
        )
    context = {
        "consultation": found,
        "public": dict(words.PUBLICS)[asked],
        "form": form,
        "last": last,
        "done": sum(
            count for (who, way), count in reads.received(found).items() if (who, way) == (asked, SheetWay.PAPER)
        ),
    }
    return render(request, "impact/pages/key_sheet.html", context)
