from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory import reads as directory
from bocal.directory.doors import Request, enter
from bocal.directory.models import Organisation
from bocal.directory.rules import CUSTOMERS, Desk
from bocal.journals.rules import Refused
from bocal.orders import acts, reads, words
from bocal.orders.pages.hand_over import JarsBackForm


class EmptiesForm(JarsBackForm):
    customer = forms.ModelChoiceField(label=later("Qui les rapporte ?"), queryset=Organisation.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = directory.organisations(*sorted(CUSTOMERS))
        self.fields["customer"].queryset = found  # type: ignore[attr-defined]
        named = [(one.pk, label) for one, label in directory.told_apart(found)]
        self.fields["customer"].choices = [("", "---------"), *named]  # type: ignore[attr-defined]


@enter(Desk.POINT, Desk.SALES, Desk.RECEPTION, Desk.DIRECTION)
def empties(request: Request) -> HttpResponse:
    """Empty jars come back without an order: their deposits are owed."""
    form = EmptiesForm(request.POST or None, formats=list(reads.deposit_formats()))
    if request.method == "POST" and form.is_valid():
        customer = form.cleaned_data["customer"]
        try:
            posted = acts.take_jars_back(
                customer=customer,
                jars_back=form.back(),
                sure=form.cleaned_data["sure"],
                person=request.user,
                key=str(form.cleaned_data["key"]),
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error("sure" if refused.code == "many_jars" else None, words.say(refused))
        else:
            said = _("{name} : bocaux rendus, consignes à déduire de sa prochaine facture.").format(name=customer.name)
            messages.success(request, said, extra_tags=f"undo:{posted.voucher.pk}")
            return redirect("orders:empties")
    return render(request, "orders/pages/empties.html", {"form": form, "ask_sure": "sure" in form.errors})
