"""One line of the bank: which invoice it pays or gives back, or that it is none of them."""

from collections.abc import Sequence

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.billing import acts, reads, words
from bocal.billing.models import Advance, BankLine, Payment, SupplierPayment
from bocal.billing.rules.matching import Due, Owed
from bocal.billing.rules.prepaid import code, code_in
from bocal.directory.doors import Request, enter
from bocal.directory.models import Person
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.look.forms import PlainForm
from bocal.look.templatetags.look import euros


class LineForm(PlainForm):
    number = forms.ChoiceField(label=later("Ce qu’elle paie"))


class SpentForm(PlainForm):
    number = forms.ChoiceField(label=later("Ce qu’elle paie, ou rend à un client"))


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def bank_line(request: Request, pk: int) -> HttpResponse:
    line = reads.bank_line(pk)
    if line is None:
        raise Http404
    out, page = line.cents < 0, "billing:bank_spent" if line.cents < 0 else "billing:bank"
    form = (SpentForm if out else LineForm)(request.POST if "number" in request.POST else None)
    owed = _spent(line) if out else _come(line)
    form.fields["number"].choices = owed  # type: ignore[attr-defined]
    if request.method == "POST":
        try:
            if "aside" in request.POST:
                acts.set_aside(lines=[line.pk], author=request.user, now=timezone.now())
                messages.success(request, _("La ligne est mise de côté : elle ne sera plus demandée."))
                return redirect(page)
            if form.is_valid():
                paid = _note(line, form.cleaned_data["number"], request.user)
                said = _("{amount} notés.").format(amount=euros(abs(paid.cents)))
                messages.success(request, said, extra_tags=f"undo:{paid.voucher_id}")
                return redirect(page)
        except Refused as refused:
            form.add_error("number", say(refused, words.REFUSALS))
    context = {"line": line, "cents": abs(line.cents), "out": out, "form": form, "owed": owed}
    return render(request, "billing/pages/bank_line.html", context)


def _come(line: BankLine) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a line that came in may be: the payment of an invoice, or money on a prepaid account."""
    owed = reads.owed_invoices()
    people = {one.customer: one.name for one in owed} | {one.pk: one.name for one, _cents in reads.prepaid_accounts()}
    said = sorted(people.items(), key=lambda one: one[1])
    groups = (
        (_("Une facture"), _named(owed, line.cents)),
        (_("Un compte prépayé"), [(code(pk), name) for pk, name in said]),
    )
    return [(name, found) for name, found in groups if found]


def _spent(line: BankLine) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a line that went out may have paid, by who got it; groups with nothing in them are left out."""
    groups = (
        (_("À un fournisseur"), _named(reads.due_invoices(), -line.cents)),
        (_("Rendu à un client"), _named(reads.refundable_invoices(), -line.cents)),
        (_("Rendu d’un compte prépayé"), _accounts()),
    )
    return [(name, found) for name, found in groups if found]


def _accounts() -> list[tuple[str, str]]:
    return [(code(one.pk), f"{one.name} · {euros(cents)}") for one, cents in reads.prepaid_accounts()]


def _named(owed: Sequence[Owed | Due], cents: int) -> list[tuple[str, str]]:
    """Invoices to choose among, those of the amount first."""
    found = sorted(owed, key=lambda one: (one.left != cents, one.name, one.number))
    return [(one.named, f"{one.name} · {one.number} · {euros(one.left)}") for one in found]


def _note(line: BankLine, chosen: str, author: Person) -> Payment | SupplierPayment | Advance:
    if (customer := code_in(chosen)) is not None:
        return acts.assign_prepaid(line=line, customer=customer, author=author, now=timezone.now())
    # A supplier's invoice goes by its key, a customer's by its number.
    if chosen.isdecimal():
        return acts.assign_supplier(line=line, invoice=int(chosen), author=author, now=timezone.now())
    return acts.assign(line=line, number=chosen, author=author, now=timezone.now())
