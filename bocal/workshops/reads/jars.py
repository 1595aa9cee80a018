"""Jars at a session: what may be taken, what still waits for its release, who took what."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum

from bocal.catalog.models import Item, JarFormat
from bocal.directory import reads as directory
from bocal.directory.models import Organisation, Place
from bocal.directory.rules import Desk, OrganisationKind, PlaceKind
from bocal.journals import reads as journals
from bocal.journals.models import Lot, MoneyLine, Movement, Stock, Voucher
from bocal.journals.rules import Account, Kind, Status
from bocal.kitchen.models import Making
from bocal.workshops.models import Session


@dataclass(frozen=True)
class Shelf:
    """Jars of one sort that may leave, the deposit of one (cents), and how many of them are in the session's truck."""

    item: Item
    quantity: int
    deposit_cents: int
    aboard: int = 0


def free_jars(session: Session, items: list[int] | None = None) -> list[Stock]:
    """Released jars of ours, lot by lot: those of the truck first, then first to expire first."""
    us = directory.collective()
    if us is None:
        return []
    rows = journals.sellable(owner=us.organisation).filter(lot__item__jar_format__isnull=False)
    if items is not None:
        rows = rows.filter(lot__item__in=items)
    return sorted(rows, key=lambda row: row.place_id != session.truck_id)


def shelves(session: Session) -> list[Shelf]:
    """The same, sort by sort."""
    totals: dict[int, int] = defaultdict(int)
    items: dict[int, Item] = {}
    aboard: dict[int, int] = defaultdict(int)
    for row in free_jars(session):
        totals[row.lot.item_id] += row.quantity
        aboard[row.lot.item_id] += row.quantity if row.place_id == session.truck_id else 0
        items[row.lot.item_id] = row.lot.item
    found = [Shelf(items[pk], n, _deposit(items[pk]), aboard[pk]) for pk, n in totals.items()]
    return sorted(found, key=lambda shelf: shelf.item.name)


def sorts(items: Collection[int]) -> list[Shelf]:
    """These sorts of jars, as if none were left."""
    rows = Item.objects.filter(pk__in=items, jar_format__isnull=False).select_related("jar_format") if items else ()
    return [Shelf(row, 0, _deposit(row)) for row in rows]


def item_name(item: int) -> str:
    """What an item (its key) is called."""
    return Item.objects.values_list("name", flat=True).filter(pk=item).first() or ""


def _deposit(item: Item) -> int:
    return item.jar_format.deposit_cents if item.jar_format else 0


def formats() -> QuerySet[JarFormat]:
    """The jars that bear a deposit."""
    return JarFormat.objects.filter(deposit_cents__gt=0).select_related("jar")


def makings(session: Session) -> QuerySet[Making]:
    """What was made of the session's menu, and holds."""
    rows = Making.objects.filter(order__dish__session=session, voucher__reversal=None)
    return rows.select_related("lot__item__jar_format", "lot__state", "order__dish__recipe", "voucher")


def held_back(session: Session) -> list[Lot]:
    """Jars of the session that nobody may take yet: not released."""
    return [row.lot for row in makings(session) if row.lot.state.status != Status.RELEASED]


def gestures(session: Session) -> QuerySet[Voucher]:
    """What was done at the session and holds, oldest first."""
    rows = Voucher.objects.filter(session_link__session=session, reversal=None, reverses=None)
    return rows.select_related("party").order_by("pk")


@dataclass(frozen=True)
class Taken:
    """One gesture of a session: for whom, how many jars of what went, how many glasses came back, cents in the till,
    and the place where jars were put."""

    voucher: Voucher
    jars: list[tuple[str, int]]
    glass: int
    cents: int
    place: str = ""

    @property
    def unready(self) -> bool:
        """Whether food aid was given food without a habilitation that held that day."""
        to = self.voucher.party
        return to is not None and self.voucher.kind == Kind.GIVE and directory.unready(to, today=self.voucher.day)


def taken(session: Session, *kinds: Kind) -> list[Taken]:
    """These gestures of a session, the latest first. Three queries."""
    rows = [row for row in gestures(session) if row.kind in kinds]
    jars: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    glass: dict[int, int] = defaultdict(int)
    moves = Movement.objects.filter(voucher__in=rows).select_related("lot__item", "target", "source")
    put: dict[int, str] = {}
    for move in moves:
        if move.target.real:
            put[move.voucher_id] = move.target.name
        if move.lot.item.jar_format_id is not None:
            jars[move.voucher_id][move.lot.item.name] += move.quantity
        elif move.source.kind == PlaceKind.CUSTOMER:
            glass[move.voucher_id] += move.quantity
    cash = dict(
        MoneyLine.objects.filter(voucher__in=rows, account=Account.CASH)
        .order_by()
        .values_list("voucher")
        .annotate(Sum("cents"))
    )
    found = [
        Taken(row, sorted(jars[row.pk].items()), glass[row.pk], cash.get(row.pk, 0), put.get(row.pk, ""))
        for row in rows
    ]
    return found[::-1]


def home_of(person: int) -> Organisation | None:
    """The household of somebody (key of Person), if they ever took a jar."""
    return Organisation.objects.filter(roles__person=person, roles__desk=Desk.CUSTOMER).order_by("roles__pk").first()


def receivers() -> QuerySet[Organisation]:
    """Whom a session's jars may be given to: centres and food aid."""
    kinds = (OrganisationKind.CENTRE, OrganisationKind.FOOD_AID)
    return Organisation.objects.filter(kind__in=kinds, active=True)


def stocks() -> QuerySet[Place]:
    """Where jars may be put: a store, a truck, a pickup point of the purchasing group."""
    return Place.objects.filter(
        Q(kind__in=[PlaceKind.STORE, PlaceKind.TRUCK, PlaceKind.POINT, PlaceKind.FRIDGE]), active=True
    )


def cash(voucher: Voucher) -> int:
    """What a gesture put into the till, in cents; negative: what it took out."""
    lines = MoneyLine.objects.filter(voucher=voucher, account=Account.CASH)
    return lines.aggregate(all=Sum("cents"))["all"] or 0
