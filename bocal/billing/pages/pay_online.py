"""Pay online: how much, then the provider's own page; and the page one comes back to."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.billing import acts, notices, reads, words
from bocal.billing.rules import prepaid
from bocal.billing.rules.online import MOST, OnlineState
from bocal.directory import doors
from bocal.directory.doors import Request, enter, held
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.look.forms import EurosField, KeyField, PlainForm


class OnlineForm(PlainForm):
    key = KeyField()
    cents = EurosField(label=later("Montant"), lowest=1)


@enter(Desk.CUSTOMER)
def pay_online(request: Request, customer: int) -> HttpResponse:
    mine = held(request).organisations(Desk.CUSTOMER)
    found = reads.customer(customer) if customer in mine else None
    collective = doors.collective(request)
    if found is None or collective is None:
        raise Http404
    number = request.GET.get("facture", "")[:20]
    shown = reads.invoice(number, [customer]) if number else None
    asked = request.GET.get("montant", "")
    cents = shown.left if shown else int(asked) if asked.isdecimal() and len(asked) < 7 else 0
    form = OnlineForm(request.POST or None, initial={"cents": min(cents, MOST) or None})
    down = False
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.ask(
                customer=found,
                cents=form.cleaned_data["cents"],
                label=f"{shown.invoice.number if shown else prepaid.code(customer)} · {collective.organisation.name}",
                person=request.user,
                key=str(form.cleaned_data["key"]),
                now=timezone.now(),
                page=lambda pk: import_string(settings.ORIGIN)() + reverse("billing:online", args=[pk]),
                invoice=shown.invoice if shown else None,
                back=_ours(request, request.GET.get("retour", "")),
            )
        except Refused as refused:
            down = refused.code.startswith("provider")
            form.add_error("cents" if refused.code == "bad_online_amount" else None, say(refused, words.REFUSALS))
        else:
            return redirect("billing:online", made.pk)
    context = {
        "form": form,
        "customer": found,
        "shown": shown,
        "down": down,
        "open": acts.provider() is not None,
        "iban": notices.grouped(collective.iban),
        "code": shown.invoice.number if shown else prepaid.code(customer),
        "back": _ours(request, request.GET.get("retour", "")),
    }
    return render(request, "billing/pages/pay_online.html", context)


def _ours(request: Request, address: str) -> str:
    """A page of ours to come back to; empty for an address of anybody else."""
    safe = len(address) <= 200 and address.startswith("/") and url_has_allowed_host_and_scheme(address, None)
    return address if safe else ""


@enter(Desk.CUSTOMER)
def online(request: Request, pk: int) -> HttpResponse:
    """What became of a payment: whoever comes back may be quicker than the provider's announcement."""
    found = reads.online_payment(pk, held(request).organisations(Desk.CUSTOMER))
    if found is None:
        raise Http404
    found = acts.look(online=found, now=timezone.now())
    if found.state == OnlineState.FAILED:
        messages.error(request, _("Le paiement en ligne n’a pas répondu : rien n’a été pris."))
    there = reads.prepaid_cents(found.customer_id)
    return render(request, "billing/pages/online.html", {"online": found, "there": there})
