"""Write what really happened at the kettle."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bocal.catalog.rules import DateKind, Dimension, ItemKind
from bocal.directory import reads as directory
from bocal.directory.models import Collective, Person
from bocal.journals import acts as journals
from bocal.journals.models import Lot, LotState, Stock
from bocal.journals.rules import Refused, Status, mass_of
from bocal.kitchen import reads
from bocal.kitchen.acts import mixing
from bocal.kitchen.acts.bench import claim_steps
from bocal.kitchen.acts.ordering import check_product
from bocal.kitchen.acts.standing import live, lock
from bocal.kitchen.models import Making, ManufacturingOrder
from bocal.kitchen.rules import making as kettle
from bocal.kitchen.rules import recipes as scaling


@dataclass(frozen=True)
class Taken:
    """What a person says went in of a lot: in its own unit, peel included; `peel_mg` of it went to the peelings."""

    lot: int
    place: int
    quantity: int
    peel_mg: int = 0


@dataclass(frozen=True)
class Outcome:
    """What a person says came of it. Masses in mg; None: not measured. Minutes by person.

    Jars, or for what is made by weight `weighed_mg` and the `bags` it was put in: (packaging item, pieces).
    """

    jars_filled: int = 0
    water_mg: int = 0
    jars_broken: int = 0
    lids_broken: int = 0
    tasting_jars: int = 0
    tasting_mg: int = 0
    spilled_mg: int = 0
    evaporation_mg: int | None = None
    minutes: tuple[tuple[int, int], ...] = ()
    weighed_mg: int = 0
    bags: tuple[tuple[int, int], ...] = ()


def account(of: ManufacturingOrder, *, taken: Sequence[Taken], outcome: Outcome) -> kettle.Account:
    """The kettle's balance before anything is written. Raises Refused: those of `kettle.account`, not_usable…"""
    return weigh_up(of, taken=taken, outcome=outcome)[0]


def weigh_up(
    of: ManufacturingOrder, *, taken: Sequence[Taken], outcome: Outcome
) -> tuple[kettle.Account, mixing.Mixed]:
    """The kettle's balance, and how its mix stands beside what the schedule covers, before anything is written.

    Raises Refused: those of `account`.
    """
    composition = reads.mixture(of.version)
    used, _owner, portions, _until = _used(composition, taken)
    found = kettle.account(_made(of, used, outcome), composition, reads.collective().tolerance_bp)
    return found, mixing.mixed(composition, portions, water_mg=outcome.water_mg, by_weight=of.by_weight)


def make(
    of: ManufacturingOrder,
    *,
    taken: Sequence[Taken],
    outcome: Outcome,
    day: date,
    author: Person,
    key: str,
    now: datetime,
    note: str = "",
    mix_reason: str = "",
) -> journals.Posted:
    """Write what really happened at the kettle: one gesture, one finished lot on hold. The same key writes once.

    `mix_reason`: why the mix was outside what the schedule covers; the lot then waits for a decision on a deviation.

    Raises Refused: order_made, order_cancelled, not_usable, not_in_recipe, mixed_owners, mix_outside, mix_other,
    those of `kettle.account` and `kettle.gesture`, and those of journals.post.
    """
    try:
        with transaction.atomic():
            return _make(of, taken, outcome, day, author, key, now, note, mix_reason)
    except IntegrityError:
        if done := _made_before(of, key, author):
            return done
        raise


def _made_before(of: ManufacturingOrder, key: str, author: Person) -> journals.Posted | None:
    making = of.makings.filter(voucher__key=key, voucher__author=author).select_related("voucher", "lot").first()
    return journals.Posted(making.voucher, {kettle.JARS: making.lot}, fresh=False) if making else None


def _make(
    of: ManufacturingOrder,
    taken: Sequence[Taken],
    outcome: Outcome,
    day: date,
    author: Person,
    key: str,
    now: datetime,
    note: str,
    mix_reason: str,
) -> journals.Posted:
    locked = lock(of)
    if done := _made_before(locked, key, author):
        return done
    if live(locked):
        raise Refused("order_made")
    if locked.cancelled_at:
        raise Refused("order_cancelled")
    if day < locked.day - timedelta(days=31):
        raise Refused("made_before")
    composition = reads.mixture(locked.version)
    used, owner, portions, until = _used(composition, taken)
    made = _made(locked, used, outcome)
    collective = reads.collective()
    found = kettle.account(made, composition, collective.tolerance_bp)
    judged = mixing.mixed(composition, portions, water_mg=outcome.water_mg, by_weight=locked.by_weight)
    mixing.refuse_unexplained(judged, mix_reason)
    by_weight = check_product(locked.product)
    format_ = locked.product.jar_format
    jars = _lock_packs(format_.jar_id, collective) if format_ else []
    lids = _lock_packs(format_.lid_id, collective) if format_ else []
    bags = _bags(outcome.bags, collective) if by_weight else []
    gesture = kettle.gesture(
        made,
        found,
        kettle.Product(
            item=locked.product_id,
            owner=owner,
            store=locked.store_id,
            date_kind=DateKind(locked.product.date_kind),
            shelf_days=locked.product.shelf_days,
            not_after=until if by_weight else None,
            held=_("Attend ses contrôles") if by_weight else "",
        ),
        jars=jars,
        lids=lids,
        outside=directory.outsides(),
        day=day,
        author=author.pk,
        key=key,
        note=note,
        bags=bags,
    )
    posted = journals.post(gesture, now=now)
    making = Making.objects.create(order=locked, voucher=posted.voucher, lot=posted.lots[kettle.JARS])
    mixing.keep(making, judged, reason=mix_reason, day=day, author=author, key=key, now=now)
    claim_steps(locked, posted.voucher)
    return posted


def _lock_packs(item: int, collective: Collective) -> list[kettle.Pack]:
    """Jars or lids, oldest first, counted again once nobody else can take them."""
    list(Stock.objects.select_for_update().filter(lot__item=item).order_by("lot_id", "place_id"))
    return reads.packs(item, collective.organisation_id)


def _bags(wanted: Sequence[tuple[int, int]], collective: Collective) -> list[kettle.Pack]:
    """The lots of bags and crates that these pieces come from. Raises Refused: not_a_bag, not_enough_bags."""
    named = {item.pk: item for item in reads.bags()}
    taken: list[kettle.Pack] = []
    for key, pieces in sorted(wanted):
        if key not in named:
            raise Refused("not_a_bag")
        stock = _lock_packs(key, collective)
        there = sum(pack.quantity for pack in stock)
        if pieces > there:
            raise Refused("not_enough_bags", wanted=pieces, there=there, item=named[key].name)
        taken += kettle.allot_pieces(stock, pieces)
    return taken


def _used(
    composition: scaling.Composition, taken: Sequence[Taken]
) -> tuple[tuple[kettle.Used, ...], int, dict[int, int], date | None]:
    """What was taken with its mass, its one owner, and what went into the pot by item (mg), its nearest use-by day.

    Lots on hold or blocked never enter a pot. Food that the recipe knows nothing of is taken as it is said: the mix is
    judged, and wants a reason.
    """
    items = {item for part in composition.parts for item in (part.item, *(stand.item for stand in part.stands))}
    portions: dict[int, int] = {}
    lots = Lot.objects.select_related("item").in_bulk([one.lot for one in taken])
    states = dict(LotState.objects.filter(lot__in=lots).values_list("lot_id", "status"))
    used, hands = [], []
    for one in taken:
        if one.quantity <= 0:
            continue
        lot = lots.get(one.lot)
        if lot is None or (lot.item_id not in items and lot.item.kind not in scaling.INGREDIENTS):
            raise Refused("not_in_recipe", lot=lot.code if lot else one.lot)
        if states.get(lot.pk) != Status.RELEASED:
            raise Refused("not_usable", lot=lot.code)
        item = lot.item
        facts = journals.lot_facts(item, code=lot.code, owner=lot.owner_id, status=Status.RELEASED)
        mass = mass_of(facts, one.quantity)
        dimension = Dimension(item.dimension)
        peel = one.peel_mg if dimension is Dimension.MASS else 0
        used.append(kettle.Used(lot.pk, one.place, dimension, one.quantity, mass, peel, lot.code))
        portions[item.pk] = portions.get(item.pk, 0) + used[-1].into_pot
        hands.append(
            scaling.AtHand(
                lot.pk,
                one.place,
                item.pk,
                ItemKind(item.kind),
                lot.owner_id,
                dimension,
                item.piece_mg,
                one.quantity,
                mass,
            )
        )
    until = [lots[one.lot].good_until for one in used if lots[one.lot].date_kind == DateKind.USE_BY]
    nearest = min((day for day in until if day is not None), default=None)
    return tuple(used), scaling.owner_of(hands, reads.us().pk), portions, nearest


def _made(of: ManufacturingOrder, used: tuple[kettle.Used, ...], outcome: Outcome) -> kettle.Made:
    return kettle.Made(
        used=used,
        water_mg=outcome.water_mg,
        jars_filled=0 if of.by_weight else outcome.jars_filled,
        piece_mg=0 if of.by_weight else of.product.piece_mg,
        jars_broken=outcome.jars_broken,
        lids_broken=outcome.lids_broken,
        tasting_jars=outcome.tasting_jars,
        tasting_mg=outcome.tasting_mg,
        spilled_mg=outcome.spilled_mg,
        evaporation_mg=outcome.evaporation_mg,
        minutes=outcome.minutes,
        weighed_mg=outcome.weighed_mg if of.by_weight else 0,
    )
