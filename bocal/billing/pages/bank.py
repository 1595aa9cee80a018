"""The bank's file: bring it, then record the payments that its lines are."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from bocal.billing import acts, reads, words
from bocal.billing.rules.bankfiles import ACCOUNT_LENGTH, MAX_BYTES
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
    account = forms.CharField(
        label=later("De quel compte ?"),
        help_text=later(
            "Un tableau CSV ne le dit pas. Un seul compte en banque : laissez vide. Plusieurs : donnez à chacun un "
            "nom, toujours le même."
        ),
        required=False,
        max_length=ACCOUNT_LENGTH,
        widget=forms.TextInput(attrs={"list": "accounts", "autocomplete": "off"}),
    )


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def bank(request: Request) -> HttpResponse:
    return _page(request, out=False)


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def bank_spent(request: Request) -> HttpResponse:
    return _page(request, out=True)


def _page(request: Request, *, out: bool) -> HttpResponse:
    here = "billing:bank_spent" if out else "billing:bank"
    form = BankForm()
    if request.method == "POST" and "file" in request.FILES:
        form = BankForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                done = acts.bring_bank(
                    data=form.cleaned_data["file"].read(),
                    author=request.user,
                    now=timezone.now(),
                    account=form.cleaned_data["account"],
                )
            except Refused as refused:
                form.add_error("file", say(refused, words.REFUSALS))
            else:
                said = ngettext(
                    "{n} ligne nouvelle, {known} déjà là.", "{n} lignes nouvelles, {known} déjà là.", done.new
                )
                said = said.format(n=done.new, known=done.known)
                messages.success(request, said)
                if done.twins:
                    again = ngettext(
                        "{n} ligne est la même, mot pour mot, sur un autre compte. Si c’est le même compte sous un "
                        "autre nom, mettez-la de côté.",
                        "{n} lignes sont les mêmes, mot pour mot, sur un autre compte. Si c’est le même compte sous un "
                        "autre nom, mettez-les de côté.",
                        done.twins,
                    )
                    messages.warning(request, again.format(n=done.twins))
                came, went = reads.bank_counts()
                return redirect("billing:bank_spent" if went and not came else "billing:bank")
    elif "aside" in request.POST or "put_aside" in request.POST:
        lines = [int(pk) for pk in request.POST.getlist("aside") if _is_key(pk)]
        n = acts.set_aside(lines=lines, author=request.user, now=timezone.now())
        messages.success(request, ngettext("{n} ligne mise de côté.", "{n} lignes mises de côté.", n).format(n=n))
        return redirect(here)
    elif request.method == "POST":
        try:
            done_payments = acts.confirm(lines=_chosen(request), author=request.user, now=timezone.now())
        except Refused as refused:
            messages.error(request, say(refused, words.REFUSALS))
        else:
            n = len(done_payments)
            messages.success(request, ngettext("{n} paiement noté.", "{n} paiements notés.", n).format(n=n))
        return redirect(here)
    waiting = reads.bank_spent() if out else reads.bank_waiting()
    came, went = (waiting.across, waiting.count) if out else (waiting.count, waiting.across)
    context = {
        "form": form,
        "accounts": reads.bank_accounts(),
        "out": out,
        "came": came,
        "went": went,
        "waiting": waiting,
        "proposed": [one for one in waiting.lines if one.proposal],
        "unknown": [one for one in waiting.lines if not one.proposal],
        "why": {str(code): name for code, name in words.WHY},
    }
    return render(request, "billing/pages/bank.html", context)


def _chosen(request: Request) -> list[tuple[int, str]]:
    found = []
    for value in request.POST.getlist("line"):
        pk, _space, sign = value.partition(" ")
        if _is_key(pk):
            found.append((int(pk), sign))
    return found


def _is_key(said: str) -> bool:
    return said.isdecimal() and len(said) < 18
