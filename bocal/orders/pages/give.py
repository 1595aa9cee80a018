import re
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.catalog.rules import Dimension
from bocal.directory import reads as directory
from bocal.directory.doors import Request, enter
from bocal.directory.models import Organisation
from bocal.directory.rules import RECIPIENTS, Desk
from bocal.journals.rules import Refused
from bocal.look.forms import KeyField, PiecesField, PlainForm, WeightField
from bocal.orders import acts, reads, words
from bocal.orders.reads import Available

_ITEM = re.compile(r"i([1-9][0-9]{0,17})")


class GiveForm(PlainForm):
    """To whom, and how much of what may be given."""

    key = KeyField()
    party = forms.ModelChoiceField(label=later("À qui donnez-vous ?"), queryset=Organisation.objects.none())
    note = forms.CharField(label=later("Pourquoi, pour quoi"), required=False, max_length=200)
    search = forms.CharField(label=later("Chercher un produit"), required=False, max_length=80)

    def __init__(self, *args: Any, stock: list[Available], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stock = stock
        found = directory.organisations(*sorted(RECIPIENTS))
        self.fields["party"].queryset = found  # type: ignore[attr-defined]
        today = timezone.localdate()
        told = directory.told_apart(found)
        # Food aid without its habilitation is said so and not refused: whoever gives decides.
        self.unready = {one.pk for one, _label in told if directory.unready(one, today=today)}
        lacking = _("{name} (sans habilitation)")
        named = [(one.pk, lacking.format(name=label) if one.pk in self.unready else label) for one, label in told]
        self.fields["party"].choices = [("", "---------"), *named]  # type: ignore[attr-defined]
        for row in stock:
            if row.item.dimension == Dimension.COUNT:
                field: forms.Field = PiecesField(label=row.item.name, required=False, highest=row.quantity)
            else:
                field = WeightField(label=row.item.name, required=False, highest=row.quantity)
            self.fields[f"i{row.item.pk}"] = field

    def quantities(self) -> dict[int, int]:
        """Item → quantity in its own unit."""
        return {row.item.pk: self.cleaned_data.get(f"i{row.item.pk}") or 0 for row in self.stock}


@enter(Desk.SALES, Desk.DIRECTION)
def give(request: Request) -> HttpResponse:
    """Give released goods without payment: to food aid, a centre, a household."""
    collective = directory.collective()
    if collective is None:
        raise Http404
    now = timezone.now()
    chosen = [int(pk[1]) for name, text in request.POST.items() if str(text).strip() and (pk := _ITEM.fullmatch(name))]
    search = request.POST.get("search", "")
    today = timezone.localdate(now)
    stock, more = reads.free_stock(collective.organisation, today, to_give=True, search=search, chosen=chosen)
    # Another search keeps what was typed, and says nothing of what is not typed yet.
    again = "see" in request.POST
    form = GiveForm(request.POST or None, stock=stock)
    valid = request.method == "POST" and form.is_valid()
    if again:
        form.errors.clear()
    elif valid:
        party = form.cleaned_data["party"]
        try:
            posted = acts.give(
                party=party,
                quantities=form.quantities(),
                note=form.cleaned_data["note"],
                person=request.user,
                key=str(form.cleaned_data["key"]),
                now=now,
            )
        except Refused as refused:
            form.add_error(None, words.say(refused))
        else:
            said = _("Le don à {name} est noté.").format(name=party.name)
            messages.success(request, said, extra_tags=f"undo:{posted.voucher.pk}")
            if party.pk in form.unready:
                warning = _("« {name} » n’a pas d’habilitation à l’aide alimentaire en cours : demandez-la.")
                messages.warning(request, warning.format(name=party.name))
            return redirect("orders:give")
    rows = [(row, form[f"i{row.item.pk}"]) for row in stock]
    context = {"form": form, "rows": rows, "more": more, "searching": bool(search) or more > 0}
    return render(request, "orders/pages/give.html", context)
