"""What is where, what may be sold, and the registers."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Prefetch, Q, QuerySet, Sum

from bocal.catalog.models import Item
from bocal.catalog.rules import FOOD, DateKind, ItemKind
from bocal.catalog.words import ALLERGENS
from bocal.directory.models import Collective, Organisation, Person, Place
from bocal.directory.reads import holding
from bocal.directory.rules import REAL, TEAM, PlaceKind
from bocal.journals.models import HoursLine, Lineage, Lot, MoneyLine, Movement, StatusLine, Stock, Voucher
from bocal.journals.rules import Status


def standing(vouchers: QuerySet[Voucher]) -> QuerySet[Voucher]:
    """Those that still hold: neither taken back, nor themselves a taking back."""
    return vouchers.filter(reversal=None, reverses=None)


def stock(*kinds: ItemKind, place_kinds: Iterable[PlaceKind] = ()) -> QuerySet[Stock]:
    """What is on hand, lot by lot and place by place, first to expire first."""
    rows = Stock.objects.filter(quantity__gt=0, lot__item__kind__in=kinds or list(ItemKind))
    if chosen := list(place_kinds):
        rows = rows.filter(place__kind__in=chosen)
    return rows.select_related(
        "place", "lot__item__vat", "lot__item__jar_format", "lot__owner", "lot__origin", "lot__state"
    ).order_by("lot__good_until", "lot_id", "place_id")


def sellable(*kinds: ItemKind, owner: Organisation, day: date | None = None) -> QuerySet[Stock]:
    """What may be sold or given, in date order: released, owned by the collective, outside the sales' shelves.

    With `day`, what is past its use-by date (DLC) on that day is left out.
    """
    rows = (
        stock(*(kinds or FOOD))
        .filter(lot__state__status=Status.RELEASED, lot__owner=owner)
        .exclude(place__kind=PlaceKind.SHELF)
    )
    return rows if day is None else rows.exclude(lot__date_kind=DateKind.USE_BY, lot__good_until__lt=day)


def allergens(items: Collection[int]) -> dict[int, tuple[str, ...]]:
    """The allergens (their codes, in the order of the law) of all that lies in our places of each of these items,
    whichever lot leaves; an item of which nothing is here is left out. One query.
    """
    here = Stock.objects.filter(quantity__gt=0, place__kind__in=REAL).values("lot")
    rows = Lot.objects.filter(item__in=items, pk__in=here).order_by()
    found: dict[int, set[str]] = {}
    for item, codes in rows.values_list("item", "allergens").distinct():
        found.setdefault(item, set()).update(codes)
    return {item: tuple(code for code in ALLERGENS if code in codes) for item, codes in found.items()}


def lots(*kinds: ItemKind) -> QuerySet[Lot]:
    """All lots of these kinds with their total on hand (`on_hand`, None for none), newest first."""
    found = Lot.objects.select_related("item", "owner", "origin", "state").annotate(on_hand=Sum("stock__quantity"))
    # Said again, for an annotation forgets the model's own order.
    found = found.order_by("-pk")
    return found.filter(item__kind__in=kinds) if kinds else found


def lot(code: str) -> Lot | None:
    """The lot of this exact code."""
    return (
        Lot.objects.select_related("item__jar_format", "owner", "origin", "state", "voucher").filter(code=code).first()
    )


def vouchers() -> QuerySet[Voucher]:
    """The register, newest first, with who and for whom."""
    return Voucher.objects.select_related("author", "party", "reverses", "reversal", "follows")


def find_stock(
    *, words: str = "", place: int | None = None, kind: ItemKind | None = None, status: Status | None = None
) -> QuerySet[Stock]:
    """Stock filtered by place, kind, status and words of the item's name or of the code, first to expire first."""
    rows = stock(*([kind] if kind else [])).select_related("lot__voucher")
    if place is not None:
        rows = rows.filter(place=place)
    if status is not None:
        rows = rows.filter(lot__state__status=status)
    for word in words.split():
        rows = rows.filter(Q(lot__item__in=holding(Item.objects.all(), word, "name")) | Q(lot__code__icontains=word))
    return rows


def to_sort(rows: QuerySet[Stock], *, today: date) -> QuerySet[Stock]:
    """Of these rows, what somebody must look at: past its use-by date, or raw produce without a date that is older than
    it keeps (its item's days, else the collective's). Two queries more.
    """
    usual = Collective.objects.values_list("raw_days", flat=True).first() or 0
    raw = Item.objects.filter(kind=ItemKind.RAW).order_by()
    old = Q(lot__date_kind=DateKind.USE_BY, lot__good_until__lt=today)
    for days in raw.values_list("shelf_days", flat=True).distinct():
        old |= Q(
            lot__item__kind=ItemKind.RAW,
            lot__item__shelf_days=days,
            lot__good_until=None,
            lot__voucher__day__lt=today - timedelta(days=days or usual),
        )
    return rows.filter(old, place__real=True).exclude(place__kind=PlaceKind.SHELF)


def stock_totals(rows: QuerySet[Stock]) -> QuerySet[Stock, Any]:
    """The same stock summed by item: name, dimension, quantity, in the order of names."""
    grouped = rows.order_by().values("lot__item__name", "lot__item__dimension")
    return grouped.annotate(total=Sum("quantity")).order_by("lot__item__name")


def find_lots(*, words: str = "", kind: ItemKind | None = None, status: Status | None = None) -> QuerySet[Lot]:
    """Lots filtered by kind, status and words of the item's name, the code or the farm, newest first."""
    found = lots(*([kind] if kind else []))
    if status is not None:
        found = found.filter(state__status=status)
    for word in words.split():
        named = Q(item__in=holding(Item.objects.all(), word, "name"))
        grown = Q(origin__in=holding(Organisation.objects.all(), word, "name"))
        found = found.filter(named | grown | Q(code__icontains=word))
    return found


def stock_of(lot: Lot) -> QuerySet[Stock]:
    """Where this lot is now."""
    return Stock.objects.filter(lot=lot, quantity__gt=0).select_related("place").order_by("place__name")


def decisions_on(lot: Lot) -> QuerySet[StatusLine]:
    """Every decision on this lot, newest first, with who took it and when."""
    return StatusLine.objects.filter(lot=lot).select_related("voucher__author").order_by("-pk")


def history(lot: Lot) -> QuerySet[Voucher]:
    """The gestures that moved this lot or decided on it, newest first."""
    touched = Q(movements__lot=lot) | Q(decisions__lot=lot)
    return vouchers().filter(touched).distinct().order_by("-pk")


def register(
    *,
    first: date | None = None,
    last: date | None = None,
    kind: str = "",
    author: int | None = None,
    party: int | None = None,
) -> QuerySet[Voucher]:
    """The register from a day to another, both counted, filtered by kind, author and party, newest first."""
    days = {"day__gte": first, "day__lte": last}
    wanted: dict[str, object] = days | {"kind": kind or None, "author": author, "party": party}
    return vouchers().filter(**{name: value for name, value in wanted.items() if value is not None})


def voucher(pk: int) -> Voucher | None:
    """One gesture with all its rows, in a fixed number of queries."""
    lineage = Lineage.objects.select_related("parent__item", "child__item").order_by("pk")
    return (
        vouchers()
        .prefetch_related(
            Prefetch("movements", Movement.objects.select_related("lot__item", "source", "target").order_by("pk")),
            Prefetch("lineage", lineage),
            Prefetch("decisions", StatusLine.objects.select_related("lot__item").order_by("pk")),
            Prefetch("money", MoneyLine.objects.select_related("party").order_by("pk")),
            Prefetch("hours", HoursLine.objects.select_related("person").order_by("pk")),
        )
        .filter(pk=pk)
        .first()
    )


def places_of(lot: Lot) -> QuerySet[Place]:
    """The places where some of this lot is, by name."""
    return Place.objects.filter(stock__lot=lot, stock__quantity__gt=0)


def authors() -> QuerySet[Person]:
    """The people of the team, by name: those who make gestures."""
    return Person.objects.filter(roles__desk__in=sorted(TEAM)).distinct()
