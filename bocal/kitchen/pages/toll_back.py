from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.catalog.rules import Dimension
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk, VatProfile
from bocal.journals.models import Stock
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.kitchen import words
from bocal.kitchen.acts import tolling
from bocal.kitchen.reads import collective
from bocal.kitchen.reads import toll as reads
from bocal.kitchen.rules.toll import TollWork
from bocal.kitchen.words import bench
from bocal.look.forms import KeyField, PiecesField, PlainForm, PriceField, WeightField


class BackForm(PlainForm):
    """What leaves, lot by lot, and the price of the work."""

    per = forms.ChoiceField(label=later("Le travail se compte"), choices=bench.TOLL_BASES, widget=forms.RadioSelect)
    unit_price = PriceField(label=later("Prix du travail, hors TVA"), required=False)
    sorting_price = PriceField(
        label=later("Tri et conservation de ce qui repart cru, hors TVA, au kilo"), required=False
    )
    note = forms.CharField(label=later("Note"), required=False, max_length=300)
    key = KeyField()

    def __init__(self, *args: Any, rows: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows: list[tuple[str, Stock]] = []
        for row in rows:
            if row.may_go:
                name = f"q-{row.lot_id}-{row.place_id}"
                weighed = row.lot.item.dimension == Dimension.MASS
                label = later("Repart")
                self.fields[name] = (
                    WeightField(label=label, required=False, allow_zero=True)
                    if weighed
                    else PiecesField(label=label, required=False)
                )
                self.rows.append((name, row))

    def leaving(self) -> list[tolling.Leaving]:
        """What was written; a blank stays."""
        return [
            tolling.Leaving(row.lot_id, row.place_id, self.cleaned_data[name])
            for name, row in self.rows
            if self.cleaned_data.get(name)
        ]


@enter(Desk.PRODUCTION, Desk.ACCOUNTS, Desk.DIRECTION)
def toll_back(request: Request, pk: int) -> HttpResponse:
    """Give a farm its goods back; the work is billed with the rest."""
    farm = next((one for one in reads.farms() if one.pk == pk), None)
    if farm is None:
        raise Http404
    rows = reads.goods(farm)
    first: dict[str, Any] = {"per": TollWork.JAR, "unit_price": reads.last_price(farm)}
    first |= {f"q-{row.lot_id}-{row.place_id}": row.quantity for row in rows if row.made}  # type: ignore[attr-defined]
    form = BackForm(request.POST or None, rows=rows, initial=first)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            posted = tolling.give_back(
                farm,
                leaving=form.leaving(),
                per=TollWork(said["per"]),
                unit_price=said["unit_price"] or Decimal(0),
                sorting_price=said["sorting_price"] or Decimal(0),
                author=request.user,
                key=str(said["key"]),
                now=timezone.now(),
                note=said["note"],
            )
        except Refused as refused:
            form.add_error(None, say(refused, words.REFUSALS))
        else:
            undo = f"undo:{posted.voucher.pk}"
            if said["unit_price"] or said["sorting_price"]:
                text = _("Rendu à %(farm)s : le bon est prêt à signer.") % {"farm": farm}
                messages.success(request, text, extra_tags=undo)
            else:
                text = _("Rendu à %(farm)s, sans prix : ce travail ne sera pas facturé. Le bon est prêt à signer.")
                messages.warning(request, text % {"farm": farm}, extra_tags=undo)
            return redirect("kitchen:toll")
    shown = [(row, form[name]) for name, row in form.rows]
    stay = [row for row in rows if not row.may_go]  # type: ignore[attr-defined]
    bears = VatProfile(collective().vat_profile).bills_vat
    context = {"farm": farm, "form": form, "rows": shown, "stay": stay, "bears": bears}
    return render(request, "kitchen/pages/toll_back.html", context)
