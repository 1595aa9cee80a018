from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.billing import words as billing
from bocal.billing.rules import Means
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.house import acts
from bocal.journals.rules import Refused
from bocal.look.forms import DayField, EurosField, KeyField, PlainForm
from bocal.look.templatetags.look import euros, shortday
from bocal.membership import reads, words

_FIELDS = {"other_amount": "cents", "low_amount": "cents", "future": "day", "closed": "day", "already_member": "day"}


class JoinForForm(PlainForm):
    """A paper form, and the money that came with it."""

    key = KeyField()
    cents = EurosField(label=later("Cotisation"), lowest=1)
    day = DayField(label=later("Jour de l’adhésion"), latest=timezone.localdate)
    means = forms.ChoiceField(
        label=later("Payée comment ?"),
        choices=[("", later("pas encore payée")), *billing.MEANS_BY_HAND],
        required=False,
        widget=forms.RadioSelect,
    )
    reference = forms.CharField(
        label=later("Référence"), help_text=later("Numéro du chèque, par exemple."), max_length=80, required=False
    )

    def __init__(self, *args: Any, named: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cents"].help_text = named


@enter(Desk.SALES, Desk.DIRECTION)
def join_for(request: Request, pk: int) -> HttpResponse:
    """Make somebody a member who filled in a paper form, and note the cheque or the coins that came with it."""
    found = reads.organisation(pk)
    stands = next(iter(reads.standings([pk], request.user.pk, timezone.localdate())), None)
    if found is None or stands is None:
        raise Http404
    amounts = stands.amounts
    initial = {
        "key": stands.key,
        "day": timezone.localdate(),
        "cents": amounts[0].cents if amounts else stands.terms.least_cents,
    }
    named = " · ".join(f"{one.name} {euros(one.cents)}" for one in amounts)
    form = JoinForForm(request.POST or None, initial=initial, named=named)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = acts.join_for(
                member=found,
                cents=data["cents"],
                means=Means(data["means"]) if data["means"] else None,
                reference=data["reference"],
                day=data["day"],
                author=request.user,
                key=str(data["key"]),
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error(_FIELDS.get(refused.code), words.say(refused))
        else:
            said = _("{name} est adhérent jusqu’au {day}.").format(name=found.name, day=shortday(made.until))
            messages.success(request, said)
            return redirect("membership:member", pk)
    return render(request, "house/pages/join_for.html", {"form": form, "one": found, "stands": stands})
