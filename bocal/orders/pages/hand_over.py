from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bocal.catalog.models import JarFormat
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.look import offline
from bocal.look.forms import KeyField, PiecesField, PlainForm, WeightField
from bocal.orders import acts, reads, words
from bocal.orders.pages import later
from bocal.orders.reads import Line, Sheet
from bocal.orders.rules import MOST


class JarsBackForm(PlainForm):
    """Empty jars, by format; more than were ever taken is asked about once."""

    key = KeyField()
    sure = forms.BooleanField(label=gettext_lazy("Oui, c’est bien ce nombre de bocaux"), required=False)

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

    # The order's as it was read, which may have been long ago.
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        self.initial["version"] = sheet.order.version
        crates = reads.packed(line.pk for line in sheet.lines) if not self.is_bound else {}
        for line in sheet.lines:
            crate = crates.get(line.pk)
            self.fields[f"n{line.pk}"] = PiecesField(
                label=line.name,
                initial=crates[line.pk].count if line.pk in crates else line.expected,
                highest=line.quantity,
            )
            self.fields[f"t{line.pk}"] = forms.BooleanField(
                label=_("Remis : {name}").format(name=line.name), required=False, initial=crate is not None
            )
            if line.weighed:
                self.fields[f"w{line.pk}"] = WeightField(
                    label=_("Poids"), required=False, initial=crates[line.pk].weighing if line.pk in crates else None
                )

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

    def handed(self, *, unchanged: bool = True) -> acts.Handed:
        """All that the form says; `unchanged` false when a person has looked at the order as it stands now."""
        found = self.cleaned_data
        return acts.Handed(self.given(), self.back(), found["sure"], found.get("version") if unchanged else None)

    def rows(self) -> list[tuple[Line, Any, Any, Any]]:
        """Each line with its tick, its count and its weight."""
        return [
            (line, self[f"t{line.pk}"], self[f"n{line.pk}"], self[f"w{line.pk}"] if line.weighed else None)
            for line in self.sheet.lines
        ]


@enter(Desk.POINT, Desk.SALES, Desk.DIRECTION)
@offline.comes_later
def hand_over(request: Request, pk: int) -> HttpResponse:
    """One order at the table: tick, weigh, take the deposits, give back those of the empty jars, one button."""
    sheet = reads.order(pk)
    if offline.came_later(request):
        return _noted(request, pk, sheet)
    if sheet is None or sheet.order.slot is None:
        raise Http404
    form = HandForm(request.POST or None, sheet=sheet, formats=list(reads.deposit_formats()))
    if request.method == "POST" and form.is_valid():
        handed = form.handed()
        try:
            posted = acts.hand_over(
                order=sheet.order,
                given=handed.given,
                jars_back=handed.jars_back,
                sure=handed.sure,
                version=handed.version,
                person=request.user,
                key=str(form.cleaned_data["key"]),
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error("sure" if refused.code == "many_jars" else None, words.say(refused))
        else:
            said = _("{name} : commande remise.").format(name=sheet.customer.name)
            messages.success(request, said, extra_tags=f"undo:{posted.voucher.pk}")
            return offline.done(request, "orders:handing", sheet.order.sale_id, sheet.order.slot.point_id)
    context = {
        "form": form,
        "sheet": sheet,
        "weights": sum(line.weighed for line in sheet.lines),
        "handed": reads.handed_lines(sheet),
        "ask_sure": "sure" in form.errors,
    }
    return render(request, "orders/pages/hand_over.html", context)


def _noted(request: Request, pk: int, sheet: Sheet | None) -> HttpResponse:
    """A phone comes back with this order handed over."""
    order = sheet.order if sheet else reads.any_order(pk)
    if order is None:
        raise Http404
    now = timezone.now()
    since = reads.handed_since(order.slot) if order.slot else reads.brought_since(order.sale)
    form = HandForm(request.POST, sheet=sheet, formats=list(reads.deposit_formats())) if sheet else None
    handed = form.handed() if form is not None and form.is_valid() else None
    try:
        kept = acts.note_handing(order=order, note=later.note(request, earliest=since, now=now), handed=handed, now=now)
    except Refused:
        return offline.unreadable()
    return later.answer(kept)
