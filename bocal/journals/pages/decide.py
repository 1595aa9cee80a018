"""Hold or block a lot, and say why; a lot that nobody cooked here may be let go again."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals import acts, words
from bocal.journals.models import Lot
from bocal.journals.pages.finding import find
from bocal.journals.rules import Refused, Status, Way
from bocal.look.forms import KeyField, PlainForm


class DecideForm(PlainForm):
    """What is decided, and why."""

    key = KeyField()
    status = forms.ChoiceField(label=later("Que décidez-vous ?"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=later("Pourquoi ?"),
        max_length=300,
        help_text=later("Par exemple : couvercle bombé, doute sur la cuisson, cagette vérifiée."),
    )

    def __init__(self, *args: object, lot: Lot, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (Status.HOLD, _("Le retenir : on attend de savoir")),
            (Status.BLOCKED, _("Le bloquer : il ne sortira pas")),
        ]
        if lot.way != Way.MADE:
            # What was cooked here is released by the kitchen, which knows its checks.
            choices.append((Status.RELEASED, _("Le libérer : on peut s’en servir")))
        self.fields["status"].choices = choices  # type: ignore[attr-defined]


@enter(Desk.QUALITY, Desk.DIRECTION)
def decide(request: Request, code: str) -> HttpResponse:
    """Nothing on hold or blocked is cooked, sold or given."""
    lot = find(code)
    form = DecideForm(request.POST or None, lot=lot)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        status = Status(data["status"])
        try:
            posted = acts.decide(
                [lot],
                status,
                reason=data["reason"],
                author=request.user,
                key=str(data["key"]),
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error("reason", words.say(refused))
        else:
            text = _("Lot {code} : {status}.").format(code=lot.code, status=dict(words.STATUSES)[status])
            messages.success(request, text, extra_tags=f"undo:{posted.voucher.pk}")
            return redirect("journals:lot", lot.code)
    return render(request, "journals/pages/decide.html", {"form": form, "lot": lot})
