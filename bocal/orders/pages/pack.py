from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.look import offline
from bocal.look.forms import KeyField, PiecesField, PlainForm, WeightField
from bocal.orders import acts, reads, words
from bocal.orders.pages import later
from bocal.orders.reads import Share, ToShare


class PackForm(PlainForm):
    """Each crate ticked as it is filled, weighed where it must be; what is not ticked stays to do."""

    key = KeyField()

    def __init__(self, *args: Any, row: ToShare, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shares = [share for share in row.shares if not share.sheet.handed]
        for share in self.shares:
            line, there = share.line, share.packed
            self.fields[f"t{line.pk}"] = forms.BooleanField(
                label=_("Dans le panier : {name}").format(name=share.sheet.customer.name),
                required=False,
                initial=there is not None,
            )
            self.fields[f"n{line.pk}"] = PiecesField(
                label=share.sheet.customer.name,
                initial=there.count if there else line.expected,
                highest=line.quantity,
                required=False,
            )
            if line.weighed:
                self.fields[f"w{line.pk}"] = WeightField(
                    label=_("Poids"), required=False, initial=there.weighing if there else None
                )

    def rows(self) -> list[tuple[Share, Any, Any, Any]]:
        """Each crate with its tick, its count and its weight."""
        return [
            (one, self[f"t{pk}"], self[f"n{pk}"], self[f"w{pk}"] if one.line.weighed else None)
            for one in self.shares
            for pk in [one.line.pk]
        ]

    def packed(self) -> dict[int, tuple[int, str]]:
        """Order line → units and weighings, of the crates that are ticked."""
        found, pks = self.cleaned_data, [share.line.pk for share in self.shares]
        return {pk: (found[f"n{pk}"] or 0, self.data.get(f"w{pk}", "").strip()) for pk in pks if found[f"t{pk}"]}


@enter(Desk.POINT, Desk.SALES, Desk.DIRECTION)
@offline.comes_later
def pack(request: Request, pk: int, point_pk: int, offer_pk: int) -> HttpResponse:
    """One product: who gets how many, ticked and weighed crate by crate; handing over starts from it."""
    sale = reads.round_(pk)
    row = next((one for one in reads.to_share(sale, point_pk) if one.offer.pk == offer_pk), None) if sale else None
    if sale is None or row is None:
        raise Http404
    form = PackForm(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        note = later.note(request, earliest=reads.brought_since(sale), now=now)
        try:
            acts.pack(offer=row.offer, packed=form.packed(), person=request.user, noted_at=note.noted_at, now=now)
        except Refused as refused:
            form.add_error(None, words.say(refused))
        else:
            if offline.came_later(request):
                return offline.answer(kept=False)
            messages.success(request, _("{name} : c’est noté dans les paniers.").format(name=row.offer.item.name))
            return offline.done(request, "orders:share_out", sale.pk, point_pk)
    if offline.came_later(request):
        return offline.unreadable()
    context = {"form": form, "row": row, "sale": sale, "point_pk": point_pk}
    return render(request, "orders/pages/pack.html", context)
