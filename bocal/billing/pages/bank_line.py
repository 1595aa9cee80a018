"""One line of the bank: which invoice it pays, or that it pays none."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.billing import acts, reads, words
from bocal.billing.models import BankLine, Payment, SupplierPayment
from bocal.directory.doors import Request, enter
from bocal.directory.models import Person
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.look.forms import PlainForm
from bocal.look.templatetags.look import euros


class LineForm(PlainForm):
    number = forms.ChoiceField(label=later("La facture qu’elle paie"))


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def bank_line(request: Request, pk: int) -> HttpResponse:
    line = reads.bank_line(pk)
    if line is None:
        raise Http404
    out, page = line.cents < 0, "billing:bank_spent" if line.cents < 0 else "billing:bank"
    form = LineForm(request.POST if "number" in request.POST else None)
    owed = _owed(line)
    form.fields["number"].choices = owed  # type: ignore[attr-defined]
    if request.method == "POST":
        try:
            if "aside" in request.POST:
                acts.set_aside(lines=[line.pk], author=request.user, now=timezone.now())
                messages.success(request, _("La ligne est mise de côté : elle ne sera plus demandée."))
                return redirect(page)
            if form.is_valid():
                paid = _note(line, form.cleaned_data["number"], request.user)
                said = _("{amount} notés.").format(amount=euros(paid.cents))
                messages.success(request, said, extra_tags=f"undo:{paid.voucher_id}")
                return redirect(page)
        except Refused as refused:
            form.add_error("number", say(refused, words.REFUSALS))
    context = {"line": line, "cents": abs(line.cents), "out": out, "form": form, "owed": owed}
    return render(request, "billing/pages/bank_line.html", context)


def _owed(line: BankLine) -> list[tuple[str, str]]:
    """The invoices that a line may pay, those of its amount first."""
    if line.cents > 0:
        owed = sorted(reads.owed_invoices(), key=lambda one: (one.left != line.cents, one.name, one.number))
        return [(one.number, f"{one.name} · {one.number} · {euros(one.left)}") for one in owed]
    due = sorted(reads.due_invoices(), key=lambda one: (one.left != -line.cents, one.name, one.number))
    return [(str(one.key), f"{one.name} · {one.number} · {euros(one.left)}") for one in due]


def _note(line: BankLine, chosen: str, author: Person) -> Payment | SupplierPayment:
    if line.cents > 0:
        return acts.assign(line=line, number=chosen, author=author, now=timezone.now())
    return acts.assign_supplier(line=line, invoice=int(chosen), author=author, now=timezone.now())
