"""Note an expense with its proof; see it, mend it, count it in this project or withdraw it."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.funding import acts, reads, words
from bocal.funding.models import BudgetLine, Expense, Project
from bocal.funding.pages.finding import find, find_expense
from bocal.funding.rules import MAX_PROOF, PaidBy
from bocal.journals.rules import Refused
from bocal.look.forms import DayField, EurosField, KeyField, NumberField, PlainForm, UploadField

_FIELDS = {
    "future": "day",
    "outside_project": "day",
    "bad_net": "net",
    "too_eligible": "eligible",
    "paid_in_future": "paid_on",
    "over_shared": "share",
    "no_share": "share",
    "other_line": "line",
    "empty_proof": "file",
    "large_proof": "file",
    "bad_proof": "file",
}


class ExpenseForm(PlainForm):
    """What the supplier's invoice says, and what of it is this project's."""

    key = KeyField()
    label = forms.CharField(label=later("Quoi"), max_length=120)
    supplier = forms.CharField(label=later("Fournisseur"), max_length=120)
    number = forms.CharField(label=later("Numéro de la facture"), max_length=60, required=False)
    day = DayField(label=later("Date de la facture"))
    gross = EurosField(label=later("Montant payé, taxes comprises"), lowest=1)
    net = EurosField(label=later("Montant hors taxe"), lowest=0, required=False, help_text=later("Vide : sans TVA."))
    eligible = EurosField(
        label=later("Part éligible"),
        lowest=0,
        required=False,
        help_text=later("Ce que les financeurs acceptent ; vide : tout."),
    )
    paid_on = DayField(label=later("Payée le"), required=False, help_text=later("Laissez vide tant qu’elle est due."))
    paid_by = forms.ChoiceField(label=later("Payée par"), choices=[("", ""), *words.PAID_BY], required=False)
    line: forms.ModelChoiceField[BudgetLine] = forms.ModelChoiceField(
        label=later("Ligne du budget"), queryset=None, required=False, empty_label=later("aucune")
    )
    share = NumberField(
        label=later("Part pour ce projet"),
        highest=100,
        places=2,
        unit_sign="%",
        initial=Decimal(100),
        help_text=later("Une dépense partagée entre projets ne compte jamais plus de 100 % en tout."),
    )
    file = UploadField(
        label=later("La facture"),
        help_text=later("Un PDF ou une photo, jusqu’à 5 Mo. Seules la direction et la comptabilité la voient."),
        extensions=("pdf", "jpg", "jpeg", "png"),
        max_bytes=MAX_PROOF,
        required=False,
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].queryset = project.lines.all()  # type: ignore[attr-defined]

    def bill(self) -> acts.Bill:
        """What the paper says."""
        data = self.cleaned_data
        whole = data["gross"]
        return acts.Bill(
            label=data["label"],
            supplier=data["supplier"],
            number=data["number"],
            day=data["day"],
            net=whole if data["net"] is None else data["net"],
            gross=whole,
            eligible=whole if data["eligible"] is None else data["eligible"],
            paid_on=data["paid_on"],
            paid_by=PaidBy(data["paid_by"]) if data["paid_by"] else None,
        )

    @property
    def share_bp(self) -> int:
        """The share in basis points."""
        return int(self.cleaned_data["share"] * 100)


@enter(Desk.DIRECTION, Desk.ACCOUNTS)
def expense_new(request: Request, pk: int) -> HttpResponse:
    """Note an expense, or count here a share of one that another project counts in part."""
    found = find(pk)
    form = ExpenseForm(request.POST or None, request.FILES or None, project=found)
    if request.method == "POST" and form.is_valid():
        try:
            made = _note(request, found, form)
        except Refused as refused:
            form.add_error(_FIELDS.get(refused.code), words.say(refused))
        else:
            messages.success(request, _("La dépense « {label} » est notée.").format(label=made.label))
            return redirect("funding:project", pk)
    context = {"project": found, "form": form, "others": reads.to_link(found)}
    return render(request, "funding/pages/expense_new.html", context)


@enter(Desk.DIRECTION, Desk.ACCOUNTS)
def expense(request: Request, pk: int, expense: int) -> HttpResponse:
    """An expense as this project counts it; said again, all of it may change."""
    found, one = find(pk), find_expense(expense)
    shares = list(reads.shares_of(one))
    mine = next((share for share in shares if share.project_id == pk), None)
    if request.method == "POST" and "withdraw" in request.POST:
        acts.withdraw_expense(one, now=timezone.now())
        messages.success(request, _("La dépense ne compte plus : elle reste gardée comme notée par erreur."))
        return redirect("funding:project", pk)
    form = ExpenseForm(
        request.POST or None, request.FILES or None, project=found, initial=_said(one, mine.share_bp if mine else 0)
    )
    if mine and mine.line_id:
        form.fields["line"].initial = mine.line_id
    if request.method == "POST" and form.is_valid():
        try:
            _change(found, one, form)
        except Refused as refused:
            form.add_error(_FIELDS.get(refused.code), words.say(refused))
        else:
            messages.success(request, _("C’est enregistré."))
            return redirect("funding:project", pk)
    context = {
        "project": found,
        "one": one,
        "form": form,
        "shares": shares,
        "mine": mine,
        "proof": reads.proof_name(one),
    }
    return render(request, "funding/pages/expense.html", context)


def _note(request: Request, project: Project, form: ExpenseForm) -> Expense:
    sent = form.cleaned_data["file"]
    return acts.note_proven(
        project,
        form.bill(),
        share_bp=form.share_bp,
        line=form.cleaned_data["line"],
        file=(sent.name, sent.read()) if sent else None,
        author=request.user,
        key=str(form.cleaned_data["key"]),
        now=timezone.now(),
    )


def _change(project: Project, one: Expense, form: ExpenseForm) -> None:
    sent = form.cleaned_data["file"]
    acts.change_proven(
        project,
        one,
        form.bill(),
        share_bp=form.share_bp,
        line=form.cleaned_data["line"],
        file=(sent.name, sent.read()) if sent else None,
        now=timezone.now(),
    )


def _said(one: Expense, share_bp: int) -> dict[str, Any]:
    return {
        "label": one.label,
        "supplier": one.supplier,
        "number": one.number,
        "day": one.day,
        "gross": one.gross_cents,
        "net": one.net_cents,
        "eligible": one.eligible_cents,
        "paid_on": one.paid_on,
        "paid_by": one.paid_by,
        "share": Decimal(share_bp) / 100,
    }
