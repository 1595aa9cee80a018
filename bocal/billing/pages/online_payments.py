"""What was paid online, what goes back to a card, and what the provider sent to the bank."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.billing import acts, reads, words
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.look.forms import EurosField, PlainForm
from bocal.look.templatetags.look import euros


class BackForm(PlainForm):
    cents = EurosField(label=later("Montant à rendre"), lowest=1)


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def online_payments(request: Request) -> HttpResponse:
    if request.method == "POST":
        said = request.POST.get("payout", "")
        payout = reads.payout(int(said)) if said.isdecimal() and len(said) < 18 else None
        if payout is None:
            raise Http404
        now = timezone.now()
        try:
            done = acts.payout_arrived(payout=payout, day=timezone.localdate(now), author=request.user, now=now)
        except Refused as refused:
            messages.error(request, say(refused, words.REFUSALS))
        else:
            messages.success(request, _("Le versement est noté."), extra_tags=f"undo:{done.voucher_id}")
        return redirect("billing:online_payments")
    context = {
        "rows": reads.online_payments(),
        "payouts": list(reads.payouts()[:50]),
        "open": acts.provider() is not None,
    }
    return render(request, "billing/pages/online_payments.html", context)


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def online_back(request: Request, pk: int) -> HttpResponse:
    """Money of an online payment goes back to the card that it came from."""
    found = reads.online_payment(pk)
    if found is None or found.paid - found.refunded <= 0:
        raise Http404
    account = reads.prepaid_account(found.customer)
    left = min(account.free, found.paid - found.refunded)
    form = BackForm(request.POST or None, initial={"cents": left or None})
    if request.method == "POST" and form.is_valid():
        cents = form.cleaned_data["cents"]
        try:
            acts.give_back(online=found, cents=cents, now=timezone.now())
        except Refused as refused:
            form.add_error("cents", say(refused, words.REFUSALS))
        else:
            messages.success(request, _("{amount} repartent sur la carte.").format(amount=euros(cents)))
            return redirect("billing:online_payments")
    context = {"form": form, "online": found, "account": account, "left": left}
    return render(request, "billing/pages/online_back.html", context)
