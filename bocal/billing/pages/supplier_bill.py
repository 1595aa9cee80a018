"""Record the invoice that a supplier sent for what it brought."""

from django import forms
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
from bocal.look.forms import DayField, EurosField, KeyField, PlainForm
from bocal.look.templatetags.look import euros, shortday


class SupplierBillForm(PlainForm):
    key = KeyField()
    deliveries = forms.MultipleChoiceField(
        label=later("Ce qu’elle facture"), required=False, widget=forms.CheckboxSelectMultiple
    )
    number = forms.CharField(label=later("Numéro de la facture"), max_length=40)
    issued_on = DayField(label=later("Date de la facture"), latest=timezone.localdate)
    payable = EurosField(
        label=later("Total TTC"), help_text=later("Avec un moins devant si c’est un avoir."), signed=True
    )
    vat = EurosField(label=later("Dont TVA"), signed=True, required=False)
    gap_is_right = forms.BooleanField(label=later("L’écart est bien ce que dit la facture"), required=False)


FIELDS = {
    "supplier_number_known": "number",
    "no_amount": "payable",
    "amounts_apart": "payable",
    "bad_vat": "vat",
    "future": "issued_on",
    "too_old": "issued_on",
}


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def supplier_bill(request: Request, supplier: int) -> HttpResponse:
    found = reads.customer(supplier)
    if found is None:
        raise Http404
    deliveries = reads.expected(found)
    form = SupplierBillForm(
        request.POST or None,
        initial={"issued_on": timezone.localdate(), "deliveries": [str(one.voucher) for one in deliveries]},
    )
    form.fields["deliveries"].choices = [  # type: ignore[attr-defined]
        (str(one.voucher), f"{shortday(one.day)} · {one.what[:100]} · {euros(one.cents)}") for one in deliveries
    ]
    apart = False
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            invoice = acts.note_supplier_invoice(
                supplier=found,
                number=data["number"],
                issued_on=data["issued_on"],
                payable=data["payable"],
                vat=data["vat"] or 0,
                deliveries=[int(pk) for pk in data["deliveries"]],
                author=request.user,
                key=str(data["key"]),
                now=timezone.now(),
                gap_is_right=data["gap_is_right"],
            )
        except Refused as refused:
            apart = refused.code == "amounts_apart"
            form.add_error(FIELDS.get(refused.code), say(refused, words.REFUSALS))
        else:
            said = _("La facture {number} est notée.").format(number=invoice.number)
            messages.success(request, said, extra_tags=f"undo:{invoice.voucher_id}")
            return redirect("billing:supplier", found.pk)
    apart = apart or bool(form["gap_is_right"].value())
    context = {"form": form, "supplier": found, "deliveries": deliveries, "apart": apart}
    return render(request, "billing/pages/supplier_bill.html", context)
