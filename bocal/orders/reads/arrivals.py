"""What each farm was asked for, and what came."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import QuerySet

from bocal.catalog.rules import Storage
from bocal.directory import reads as directory
from bocal.directory.models import Organisation
from bocal.orders.models import Bringing, Offer, Order, SaleRound
from bocal.orders.reads.placed import arrived, asked_of_farms
from bocal.orders.reads.sales import offers
from bocal.orders.rules.rhythm import State


@dataclass(frozen=True)
class Expected:
    """What a farm was asked for of an offer (less than was ordered where it lacks some, or brings whole crates), and
    what came so far (None: nobody noted anything yet)."""

    offer: Offer
    came: int | None
    asked: int

    @property
    def missing(self) -> int:
        return max(0, self.asked - (self.came or 0))

    @property
    def cold(self) -> bool:
        return self.offer.item.storage != Storage.AMBIENT


@dataclass(frozen=True)
class FarmExpected:
    """A farm of a round, with what it was asked for."""

    producer: Organisation
    lines: tuple[Expected, ...]

    @property
    def noted(self) -> bool:
        return all(line.came is not None for line in self.lines)

    @property
    def missing(self) -> int:
        return sum(line.missing for line in self.lines)


def expected(sale: SaleRound) -> list[FarmExpected]:
    """Farm by farm, what it was asked for and what came. Three queries."""
    return expected_of(offers(sale))


def expected_of(its: Iterable[Offer]) -> list[FarmExpected]:
    """The same, of the `offers` of a round."""
    rows = [row for row in its if row.producer_id and row.ordered]
    came = arrived(row.pk for row in rows)
    asked = asked_of_farms(row.pk for row in rows)
    lines = (Expected(row, came.get(row.pk), asked[row.pk]) for row in rows)
    return [
        FarmExpected(found[0].offer.producer, tuple(found))
        for _, group in groupby(lines, key=lambda line: line.offer.producer_id)
        if (found := list(group)) and found[0].offer.producer
    ]


def brought(sale: SaleRound, producer: Organisation) -> QuerySet[Bringing]:
    """What this farm brought to a round so far, bringings taken back left out."""
    return Bringing.objects.filter(sale=sale, producer=producer, voucher__reversal=None).select_related("person")


def brought_by(sale: SaleRound) -> dict[int, list[int]]:
    """Farm → the gestures by which it brought its goods for a round."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = Bringing.objects.filter(sale=sale, voucher__isnull=False).order_by("pk")
    for farm, voucher in rows.values_list("producer", "voucher"):
        found[farm].append(voucher)
    return found


def on_mandate(sale: SaleRound, farms: Collection[int]) -> set[int]:
    """Of these farms, those that sell in their own names in a round: in one way, whatever they agree to meanwhile.

    Where buyers choose what they pay, all are bought from: the group's share bears the difference, and a farm that sold
    itself would bear it, and read who chose what.
    """
    ways = dict(Offer.objects.filter(sale=sale, producer__in=farms).values_list("producer", "on_mandate"))
    chosen = bool(sale.solidarity_bp or sale.support_bp)
    held = {farm for farm, one in directory.last_mandates(farms).items() if one.ended_on is None and not chosen}
    return {farm for farm in farms if ways.get(farm, farm in held)}


def handed_in_others(sale: SaleRound, vouchers: Collection[int]) -> set[int]:
    """Of these gestures, those by which orders of other rounds, not settled yet, were handed over."""
    found = Order.objects.filter(handover__in=vouchers).exclude(sale=sale)
    return set(found.exclude(sale__state__in=[State.SETTLED, State.CANCELLED]).values_list("handover", flat=True))


def bringing(key: str) -> Bringing | None:
    """What this form already noted."""
    return Bringing.objects.filter(key=key).select_related("voucher").first()
