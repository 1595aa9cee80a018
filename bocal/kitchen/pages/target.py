from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.kitchen.acts.wanting import set_targets
from bocal.kitchen.reads import needs
from bocal.kitchen.words.months import MONTHS
from bocal.look.forms import PiecesField, PlainForm, WeightField


class TargetForm(PlainForm):
    """A number of jars, or of kilos, for each month."""

    def __init__(self, *args: Any, by_weight: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, month in enumerate(MONTHS, start=1):
            self.fields[f"month_{number}"] = (
                WeightField(label=month, required=False, allow_zero=True)
                if by_weight
                else PiecesField(label=month, required=False, highest=1_000_000)
            )

    def jars(self) -> list[int]:
        """From January to December, jars or mg; a blank is none."""
        return [self.cleaned_data[f"month_{number}"] or 0 for number in range(1, 13)]


@enter(Desk.PRODUCTION, Desk.DIRECTION)
def target(request: Request, pk: int) -> HttpResponse:
    """The stock that one wants of a product, month by month."""
    row = needs.target_of(pk)
    if row is None:
        raise Http404
    first = {f"month_{number}": jars or None for number, jars in enumerate(row.jars, start=1)}
    form = TargetForm(request.POST or None, by_weight=row.by_weight, initial=first)
    if request.method == "POST" and form.is_valid():
        set_targets(row.product, jars=form.jars())
        messages.success(request, _("Stock voulu de %(product)s : écrit.") % {"product": row.product})
        return redirect("kitchen:targets")
    return render(request, "kitchen/pages/target.html", {"form": form, "row": row, "product": row.product})
