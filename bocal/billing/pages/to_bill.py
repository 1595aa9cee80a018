"""Who may be billed, up to a day; and the gesture that bills them all, or those that are ticked."""

from datetime import date, timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bocal.billing import acts, reads, rules, words
from bocal.billing.acts.batching import Choice
from bocal.directory import reads as directory
from bocal.directory.doors import Request, collective, enter
from bocal.directory.rules import Desk, VatProfile
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.look.forms import DayField, KeyField, PlainForm
from bocal.measure.money import Basis


class UntilForm(PlainForm):
    jusquau = DayField(label=_("Remises jusqu’au"), latest=timezone.localdate)


class BatchForm(PlainForm):
    key = KeyField()
    until = DayField(widget=forms.HiddenInput)
    due_on = DayField(label=_("À payer avant le"))
    mail = forms.BooleanField(label=_("Envoyer chaque facture par e-mail à qui a une adresse"), required=False)


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def to_bill(request: Request) -> HttpResponse:
    today = timezone.localdate()
    until_form = UntilForm(request.GET if "jusquau" in request.GET else {"jusquau": today.isoformat()})
    until = until_form.cleaned_data["jusquau"] if until_form.is_valid() else today
    month_end = today.replace(day=1) - timedelta(days=1)
    form = BatchForm(initial={"until": until, "due_on": today + timedelta(days=rules.DUE_DAYS), "mail": True})
    if request.method == "POST":
        form = BatchForm(request.POST)
        if form.is_valid():
            data = form.cleaned_data
            try:
                batch = acts.start_batch(
                    choices=_chosen(request),
                    until=data["until"],
                    due_on=data["due_on"],
                    mail=data["mail"],
                    author=request.user,
                    key=str(data["key"]),
                    now=timezone.now(),
                )
            except Refused as refused:
                form.add_error("due_on" if refused.code == "bad_due" else None, say(refused, words.REFUSALS))
            else:
                return redirect("billing:batch", batch.pk)
    ours = collective(request)
    waiting = reads.waiting(until=until, profile=VatProfile(ours.vat_profile) if ours else None)
    ticked = set(request.POST.getlist("doc")) if request.method == "POST" else None
    names = {one.pk: label for one, label in directory.told_apart({one.customer for one in waiting})}
    context = {
        "until_form": until_form,
        "form": form,
        "until": until,
        "month_end": _month_end(until, month_end),
        "waiting": [
            (one, names[one.customer.pk], ticked is None or _value(one) in ticked, _value(one)) for one in waiting
        ],
        "total": sum(one.cents for one in waiting),
        "misfits": sum(one.misfit for one in waiting),
        "unreachable": sum(not one.customer.email for one in waiting),
        "running": reads.running_batch(),
    }
    return render(request, "billing/pages/to_bill.html", context)


def _month_end(until: date, month_end: date) -> date | None:
    return month_end if until != month_end else None


def _value(one: reads.Waiting) -> str:
    return f"{one.customer.pk} {one.basis} {one.cents} {one.farm.pk if one.farm else 0}"


def _chosen(request: HttpRequest) -> list[Choice]:
    found = []
    for value in request.POST.getlist("doc"):
        customer, _space, rest = value.partition(" ")
        basis, _space, rest = rest.partition(" ")
        cents, _space, farm = rest.partition(" ")
        keys = customer.isdecimal() and len(customer) < 18 and (farm or "0").isdecimal() and len(farm) < 18
        if keys and basis in set(Basis) and cents.lstrip("-").isdecimal():
            found.append(Choice(int(customer), Basis(basis), int(cents[:15]), int(farm or 0) or None))
    return found
