from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.catalog.models import JarFormat
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.look.forms import KeyField, PiecesField, PlainForm, WeightField
from bocal.orders import acts, reads, words
from bocal.orders.reads import Sheet
from bocal.orders.rules import MOST


class JarsBackForm(PlainForm):
    """Empty jars, by format; more than were ever taken is asked about once."""

    key = KeyField()
    sure = forms.BooleanField(label=later("Oui, c’est bien ce nombre de bocaux"), required=False)

    def __init__(self, *args: Any, formats: list[JarFormat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.formats = formats
        for row in formats:
            self.fields[f"j{row.pk}"] = PiecesField(label=row.name, required=False, highest=MOST)

    def back(self) -> dict[int, int]:
        """Jar format → jars."""
        return {row.pk: self.cleaned_data.get(f"j{row.pk}") or 0 for row in self.formats}

    @property
    def jars(self) -> list[Any]:
        return [self[f"j{row.pk}"] for row in self.formats]


class HandForm(JarsBackForm):
    """Each line ticked, weighed where it must be; a line that is missing says 0."""

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        for line in sheet.lines:
            self.fields[f"n{line.pk}"] = PiecesField(label=line.name, initial=line.expected, highest=line.quantity)
            self.fields[f"t{line.pk}"] = forms.BooleanField(
                label=_("Remis : {name}").format(name=line.name), required=False
            )
            if line.weighed:
                self.fields[f"w{line.pk}"] = WeightField(label=_("Poids"), required=False)

    def clean(self) -> dict[str, Any]:
        """Nothing is forgotten: a line is ticked or says 0, and what is sold by weight is weighed."""
        found = super().clean() or {}
        for line in self.sheet.lines:
            count, name = found.get(f"n{line.pk}"), f"w{line.pk}"
            if not count:
                continue
            if not found.get(f"t{line.pk}"):
                self.add_error(f"t{line.pk}", _("Cochez « Remis », ou mettez 0 si cela manque."))
            if line.weighed and not found.get(name) and name not in self.errors:
                self.add_error(name, _("Il manque le poids. Plusieurs pesées : 0,9+0,95."))
        return found

    def given(self) -> dict[int, acts.Given]:
        """Order line → what is handed over."""
        found = self.cleaned_data
        return {
            line.pk: acts.Given(found[f"n{line.pk}"], found.get(f"w{line.pk}"))
            for line in self.sheet.lines
            if found[f"n{line.pk}"]
        }


@enter(Desk.POINT, Desk.SALES, Desk.DIRECTION)
def hand_over(request: Request, pk: int) -> HttpResponse:
    """One order at the table: tick, weigh, take the deposits, give back those of the empty jars, one button."""
    sheet = reads.order(pk)
    if sheet is None or sheet.order.slot is None:
        raise Http404
    formats = list(reads.deposit_formats())
    form = HandForm(request.POST or None, sheet=sheet, formats=formats)
    if request.method == "POST" and form.is_valid():
        try:
            posted = acts.hand_over(
                order=sheet.order,
                given=form.given(),
                jars_back=form.back(),
                sure=form.cleaned_data["sure"],
                person=request.user,
                key=str(form.cleaned_data["key"]),
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error("sure" if refused.code == "many_jars" else None, words.say(refused))
        else:
            said = _("{name} : commande remise.").format(name=sheet.customer.name)
            messages.success(request, said, extra_tags=f"undo:{posted.voucher.pk}")
            return redirect("orders:handing", sheet.order.sale_id, sheet.order.slot.point_id)
    rows = [
        (line, form[f"t{line.pk}"], form[f"n{line.pk}"], form[f"w{line.pk}"] if line.weighed else None)
        for line in sheet.lines
    ]
    context = {
        "form": form,
        "sheet": sheet,
        "rows": rows,
        "weights": sum(line.weighed for line in sheet.lines),
        "handed": reads.handed_lines(sheet),
        "ask_sure": "sure" in form.errors,
    }
    return render(request, "orders/pages/hand_over.html", context)
