"""Order what is to be made of which lots, or give it up."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from bocal.catalog.models import Item
from bocal.catalog.rules import DateKind, Dimension, ItemKind
from bocal.directory.models import Person, Place
from bocal.journals import acts as journals
from bocal.journals.models import Lot
from bocal.journals.rules import Refused
from bocal.kitchen import reads
from bocal.kitchen.acts.standing import live, lock
from bocal.kitchen.models import ManufacturingOrder, OrderLot, RecipeVersion
from bocal.kitchen.reads.needs import counted_on
from bocal.kitchen.rules import recipes as scaling
from bocal.kitchen.rules import weighed
from bocal.kitchen.rules.needs import free


def order(
    *,
    version: RecipeVersion,
    product: Item,
    lots: Sequence[tuple[int, int]],
    store: Place,
    day: date,
    author: Person,
    key: str,
    now: datetime,
    wished: int | None = None,
    note: str = "",
    free_only: bool = False,
) -> ManufacturingOrder:
    """A manufacturing order scaled to the chosen lots, each a (lot, place), at most `wished` (jars; mg for what is made
    by weight). The same key orders once. `free_only`: what other unfinished orders count on is left to them.

    Raises Refused: no_lots, lot_gone, not_in_recipe, mixed_owners, no_jar_possible, no_mass_possible, wrong_product,
    no_use_by, lots_counted_on.
    """
    if found := ManufacturingOrder.objects.filter(key=key, author=author).first():
        return found
    try:
        with transaction.atomic():
            return _order(version, product, lots, store, day, author, key, now, wished, note, free_only)
    except IntegrityError:
        # The same form sent twice: the other one has written.
        if found := ManufacturingOrder.objects.filter(key=key, author=author).first():
            return found
        raise


def _order(
    version: RecipeVersion,
    product: Item,
    lots: Sequence[tuple[int, int]],
    store: Place,
    day: date,
    author: Person,
    key: str,
    now: datetime,
    wished: int | None,
    note: str,
    free_only: bool,
) -> ManufacturingOrder:
    # Locked, so that nobody rewrites the version while the order begins to rest on it.
    locked = RecipeVersion.objects.select_for_update().get(pk=version.pk)
    if not locked.recipe.products.filter(pk=product.pk).exists():
        raise Refused("wrong_product")
    by_weight = check_product(product)
    if not lots:
        raise Refused("no_lots")
    chosen = choose(locked, lots, today=timezone.localdate(now))
    if free_only:
        reserved, _packs = counted_on()
        chosen = free(chosen, reserved)
        if not chosen:
            raise Refused("lots_counted_on")
    owner = scaling.owner_of(chosen, reads.us().pk)
    scaled = reads.scaled(locked, product, chosen, wished=wished)
    if not scaled.jars:
        names = Item.objects.filter(pk__in=scaled.limiting).values_list("name", flat=True)
        raise Refused("no_mass_possible" if by_weight else "no_jar_possible", items=", ".join(names))
    made = ManufacturingOrder.objects.create(
        number=f"OF-{day:%Y}-{journals.next_number(f'of {day:%Y}'):03d}",
        day=day,
        version=locked,
        product=product,
        owner_id=owner,
        store=store,
        jars=0 if by_weight else scaled.jars,
        mass_mg=scaled.finished_mg if by_weight else 0,
        note=note,
        author=author,
        made_at=now,
        key=key,
    )
    rows = []
    for need in scaled.needs:
        of_item = [lot for lot in chosen if lot.item == need.item]
        rows += [
            OrderLot(order=made, lot_id=lot.lot, place_id=lot.place, quantity=quantity)
            for lot, quantity in scaling.allot(of_item, need.gross)
        ]
    OrderLot.objects.bulk_create(rows)
    return made


def check_product(product: Item) -> bool:
    """Whether it is made by weight; else it goes in jars. Raises Refused: wrong_product, no_use_by."""
    if weighed.by_weight(ItemKind(product.kind), Dimension(product.dimension)):
        if product.date_kind != DateKind.USE_BY or not product.shelf_days:
            raise Refused("no_use_by", item=product.name)
        return True
    if product.jar_format is None:
        raise Refused("wrong_product")
    return False


def choose(version: RecipeVersion, lots: Sequence[tuple[int, int]], *, today: date) -> list[scaling.AtHand]:
    """The lots that a person ticked, substitutes too, for the rules. Raises Refused: lot_gone, not_in_recipe."""
    items = reads.permitted(version)
    there = {(hand.at_hand.lot, hand.at_hand.place): hand.at_hand for hand in reads.lots_at_hand(items, today=today)}
    chosen = []
    for pair in dict.fromkeys(lots):
        if pair not in there:
            lot = Lot.objects.filter(pk=pair[0]).first()
            code = lot.code if lot else str(pair[0])
            raise Refused("lot_gone" if lot is None or lot.item_id in items else "not_in_recipe", lot=code)
        chosen.append(there[pair])
    return chosen


@transaction.atomic
def cancel(of: ManufacturingOrder, *, now: datetime) -> None:
    """Give up an order that is not made. Raises Refused: order_made, order_cancelled."""
    locked = lock(of)
    if live(locked):
        raise Refused("order_made")
    if locked.cancelled_at:
        raise Refused("order_cancelled")
    ManufacturingOrder.objects.filter(pk=of.pk).update(cancelled_at=now)


@transaction.atomic
def assign(of: ManufacturingOrder, *, to: int | None) -> None:
    """Say who sees to an order (somebody of the kitchen, by key), or that nobody does yet.

    Raises Refused: order_cancelled, not_a_cook.
    """
    locked = lock(of)
    if locked.cancelled_at:
        raise Refused("order_cancelled")
    if to is not None and not reads.cooks_people().filter(pk=to).exists():
        raise Refused("not_a_cook")
    ManufacturingOrder.objects.filter(pk=of.pk).update(assigned=to)
