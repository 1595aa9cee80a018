"""What a customer's invoice would be, and the button that issues it."""

from datetime import date, timedelta

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.billing import acts, reads, rules, words
from bocal.directory import reads as directory
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk, VatProfile
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.look.forms import DayField, KeyField, PlainForm
from bocal.measure.money import Basis
from bocal.measure.period import parse_day
from bocal.measure.unreadable import Unreadable


class BillForm(PlainForm):
    key = KeyField()
    total = forms.IntegerField(widget=forms.HiddenInput)
    due_on = DayField(label=later("À payer avant le"))
    mail = forms.BooleanField(label=later("L’envoyer tout de suite au client, par e-mail"), required=False)


FIELDS = {"bad_due": "due_on", "no_address": "mail"}


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def bill(request: Request, customer: int, basis: str) -> HttpResponse:
    buyer, collective = reads.customer(customer), directory.collective()
    if buyer is None or collective is None or basis not in set(Basis):
        raise Http404
    # In whose name, when it is a farm's on mandate.
    said = request.GET.get("ferme", "")
    farm = reads.customer(int(said)) if said.isdecimal() and len(said) < 18 else None
    today = timezone.localdate()
    until = _until(request.GET.get("jusquau", ""), today)
    draft, refused = None, None
    try:
        profile = VatProfile(collective.vat_profile)
        draft = reads.draft(buyer, Basis(basis), profile, until=until, farm=farm.pk if farm else None)
    except Refused as refusal:
        refused = refusal
    if request.method == "POST":
        form = BillForm(request.POST)
        if form.is_valid():
            data = form.cleaned_data
            try:
                issued = acts.issue(
                    customer=buyer,
                    basis=Basis(basis),
                    until=until,
                    expected=data["total"],
                    author=request.user,
                    key=str(data["key"]),
                    now=timezone.now(),
                    due_on=data["due_on"],
                    mail=data["mail"],
                    farm=farm.pk if farm else None,
                )
            except Refused as refusal:
                form.add_error(FIELDS.get(refusal.code), say(refusal, words.REFUSALS))
            else:
                messages.success(request, _("{number} est faite.").format(number=issued))
                return redirect("billing:invoice", issued.number)
    else:
        form = BillForm(initial={"due_on": today + timedelta(days=rules.DUE_DAYS), "mail": bool(buyer.email)})
    context = {
        "customer": buyer,
        "farm": farm,
        "until": until,
        "form": form,
        "draft": draft,
        "lines": reads.rows(draft) if draft else [],
        "refused": say(refused, words.REFUSALS) if refused else "",
        "credit": draft is not None and draft.kind is rules.InvoiceKind.CREDIT_NOTE,
    }
    return render(request, "billing/pages/bill.html", context)


def _until(text: str, today: date) -> date:
    try:
        return min(parse_day(text), today)
    except Unreadable:
        return today
