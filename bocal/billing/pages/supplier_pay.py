"""Record what was paid to a supplier for an invoice."""

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

FIELDS = {"no_amount": "cents", "over_supplier_payment": "cents", "before_invoice": "day", "future": "day"}


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def supplier_pay(request: Request, pk: int) -> HttpResponse:
    invoice = reads.supplier_invoice(pk)
    if invoice is None:
        raise Http404
    left = reads.supplier_left(invoice)
    initial = {"cents": left or None, "means": Means.TRANSFER, "day": timezone.localdate()}
    form = MoneyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            paid = acts.pay_supplier(
                invoice=invoice,
                cents=data["cents"],
                means=Means(data["means"]),
                day=data["day"],
                author=request.user,
                key=str(data["key"]),
                now=timezone.now(),
                reference=data["reference"],
            )
        except Refused as refused:
            form.add_error(FIELDS.get(refused.code), say(refused, words.REFUSALS))
        else:
            said = _("{amount} payés.").format(amount=euros(paid.cents))
            messages.success(request, said, extra_tags=f"undo:{paid.voucher_id}")
            return redirect("billing:supplier", invoice.supplier_id)
    return render(request, "billing/pages/supplier_pay.html", {"form": form, "one": invoice, "left": left})
