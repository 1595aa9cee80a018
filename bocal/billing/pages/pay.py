"""Record what came for an invoice, or what went back for a credit note."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.billing import acts, reads, words
from bocal.billing.pages.money_form import MoneyForm
from bocal.billing.rules import Means
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.look.templatetags.look import euros


class PayForm(MoneyForm):
    more_is_credit = forms.BooleanField(
        label=later("J’ai reçu plus : garder le surplus en avance sur ses prochaines factures"), required=False
    )

    def __init__(self, *args: Any, means: Sequence[tuple[Means, str | Promise]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["means"].choices = means  # type: ignore[attr-defined]


FIELDS = {
    "no_amount": "cents",
    "over_payment": "cents",
    "refund_too_large": "cents",
    "before_invoice": "day",
    "future": "day",
    "advance_short": "cents",
}


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def pay(request: Request, number: str) -> HttpResponse:
    shown = reads.invoice(number)
    if shown is None:
        raise Http404
    back = shown.credit_note or bool(request.GET.get("rendre") and shown.refundable)
    asked = shown.refundable if back else shown.left
    over = False
    there = reads.prepaid_cents(shown.invoice.customer_id)
    means: list[tuple[Means, str | Promise]] = list(words.MEANS_BY_HAND)
    if there > 0 or back:
        label = _("compte prépayé ({amount})").format(amount=euros(there))
        means.append((Means.PREPAID, label))
    if request.method == "POST":
        form = PayForm(request.POST, means=means)
        if form.is_valid():
            data: dict[str, Any] = form.cleaned_data
            try:
                payment = acts.pay(
                    invoice=shown.invoice,
                    cents=data["cents"],
                    means=Means(data["means"]),
                    day=data["day"],
                    author=request.user,
                    key=str(data["key"]),
                    now=timezone.now(),
                    reference=data["reference"],
                    more_is_credit=data["more_is_credit"],
                    back=back,
                )
            except Refused as refusal:
                over = refusal.code == "over_payment"
                form.add_error(FIELDS.get(refusal.code), say(refusal, words.REFUSALS))
            else:
                said = _("{amount} notés.") if payment.cents > 0 else _("{amount} remboursés.")
                said = said.format(amount=euros(abs(payment.cents)))
                messages.success(request, said, extra_tags=f"undo:{payment.voucher_id}")
                return redirect("billing:invoice", number)
    else:
        initial = {"cents": asked or None, "means": Means.TRANSFER, "day": timezone.localdate()}
        form = PayForm(initial=initial, means=means)
    over = over or bool(form["more_is_credit"].value())
    context = {"shown": shown, "one": shown.invoice, "form": form, "asked": asked, "over": over, "back": back}
    return render(request, "billing/pages/pay.html", context)
