"""The bank account that a supplier is paid on."""

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
from bocal.look.forms import PlainForm


class PayeeForm(PlainForm):
    iban = forms.CharField(
        label=later("IBAN de la ferme"),
        max_length=50,
        required=False,
        help_text=later("Tel qu’il est sur son RIB. Laissez vide pour l’oublier."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
    )


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def payee(request: Request, supplier: int) -> HttpResponse:
    found = reads.customer(supplier)
    if found is None:
        raise Http404
    form = PayeeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.note_account(supplier=found, iban=form.cleaned_data["iban"], author=request.user, now=timezone.now())
        except Refused as refused:
            form.add_error("iban", say(refused, words.REFUSALS))
        else:
            messages.success(request, _("C’est noté."))
            return redirect("billing:supplier", supplier)
    context = {"form": form, "supplier": found, "account": reads.payee_account(found)}
    return render(request, "billing/pages/payee.html", context)
