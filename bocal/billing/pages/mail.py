"""Send an invoice again."""

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
def mail(request: Request, number: str) -> HttpResponse:
    shown = reads.invoice(number)
    if shown is None:
        raise Http404
    if request.method == "POST":
        try:
            acts.mail(invoice=shown.invoice, now=timezone.now())
        except Refused as refusal:
            messages.error(request, say(refusal, words.REFUSALS))
        else:
            email = shown.invoice.customer.email
            messages.success(request, _("{number} part à {email}.").format(number=number, email=email))
    return redirect("billing:invoice", number)
