"""Note what a customer put on their prepaid account, or what went back to them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.billing import acts, reads, words
from bocal.billing.pages.money_form import MoneyForm
from bocal.billing.rules import Means
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.look.templatetags.look import euros

FIELDS = {"no_amount": "cents", "advance_short": "cents", "advance_owed": "cents", "future": "day", "closed": "day"}


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def put_in(request: Request, customer: int) -> HttpResponse:
    found = reads.customer(customer)
    if found is None:
        raise Http404
    account = reads.prepaid_account(found)
    back = bool(request.GET.get("rendre"))
    initial = {
        "cents": account.free or None if back else None,
        "means": Means.TRANSFER if back else Means.CASH,
        "day": timezone.localdate(),
    }
    form = MoneyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = acts.put_in(
                customer=found,
                cents=data["cents"],
                means=Means(data["means"]),
                day=data["day"],
                author=request.user,
                key=str(data["key"]),
                now=timezone.now(),
                reference=data["reference"],
                back=back,
            )
        except Refused as refusal:
            form.add_error(FIELDS.get(refusal.code), say(refusal, words.REFUSALS))
        else:
            said = _("{amount} rendus.") if back else _("{amount} sont sur le compte prépayé.")
            said = said.format(amount=euros(abs(made.cents)))
            messages.success(request, said, extra_tags=f"undo:{made.voucher_id}")
            return redirect("billing:prepaid", customer)
    context = {"form": form, "account": account, "customer": found, "back": back}
    return render(request, "billing/pages/put_in.html", context)
