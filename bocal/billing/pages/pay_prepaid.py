"""Pay an invoice with its customer's prepaid account: one tap, the customer's own or a desk's."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.billing import acts, reads, words
from bocal.billing.pages.invoice import PrepaidForm
from bocal.directory.doors import Request, enter, held
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.look.templatetags.look import euros

STAFF = (Desk.ACCOUNTS, Desk.DIRECTION)


@enter(Desk.ACCOUNTS, Desk.DIRECTION, Desk.CUSTOMER)
def pay_prepaid(request: Request, number: str) -> HttpResponse:
    mine = held(request)
    shown = reads.invoice(number, None if mine.any_of(STAFF) else mine.organisations(Desk.CUSTOMER))
    if shown is None:
        raise Http404
    form = PrepaidForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            paid = acts.pay_prepaid(
                invoice=shown.invoice,
                author=request.user,
                key=str(form.cleaned_data["key"]),
                now=now,
                day=timezone.localdate(now),
            )
        except Refused as refusal:
            messages.error(request, say(refusal, words.REFUSALS))
        else:
            said = _("{amount} payés avec le compte prépayé.").format(amount=euros(paid.cents))
            messages.success(request, said)
    return redirect("billing:invoice", number)
