"""One line of the bank: which invoice it pays, or that it pays none."""

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
from bocal.look.templatetags.look import euros


class LineForm(PlainForm):
    number = forms.ChoiceField(label=later("La facture qu’elle paie"))


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def bank_line(request: Request, pk: int) -> HttpResponse:
    line = reads.bank_line(pk)
    if line is None:
        raise Http404
    form = LineForm(request.POST if "number" in request.POST else None)
    owed = sorted(reads.owed_invoices(), key=lambda one: (one.left != line.cents, one.name, one.number))
    form.fields["number"].choices = [  # type: ignore[attr-defined]
        (one.number, f"{one.name} · {one.number} · {euros(one.left)}") for one in owed
    ]
    if request.method == "POST":
        try:
            if "aside" in request.POST:
                acts.set_aside(line=line, author=request.user, now=timezone.now())
                messages.success(request, _("La ligne est mise de côté : elle ne sera plus demandée."))
                return redirect("billing:bank")
            if form.is_valid():
                paid = acts.assign(
                    line=line, number=form.cleaned_data["number"], author=request.user, now=timezone.now()
                )
                said = _("{amount} notés.").format(amount=euros(paid.cents))
                messages.success(request, said, extra_tags=f"undo:{paid.voucher_id}")
                return redirect("billing:bank")
        except Refused as refused:
            messages.error(request, say(refused, words.REFUSALS))
    return render(request, "billing/pages/bank_line.html", {"line": line, "form": form, "owed": owed})
