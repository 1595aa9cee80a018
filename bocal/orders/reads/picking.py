"""The picking list: which lots, in which place, serve the deliveries of a day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bocal.directory.models import Organisation, Place
from bocal.directory.rules import PlaceKind
from bocal.orders.reads.deliveries import Card, Line
from bocal.orders.reads.free import first_to_go
from bocal.orders.rules import Batch
from bocal.orders.rules import delivering as rule
from bocal.orders.rules.delivering import DeliveryState, Need, Picked


@dataclass(frozen=True)
class Pick:
    """A row of the picking list: so much of a lot from a place, for a delivery."""

    card: Card
    line: Line
    place: Place | None
    batch: Batch | None
    quantity: int

    @property
    def name(self) -> str:
        """What the row is called in a form: line, lot and place."""
        return f"{self.line.row.pk}_{self.batch.lot}_{self.batch.place}" if self.batch else f"{self.line.row.pk}_0_0"


#: The order of places on a list: what is dry first, so that cold goods stay in the cold to the last.
_PLACES = {PlaceKind.FRIDGE: 1, PlaceKind.FREEZER: 2}


def picks(found: Iterable[Card], day: date, owner: Organisation) -> list[Pick]:
    """What is to be picked for these deliveries, by place then item, lot and customer; what lacks comes last.

    First expired first, first ordered first served. Two queries whatever their number.
    """
    waiting = [card for card in found if card.state is DeliveryState.ORDERED]
    by_line = {line.row.pk: (card, line) for card in waiting for line in card.lines}
    needs = [
        Need(pk, line.row.item_id, line.row.quantity)
        for pk, (card, line) in sorted(by_line.items(), key=lambda row: (row[1][0].delivery.placed_at, row[0]))
    ]
    wanted: dict[int, int] = defaultdict(int)
    for need in needs:
        wanted[need.item] += need.quantity
    shared, missing = rule.share_out(needs, first_to_go(wanted, owner, day), day)
    places = Place.objects.in_bulk({pick.batch.place for pick in shared})
    rows = [_pick(by_line, pick, places[pick.batch.place]) for pick in shared]
    rows.sort(key=_in_order)
    rows += [Pick(*by_line[pk], None, None, short) for pk, short in missing.items()]
    return rows


def _pick(by_line: dict[int, tuple[Card, Line]], picked: Picked, place: Place) -> Pick:
    card, line = by_line[picked.line]
    return Pick(card, line, place, picked.batch, picked.quantity)


def _in_order(row: Pick) -> tuple[int, str, int, str, date, int, str, int]:
    assert row.place is not None
    assert row.batch is not None
    kind = _PLACES.get(PlaceKind(row.place.kind), 0)
    until = row.batch.good_until or date.max
    return (
        kind,
        row.place.name,
        row.place.pk,
        row.line.item.name,
        until,
        row.batch.lot,
        row.card.customer.name,
        row.line.row.pk,
    )
