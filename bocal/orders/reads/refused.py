"""A basket that could not be taken: what is missing, what costs more, where there is still room."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery

from bocal.catalog.rules import Dimension
from bocal.directory.models import Collective
from bocal.orders import rules
from bocal.orders.models import Offer, Order, SaleRound, Slot
from bocal.orders.reads.sales import Shown, shown
from bocal.orders.reads.shopping import ShopPoint, Total, total_of
from bocal.orders.rules import NotPlaced, Terms


@dataclass(frozen=True)
class ShortLine:
    """A line of a basket that was refused: what it names, how many were wanted, how many this household may have.

    `price` is what it costs now, as the form sends it back; dearer than it was seen, `was` and `now` are the cents of
    one, or of a kilo (`by_weight`), VAT included.
    """

    key: str
    name: str
    wanted: int
    left: int
    price: str = ""
    was: int = 0
    now: int = 0
    by_weight: bool = False


@dataclass(frozen=True)
class Short:
    """What must be asked of a basket that could not be taken, and what goes on unasked.

    `full` is the slot that has no room for it, `points` then those that have; `total` is for what can be had; `house`
    the collective's name.
    """

    shown: Shown
    missing: tuple[ShortLine, ...]
    rose: tuple[ShortLine, ...]
    kept: tuple[ShortLine, ...]
    full: Slot | None
    points: tuple[ShopPoint, ...]
    total: Total
    house: str

    @property
    def servable(self) -> bool:
        """Whether anything of it can still be ordered."""
        return self.total.articles > 0 and (self.full is None or bool(self.points))

    @property
    def asked(self) -> tuple[ShortLine, ...]:
        """Lines with a number to confirm or to change."""
        return tuple(line for line in (*self.missing, *self.rose) if line.left)


#: What the banner of a round says.
_SHOWN = ("title", "opens_at", "closes_at", "state", "since")


def short(
    sale: int,
    customer: int,
    wanted: Mapping[int, int],
    slot: int,
    refused: NotPlaced,
    now: datetime,
    *,
    level_bp: int = 0,
) -> Short | None:
    """The answer to a basket (offer → units) that `refused` says why it was not taken, its total at the level that was
    chosen for it; None when its offers are gone.

    One query, and one more when the slot is full: it is asked in the closing minute.
    """
    asked = {pk: n for pk, n in wanted.items() if n}
    # Columns, not objects: whole rows of four tables took longer than the act.
    rows = (
        Offer.objects.filter(sale=sale, pk__in=asked)
        .order_by("item__name", "pk")
        .values_list(
            "pk", "item__name", "label", "price", "gross", "vat_bp", "portion", "item__dimension", "by_weight",
            "most_portion", "item__jar_format__deposit_cents",
            Subquery(Collective.objects.values("organisation__name")[:1]), *(f"sale__{name}" for name in _SHOWN),
        )
    )  # fmt: skip
    left = rules.proposal(asked, refused.missing)
    rose = {one.key: one for one in refused.rose}
    lines, priced = [], []
    banner: dict[str, Any] = {}
    house = ""
    for pk, name, label, price, gross, vat_bp, portion, dimension, by_weight, most_portion, deposit, of, *said in rows:
        house = of or ""
        banner = dict(zip(_SHOWN, said, strict=True))
        was = _one(rose[pk].was, gross, vat_bp) if pk in rose else 0
        told = (str(price), was, _one(price, gross, vat_bp), by_weight)
        lines.append(ShortLine(str(pk), f"{name}, {label}", asked[pk], left[pk], *told))
        sold = Terms(price, gross, vat_bp, portion, Dimension(dimension), by_weight, most_portion)
        priced.append((sold, (deposit or 0) * portion, left[pk]))
    if not lines:
        return None
    full, points = _room(sale, customer, slot) if refused.slot_full else (None, ())
    return Short(
        shown=shown(SaleRound(pk=sale, **banner), now),
        missing=tuple(line for line in lines if line.left < line.wanted),
        rose=tuple(line for line in lines if line.was and line.left >= line.wanted),
        kept=tuple(line for line in lines if not line.was and line.left >= line.wanted),
        full=full,
        points=points,
        total=total_of(priced, level_bp),
        house=house,
    )


def _one(price: Decimal, gross: bool, vat_bp: int) -> int:
    return rules.amount(price, 1, 1, gross=gross, vat_bp=vat_bp).due


#: An offer, how much was wanted, how much was left; as the address of an order that was just placed says it.
_LACK = re.compile(r"([1-9][0-9]{0,17})-([1-9][0-9]{0,3})-([0-9]{1,4})")


def lacking(sale: int, told: Sequence[str]) -> list[ShortLine]:
    """What an order had to do without, from the address of its page: those of this sale's offers, by name."""
    read = {int(found[1]): found for one in told if (found := _LACK.fullmatch(one))}
    if not read:
        return []
    rows = Offer.objects.filter(sale=sale, pk__in=read).order_by("item__name").values_list("pk", "item__name", "label")
    return [ShortLine(str(pk), f"{name}, {label}", int(read[pk][2]), int(read[pk][3])) for pk, name, label in rows]


def _room(sale: int, customer: int, slot: int) -> tuple[Slot | None, tuple[ShopPoint, ...]]:
    """This slot, and those that have room (the household's own has), at the same point first."""
    own = Order.objects.filter(slot=OuterRef("pk"), customer=customer, cancelled_at=None)
    found = (
        Slot.objects.filter(Q(pk=slot) | Q(taken__lt=F("capacity"), shut_at=None) | Exists(own), sale=sale)
        .select_related("point")
        .order_by("point__name", "point_id", "starts_at")
    )
    rows = list(found)
    full = next((row for row in rows if row.pk == slot), None)
    free = [row for row in rows if row.pk != slot]
    free.sort(key=lambda row: full is None or row.point_id != full.point_id)
    by_point = [list(of_point) for _, of_point in groupby(free, key=lambda row: row.point_id)]
    return full, tuple(ShopPoint(of_point[0].point, tuple(of_point)) for of_point in by_point)
