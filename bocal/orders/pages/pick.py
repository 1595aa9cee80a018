from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bocal.catalog.rules import Dimension
from bocal.directory import reads as directory
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.look.forms import KeyField, PlainForm
from bocal.orders import acts, words
from bocal.orders.pages.deliveries import asked_day
from bocal.orders.pages.ordering import quantity_field
from bocal.orders.reads import deliveries
from bocal.orders.reads.deliveries import Card
from bocal.orders.reads.picking import Pick, picks

#: Rows keyed in at once: beyond, the deliveries that come next follow on the next screen.
AT_ONCE = 120


class PickForm(PlainForm):
    """What was really taken of each lot, in the order of the printed list; pieces are filled in, weights are not."""

    key = KeyField()

    def __init__(self, *args: Any, picks: list[Pick], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.picks = [pick for pick in picks if pick.batch is not None]
        self.missing = [pick for pick in picks if pick.batch is None]
        for pick in self.picks:
            counted = pick.line.dimension is Dimension.COUNT
            label = f"{pick.line.item.name}, {pick.card.customer.name}"
            self.fields[f"p{pick.name}"] = quantity_field(
                pick.line.item, label=label, initial=pick.quantity if counted else None
            )

    def whole(self) -> dict[int, dict[tuple[int, int, int], int]]:
        """Delivery → what was picked for it: those of which every row has been filled in (0 for what is missing)."""
        found: dict[int, dict[tuple[int, int, int], int]] = {}
        blank = set()
        for pick in self.picks:
            assert pick.batch is not None
            quantity = self.cleaned_data.get(f"p{pick.name}")
            if quantity is None:
                blank.add(pick.card.delivery.pk)
            else:
                at = (pick.line.row.pk, pick.batch.lot, pick.batch.place)
                found.setdefault(pick.card.delivery.pk, {})[at] = quantity
        return {pk: parts for pk, parts in found.items() if pk not in blank}

    @property
    def rows(self) -> list[tuple[Pick, Any]]:
        return [(pick, self[f"p{pick.name}"]) for pick in self.picks]


def _at_once(cards: list[Card]) -> list[Card]:
    """The first deliveries whose lines fit the screen together; one at least."""
    kept: list[Card] = []
    for card in cards:
        if kept and sum(len(one.lines) for one in kept) + len(card.lines) > AT_ONCE:
            break
        kept.append(card)
    return kept


@enter(Desk.SALES, Desk.POINT, Desk.DIRECTION)
def pick(request: Request) -> HttpResponse:
    """The day's picking list keyed in: pieces, weighings (« 192+167 »), lot by lot; each delivery that is whole is set
    aside."""
    day, collective = asked_day(request), directory.collective()
    only = request.GET.get("bl", "")
    found = deliveries.of_day(day)
    waiting = [card for card in found if card.state == "ordered"]
    cards = _at_once([card for card in waiting if not only or str(card.delivery.pk) == only])
    rows = picks(cards, day, collective.organisation) if collective else []
    form = PickForm(request.POST or None, picks=rows)
    if request.method == "POST" and form.is_valid():
        whole, refused_once = form.whole(), False
        by_key = {card.delivery.pk: card for card in cards}
        done = []
        for pk, picked in whole.items():
            card = by_key[pk]
            try:
                acts.pick(
                    delivery=card.delivery,
                    picked=picked,
                    person=request.user,
                    key=f"{form.cleaned_data['key']} {pk}",
                    now=timezone.now(),
                )
            except Refused as refused:
                refused_once = True
                said = _("{name} : {why}").format(name=card.customer.name, why=words.say(refused))
                form.add_error(None, said)
            else:
                done.append(card.customer.name)
        if done:
            said = ngettext("{n} livraison préparée : {names}.", "{n} livraisons préparées : {names}.", len(done))
            messages.success(request, said.format(n=len(done), names=", ".join(done)))
        elif not refused_once:
            form.add_error(None, _("Aucune livraison n’est entière : notez un poids à chaque ligne, 0 si elle manque."))
        if done and not refused_once:
            left = len(waiting) - len(done)
            where = redirect("orders:pick" if left and not only else "orders:deliveries")
            where.headers["Location"] += f"?jour={day:%Y-%m-%d}"
            return where
    context = {
        "form": form,
        "day": day,
        "cards": cards,
        "only": only,
        "left": len(waiting) - len(cards),
        "halted": deliveries.halted(found),
    }
    return render(request, "orders/pages/pick.html", context)
