"""The bank's file: bring it, then record the payments that its lines are."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from bocal.billing import acts, reads, words
from bocal.billing.rules.bankfiles import MAX_BYTES
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.look.forms import PlainForm, UploadField


class BankForm(PlainForm):
    file = UploadField(
        label=later("Fichier de la banque"),
        help_text=later("CAMT.053 (.xml), OFX, ou tableau CSV. Envoyer deux fois le même ne change rien."),
        extensions=("xml", "ofx", "csv", "txt"),
        max_bytes=MAX_BYTES,
    )


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def bank(request: Request) -> HttpResponse:
    form = BankForm()
    if request.method == "POST" and "file" in request.FILES:
        form = BankForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                done = acts.bring_bank(data=form.cleaned_data["file"].read(), author=request.user, now=timezone.now())
            except Refused as refused:
                form.add_error("file", say(refused, words.REFUSALS))
            else:
                said = _("{new} lignes nouvelles, {known} déjà là.").format(new=done.new, known=done.known)
                messages.success(request, said)
                return redirect("billing:bank")
    elif request.method == "POST":
        try:
            done_payments = acts.confirm(lines=_chosen(request), author=request.user, now=timezone.now())
        except Refused as refused:
            messages.error(request, say(refused, words.REFUSALS))
        else:
            n = len(done_payments)
            messages.success(request, ngettext("{n} paiement noté.", "{n} paiements notés.", n).format(n=n))
        return redirect("billing:bank")
    waiting = reads.bank_waiting()
    context = {
        "form": form,
        "waiting": waiting,
        "proposed": sum(one.proposal is not None for one in waiting.lines),
        "why": {str(code): name for code, name in words.WHY},
    }
    return render(request, "billing/pages/bank.html", context)


def _chosen(request: Request) -> list[tuple[int, str]]:
    found = []
    for value in request.POST.getlist("line"):
        pk, _space, sign = value.partition(" ")
        if pk.isdecimal() and len(pk) < 18:
            found.append((int(pk), sign))
    return found
