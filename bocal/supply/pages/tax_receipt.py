"""A tax receipt as it was issued, and the button that cancels it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals import words as journals_words
from bocal.journals.rules import Refused
from bocal.supply import words
from bocal.supply.acts import gifts as acts
from bocal.supply.reads import gifts as reads


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def tax_receipt(request: Request, pk: int) -> HttpResponse:
    """What it says; a POST cancels it, with the reason."""
    found = get_object_or_404(reads.receipts().select_related("replaces", "replaced_by", "agreement__processor"), pk=pk)
    if request.method == "POST":
        try:
            acts.cancel(found, why=request.POST.get("why", ""), by=request.user, now=timezone.now())
            messages.success(request, _("Le reçu {code} est annulé. Prévenez le donateur.").format(code=found))
        except Refused as refused:
            messages.error(request, journals_words.say(refused, words.REFUSALS))
        return redirect("supply:tax_receipt", pk)
    return render(request, "supply/pages/tax_receipt.html", {"receipt": found})
