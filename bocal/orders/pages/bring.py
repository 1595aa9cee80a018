from contextlib import suppress
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.look import offline
from bocal.look.forms import KeyField, PiecesField, PlainForm, WeightField
from bocal.orders import acts, reads, words
from bocal.orders.models import SaleRound
from bocal.orders.pages import later
from bocal.orders.pages.hand_over import HandForm
from bocal.orders.reads import Expected, FarmExpected


class BringForm(PlainForm):
    """What really came, offer by offer; filled in with what was asked for."""

    key = KeyField()
    # How many times this farm's goods had been noted when the page was read, which may have been long ago.
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, lines: tuple[Expected, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            label = f"{line.offer.item.name}, {line.offer.label}"
            self.fields[f"n{line.offer.pk}"] = PiecesField(label=label, initial=line.missing, highest=100_000)
            if line.offer.by_weight:
                self.fields[f"w{line.offer.pk}"] = WeightField(label=_("Poids en tout"), required=False)

    def came(self) -> dict[int, acts.Came]:
        """Offer → what came."""
        found = self.cleaned_data
        return {
            line.offer.pk: acts.Came(found[f"n{line.offer.pk}"], found.get(f"w{line.offer.pk}")) for line in self.lines
        }

    def rows(self) -> list[tuple[Expected, Any, Any]]:
        """Each line with its count and its weight."""
        return [
            (line, self[f"n{line.offer.pk}"], self[f"w{line.offer.pk}"] if line.offer.by_weight else None)
            for line in self.lines
        ]

    def clean(self) -> dict[str, Any]:
        """A weight for what is billed by weight."""
        found = super().clean() or {}
        for line in self.lines:
            pk = line.offer.pk
            if line.offer.by_weight and found.get(f"n{pk}") and not found.get(f"w{pk}") and f"w{pk}" not in self.errors:
                self.add_error(f"w{pk}", _("Pesez le tout : 1,85+1,7+1,92."))
        return found


@enter(Desk.POINT, Desk.SALES, Desk.RECEPTION, Desk.DIRECTION)
@offline.comes_later
def bring(request: Request, pk: int, producer_pk: int) -> HttpResponse:
    """What a farm brings: asked for against arrived."""
    sale = reads.round_(pk)
    farm = next((f for f in reads.expected(sale) if f.producer.pk == producer_pk), None) if sale else None
    if sale is None or farm is None:
        raise Http404
    brought = list(reads.brought(sale, farm.producer))
    form = BringForm(request.POST or None, lines=farm.lines, initial={"seen": len(brought)})
    if offline.came_later(request):
        return _noted(request, sale, farm, form)
    if request.method == "POST" and form.is_valid():
        try:
            noted = acts.bring(
                sale=sale,
                producer=farm.producer,
                arrived=form.came(),
                seen=form.cleaned_data["seen"],
                person=request.user,
                key=str(form.cleaned_data["key"]),
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error(None, words.say(refused))
            # Now they have read it: sent once more, it is meant.
            form.data = {**request.POST.dict(), "seen": str(len(brought))}
        else:
            _try_again(sale)
            came = form.came()
            short = sum(max(0, line.missing - came[line.offer.pk].count) for line in farm.lines)
            said = _("{farm} : c’est noté.").format(farm=farm.producer.name)
            if short:
                said += " " + ngettext(
                    "Il manque {n} unité : les dernières commandes en auront moins.",
                    "Il manque {n} unités : les dernières commandes en auront moins.",
                    short,
                ).format(n=short)
            messages.success(request, said, extra_tags=f"undo:{noted.voucher_id}" if noted.voucher_id else "")
            return offline.done(request, "orders:arrivals", sale.pk)
    return render(request, "orders/pages/bring.html", {"form": form, "sale": sale, "farm": farm, "brought": brought})


def _noted(request: Request, sale: SaleRound, farm: FarmExpected, form: BringForm) -> HttpResponse:
    """A phone comes back with what this farm brought."""
    now = timezone.now()
    valid = form.is_valid()
    try:
        kept = acts.note_bringing(
            sale=sale,
            producer=farm.producer,
            note=later.note(request, earliest=reads.brought_since(sale), now=now),
            came=form.came() if valid else None,
            seen=form.cleaned_data.get("seen"),
            now=now,
        )
    except Refused:
        return offline.unreadable()
    if kept is None:
        _try_again(sale)
    return later.answer(kept)


def _try_again(sale: SaleRound) -> None:
    """Handovers noted elsewhere without network, which had only waited for these goods."""
    for note in reads.to_try_again(sale):
        sheet = reads.order(note.order_id) if note.order_id else None
        form = (
            HandForm(note.fields | {"key": note.key}, sheet=sheet, formats=list(reads.deposit_formats()))
            if sheet
            else None
        )
        if form is not None and form.is_valid():
            with suppress(Refused):
                acts.insist_handing(note=note, handed=form.handed(), person=None, now=timezone.now())
