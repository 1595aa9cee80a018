"""Undo a payment or a refund noted by mistake."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.billing import acts, reads, words
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.journals.words import say


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def take_back(request: Request, payment: int) -> HttpResponse:
    found = reads.payment(payment)
    if found is None:
        raise Http404
    if request.method == "POST":
        try:
            acts.take_back(payment=found, author=request.user, now=timezone.now())
        except Refused as refusal:
            messages.error(request, say(refusal, words.REFUSALS))
        else:
            if found.cents < 0:
                said = _("Le remboursement est repris : la somme est de nouveau due au client.")
            else:
                said = _("Le paiement est repris : la facture est de nouveau à payer.")
            messages.success(request, said)
    return redirect("billing:invoice", found.invoice.number)
