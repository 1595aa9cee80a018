"""The accounts: what each stands at, and its lines."""

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.journals import reads, words
from bocal.look.forms import DayField, PlainForm


class MoneyForm(PlainForm):
    """What is looked for; it stands in the address, so that it can be kept or sent."""

    compte = forms.ChoiceField(
        label=later("Compte"),
        required=False,
        choices=[
            ("", later("tous")),
            *((account, format_lazy("{} {}", account, label)) for account, label in words.ACCOUNTS),
        ],
    )
    du = DayField(label=later("Du"), required=False)
    au = DayField(label=later("Au"), required=False)


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def money(request: HttpRequest) -> HttpResponse:
    """Newest first, with the balance of each account over the days chosen."""
    form = MoneyForm(request.GET)
    form.is_valid()
    data = form.cleaned_data
    rows = reads.money_lines(account=data.get("compte") or "", since=data.get("du"), until=data.get("au"))
    shown = Paginator(rows, 50).get_page(request.GET.get("page"))
    context = {"form": form, "shown": shown, "balances": reads.balances(rows), "filtered": any(data.values())}
    return render(request, "journals/pages/money.html", context)
