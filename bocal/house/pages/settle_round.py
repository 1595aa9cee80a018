from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.billing import reads as bills
from bocal.billing import words as billing_words
from bocal.billing.rules import sharing
from bocal.billing.rules.sharing import Terms
from bocal.directory.doors import Request, enter
from bocal.directory.models import Organisation
from bocal.directory.rules import Desk
from bocal.house import acts
from bocal.house.settling import Drafted, drafted, settlement_key
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.look.forms import NumberField, PlainForm
from bocal.orders import reads, words
from bocal.orders.rules.rhythm import State


class SettleForm(PlainForm):
    """What each farm gave to the distribution."""

    def __init__(self, farms: list[Organisation], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for farm in farms:
            self.fields[f"given_{farm.pk}"] = NumberField(label=farm.name, required=False, places=2, highest=9999)

    def given(self) -> dict[int, int]:
        """Farm → hundredths."""
        return {int(name.removeprefix("given_")): int(said * 100) for name, said in self.cleaned_data.items() if said}


@enter(Desk.SALES, Desk.ACCOUNTS, Desk.DIRECTION)
def settle_round(request: Request, pk: int) -> HttpResponse:
    """A round settled with its farms: what they brought, what the group keeps, what it pays for the distribution."""
    sale = reads.round_(pk)
    if sale is None:
        raise Http404
    if sale.state == State.SETTLED:
        return _settled(request, pk)
    if sale.state != State.HANDED_OVER:
        messages.error(request, words.say(Refused("round_moved_on")))
        return redirect("orders:sale", pk)
    rule = bills.terms()
    shares = drafted(sale, rule=rule)
    form = SettleForm([one.farm for one in shares], request.POST or None)
    if request.method == "POST" and form.is_valid():
        sold, _slash, kept = request.POST.get("expected", "").partition("/")
        read = (int(sold), int(kept)) if sold.isdecimal() and kept.isdecimal() and len(sold + kept) < 30 else (-1, -1)
        try:
            acts.settle_round(sale=sale, given=form.given(), expected=read, person=request.user, now=timezone.now())
        except Refused as refused:
            form.add_error(None, say(refused, billing_words.REFUSALS))
        else:
            messages.success(request, _("La vente est réglée : la prochaine facture de chaque ferme en tient compte."))
            return redirect("settle_round", pk)
    return render(
        request, "house/pages/settle_round.html", _draft(shares, rule, form) | {"sale": sale, "pot": reads.pot(sale)}
    )


def _draft(shares: list[Drafted], rule: Terms, form: SettleForm) -> dict[str, Any]:
    return {
        "form": form,
        "rows": [(one, form[f"given_{one.farm.pk}"]) for one in shares],
        "rule": rule,
        "per": dict(billing_words.PER_WHAT)[rule.per],
        "sums": sharing.sums([one.share for one in shares]),
    }


def _settled(request: Request, pk: int) -> HttpResponse:
    sale = reads.round_(pk)
    assert sale is not None
    found = bills.settlement(settlement_key(sale))
    lines = bills.settlement_lines(found) if found else []
    context = {
        "sale": sale,
        "found": found,
        "lines": lines,
        "sums": sharing.sums(lines),
        "pot": reads.pot(sale),
    }
    return render(request, "house/pages/settled_round.html", context)
