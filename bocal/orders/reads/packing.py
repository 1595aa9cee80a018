"""Sharing out: product by product, who gets how many, and what lies in their crate already."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bocal.orders.models import Offer, Packed, SaleRound
from bocal.orders.reads.papers import at_point
from bocal.orders.reads.placed import Line, Sheet


@dataclass(frozen=True)
class Share:
    """A customer's part of a product, and what was packed of it (None: nothing noted yet)."""

    sheet: Sheet
    line: Line
    packed: Packed | None


@dataclass(frozen=True)
class ToShare:
    """A product of a point with everybody's part, in the order in which they come."""

    offer: Offer
    shares: tuple[Share, ...]

    @property
    def units(self) -> int:
        return sum(share.line.expected for share in self.shares)

    @property
    def done(self) -> int:
        return sum(share.packed is not None or share.sheet.handed for share in self.shares)


def to_share(sale: SaleRound, point: int) -> list[ToShare]:
    """The products of a round at a point, farm by farm. Five queries."""
    sheets = [sheet for row in at_point(sale, point) for sheet in row.sheets]
    noted = packed(line.pk for sheet in sheets for line in sheet.lines)
    found: dict[int, list[Share]] = defaultdict(list)
    for sheet in sheets:
        for line in sheet.lines:
            found[line.offer.pk].append(Share(sheet, line, noted.get(line.pk)))
    rows = [ToShare(shares[0].line.offer, tuple(shares)) for shares in found.values()]
    return sorted(rows, key=lambda row: (row.offer.producer.name if row.offer.producer else "", row.offer.item.name))


def packed(lines: Iterable[int]) -> dict[int, Packed]:
    """Order line → what lies in its crate."""
    return {row.line_id: row for row in Packed.objects.filter(line__in=list(lines))}
