"""Pay many suppliers at once: who is ticked goes into one file for the bank."""

from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as later

from bocal.billing import acts, reads, words
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.look.forms import DayField, KeyField, PlainForm


class TransferForm(PlainForm):
    key = KeyField()
    day = DayField(label=later("La banque paiera le"), earliest=timezone.localdate)


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def transfers(request: Request) -> HttpResponse:
    form = TransferForm(request.POST or None, initial={"key": uuid4(), "day": timezone.localdate()})
    ticked = _ticked(request)
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.make_transfer(
                expected=ticked,
                day=form.cleaned_data["day"],
                author=request.user,
                key=str(UUID(str(form.cleaned_data["key"]))),
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error("day" if refused.code == "bad_transfer_day" else None, say(refused, words.REFUSALS))
        else:
            return redirect("billing:transfer", made.pk)
    payables = reads.payables()
    context = {
        "form": form,
        "ready": [one for one in payables if one.ending],
        "without": [one for one in payables if not one.ending],
        "ticked": ticked if request.method == "POST" else {one.party: one.cents for one in payables},
        "made": reads.transfers(),
    }
    return render(request, "billing/pages/transfers.html", context)


def _ticked(request: Request) -> dict[int, int]:
    found = {}
    for value in request.POST.getlist("pay"):
        pk, _sign, cents = value.partition("=")
        if pk.isdecimal() and cents.isdecimal() and len(value) < 30:
            found[int(pk)] = int(cents)
    return found
