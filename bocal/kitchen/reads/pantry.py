"""The lots at hand, and what can be made of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Subquery, Sum

from bocal.catalog.models import Item
from bocal.catalog.rules import FOOD, Dimension, ItemKind, PackagingRole
from bocal.directory.models import Collective, Organisation
from bocal.directory.rules import PlaceKind
from bocal.journals import reads as journals
from bocal.journals.models import Stock
from bocal.journals.rules import Status
from bocal.journals.rules.keeping import Age, age
from bocal.kitchen.models import RecipeVersion
from bocal.kitchen.reads.book import mixture, whole_lines
from bocal.kitchen.reads.yields import learned
from bocal.kitchen.rules.making import Pack
from bocal.kitchen.rules.recipes import AtHand, Scaled, first_expired_first, scale
from bocal.kitchen.rules.weighed import unit_of, units
from bocal.kitchen.rules.yields import with_learned

#: Days that raw produce keeps here when its item does not say; asked along with other rows.
USUAL_DAYS = Subquery(Collective.objects.values("raw_days")[:1])


@dataclass(frozen=True)
class HandLot:
    """A lot in a place, with what the page shows of it and what the rules want."""

    stock: Stock
    at_hand: AtHand
    # Of raw produce without a date.
    age: Age | None = None

    @property
    def too_old(self) -> bool:
        """Whether no proposal takes it: a person may."""
        return self.age is not None and self.age.too_old

    @property
    def ref(self) -> str:
        """How a form names it."""
        return f"{self.stock.lot_id}-{self.stock.place_id}"


def at_hand(row: Stock) -> AtHand:
    """A stock row as the rules want it."""
    item = row.lot.item
    return AtHand(
        lot=row.lot_id,
        place=row.place_id,
        item=item.pk,
        kind=ItemKind(item.kind),
        owner=row.lot.owner_id,
        dimension=Dimension(item.dimension),
        piece_mg=item.piece_mg,
        quantity=row.quantity,
        mass_mg=row.mass_mg,
        good_until=row.lot.good_until,
    )


def usable() -> QuerySet[Stock]:
    """Released lots in the stores; what lies on a sale’s shelf is somebody’s."""
    return journals.stock().filter(lot__state__status=Status.RELEASED).exclude(place__kind=PlaceKind.SHELF)


def aged(rows: QuerySet[Stock]) -> QuerySet[Stock]:
    """The same rows with what tells their age; no query more."""
    return rows.select_related("lot__voucher").annotate(usual_days=USUAL_DAYS)


def lots_at_hand(items: Iterable[int], *, today: date) -> list[HandLot]:
    """What may go into the pot: released lots of these items in the stores, nearest date first, none past its date."""
    rows = usable().filter(lot__item__in=set(items)).exclude(lot__date_kind="use_by", lot__good_until__lt=today)
    rows = aged(rows)
    found = {(row.lot_id, row.place_id): row for row in rows}
    ordered = first_expired_first(at_hand(row) for row in found.values())
    return [HandLot(row, hand, age_of(row, today)) for hand in ordered for row in (found[hand.lot, hand.place],)]


def age_of(row: Stock, today: date) -> Age | None:
    """How long ago raw produce without a date came in, and how long it keeps; for a row that `aged` prepared."""
    item = row.lot.item
    return age(
        ItemKind(item.kind),
        came=row.lot.voucher.day,
        good_until=row.lot.good_until,
        shelf_days=item.shelf_days,
        usual_days=row.usual_days,  # type: ignore[attr-defined]
        today=today,
    )


def held_back(items: Iterable[int]) -> int:
    """How many lots of these items are in the stores and may not be used, being on hold or blocked."""
    rows = Stock.objects.filter(quantity__gt=0, lot__item__in=set(items), place__real=True)
    return rows.exclude(lot__state__status=Status.RELEASED).values("lot").distinct().count()


def pieces_there(items: Iterable[int], owner: int) -> dict[int, int]:
    """How many jars or lids of each item may be filled, ours."""
    rows = usable().order_by().filter(lot__item__in=set(items), lot__owner=owner)
    return dict(rows.values_list("lot__item").annotate(Sum("quantity")))


def packs(item: int, owner: int) -> list[Pack]:
    """Jars or lids of this item that may be filled, ours, oldest first."""
    rows = usable().filter(lot__item=item, lot__owner=owner).order_by("lot_id", "place_id")
    return [Pack(row.lot_id, row.place_id, row.quantity) for row in rows]


def bags() -> QuerySet[Item]:
    """Packaging that is neither jar nor lid: what a prepared good may be put in."""
    return Item.objects.filter(kind=ItemKind.PACKAGING, role=PackagingRole.NONE, active=True).order_by("name")


@dataclass(frozen=True)
class Plan:
    """An order scaled to chosen lots, with what the page says of it."""

    scaled: Scaled
    items: dict[int, Item]
    jars_there: int
    lids_there: int
    # Food of several owners: the order would be refused.
    mixed: bool
    # Made by weight: neither jars nor lids.
    weighed: bool = False

    @property
    def rows(self) -> list[dict[str, object]]:
        """Each need with its item, to show, and the item that it stands in for."""
        return [
            {"item": self.items[need.item], "need": need, "of": self.items.get(need.instead_of or 0)}
            for need in self.scaled.needs
        ]

    @property
    def limiting(self) -> list[Item]:
        """What keeps the order from being larger."""
        return [self.items[key] for key in self.scaled.limiting]

    @property
    def jars_short(self) -> int:
        """Jars that are missing."""
        return max(self.scaled.jars - self.jars_there, 0)

    @property
    def lids_short(self) -> int:
        """Lids that are missing."""
        return max(self.scaled.jars - self.lids_there, 0)


def scaled(of: RecipeVersion, product: Item, chosen: Sequence[AtHand], *, wished: int | None = None) -> Scaled:
    """An order scaled to its lots, with the yields that one's own kettles show where there are enough of them.

    `wished` in the product's own unit: jars, or mg for what is made by weight; its `jars` are then steps of 100 g.
    """
    trims, line = learned(of)
    dimension = Dimension(product.dimension)
    return scale(
        with_learned(mixture(of), trims),
        chosen,
        piece_mg=unit_of(dimension, product.piece_mg),
        wished=None if wished is None else units(dimension, wished),
        line_bp=line.used_bp,
    )


def plan(
    of: RecipeVersion,
    product: Item,
    chosen: Sequence[AtHand],
    *,
    ours: Organisation,
    wished: int | None = None,
    packs_there: Mapping[int, int] | None = None,
) -> Plan:
    """What the chosen lots give of `product`; `packs_there`: jars and lids of ours, when they are known."""
    format_ = product.jar_format
    if format_ is None:
        return Plan(
            scaled=scaled(of, product, chosen, wished=wished),
            items=_items(of),
            jars_there=0,
            lids_there=0,
            mixed=_mixed(chosen),
            weighed=True,
        )
    there = pieces_there((format_.jar_id, format_.lid_id), ours.pk) if packs_there is None else packs_there
    return Plan(
        scaled=scaled(of, product, chosen, wished=wished),
        items=_items(of),
        jars_there=there.get(format_.jar_id, 0),
        lids_there=there.get(format_.lid_id, 0),
        mixed=_mixed(chosen),
    )


def _items(of: RecipeVersion) -> dict[int, Item]:
    lines = whole_lines(of)
    return {line.item_id: line.item for line in lines} | {
        one.item_id: one.item for line in lines for one in line.substitutes.all()
    }


def _mixed(chosen: Sequence[AtHand]) -> bool:
    return len({lot.owner for lot in chosen if lot.kind in FOOD}) > 1
