"""At the kettle, on a tablet: start and stop a step, weigh a crate in, note what was filled, write the hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from bocal.catalog.rules import Dimension, ItemKind
from bocal.directory.models import Person
from bocal.journals import acts as journals
from bocal.journals import reads as journal_reads
from bocal.journals.models import Lot, LotState, Stock, Voucher
from bocal.journals.rules import Gesture, Hours, HoursKind, Kind, Refused, Status, mass_of
from bocal.kitchen import reads
from bocal.kitchen.acts.standing import live, lock
from bocal.kitchen.models import Filled, ManufacturingOrder, Step, Weighed
from bocal.kitchen.reads.bench import runs_of, weighed_by_others
from bocal.kitchen.rules import bench
from bocal.kitchen.rules.bench import StepKind
from bocal.kitchen.rules.recipes import INGREDIENTS
from bocal.look.templatetags.look import amount, hour


def start_step(
    of: ManufacturingOrder,
    *,
    kind: StepKind,
    workers: Sequence[Person],
    author: Person,
    key: str,
    now: datetime,
    helpers: int = 0,
) -> Step:
    """Begin a step with those who are at it. The same key begins once.

    Raises Refused: step_nobody, step_running, order_cancelled.
    """
    bench.check_people([person.pk for person in workers], helpers)
    if found := Step.objects.filter(key=key, author=author).first():
        return found
    with transaction.atomic():
        locked = lock(of)
        if found := Step.objects.filter(key=key, author=author).first():
            return found
        if locked.cancelled_at:
            raise Refused("order_cancelled")
        if locked.steps.filter(kind=kind, ended_at=None).exists():
            raise Refused("step_running")
        step = Step.objects.create(
            order=locked, kind=kind, started_at=now, helpers=helpers, author=author, key=key, ended_at=None
        )
        step.workers.set(workers)
        return step


@transaction.atomic
def stop_step(step: Step, *, now: datetime, minutes: int | None = None) -> Step:
    """End a step now, or `minutes` after it began when it was forgotten.

    Raises Refused: step_over, step_forgotten, step_minutes.
    """
    lock(step.order)
    found = Step.objects.select_for_update().get(pk=step.pk)
    if found.ended_at is not None:
        raise Refused("step_over")
    found.ended_at = bench.end_of(found.started_at, now, minutes)
    found.save(update_fields=["ended_at"])
    return found


@dataclass(frozen=True)
class Crate:
    """A crate at the scales: what was scanned or typed, the quantity in the lot's own unit, peel included.

    `knowingly`: the person was told that the recipe knows nothing of it, and what follows.
    """

    code: str
    quantity: int
    peel_mg: int = 0
    knowingly: bool = False


def weigh_in(of: ManufacturingOrder, *, crate: Crate, author: Person, key: str, now: datetime) -> Weighed:
    """Weigh a crate in for an order: from then on nobody else may count on it. The same key weighs once.

    Raises Refused: code_unknown, not_in_recipe, weigh_stranger, not_usable, lot_nowhere, weighed_already,
    weighed_elsewhere, weighed_too_much, weigh_peel, order_made, order_cancelled, mixed_owners.
    """
    if found := Weighed.objects.filter(key=key, author=author).first():
        return found
    try:
        with transaction.atomic():
            return _weigh_in(of, crate, author, key, now)
    except IntegrityError:
        # Two tablets of one order, or the same form twice: the other one has written.
        if found := Weighed.objects.filter(key=key, author=author).first():
            return found
        raise


def _weigh_in(of: ManufacturingOrder, crate: Crate, author: Person, key: str, now: datetime) -> Weighed:
    locked = lock(of)
    if found := Weighed.objects.filter(key=key, author=author).first():
        return found
    if live(locked):
        raise Refused("order_made")
    if locked.cancelled_at:
        raise Refused("order_cancelled")
    lot = _lot_of(locked, crate)
    # Held to the end: two orders that want one crate come one after the other.
    stocks = {
        row.place_id: row
        for row in Stock.objects.select_for_update(of=("self",))
        .filter(lot=lot, quantity__gt=0, place__real=True)
        .order_by("place_id")
    }
    if not stocks:
        raise Refused("lot_nowhere", lot=lot.code)
    already = locked.weighed.filter(lot=lot).select_related("author").first()
    if already:
        raise Refused("weighed_already", lot=lot.code, who=already.author or "?", at=hour(already.at))
    place = _place_of(locked, lot, stocks)
    _check_free(locked, lot, stocks[place], crate.quantity)
    item = lot.item
    facts = journals.lot_facts(item, code=lot.code, owner=lot.owner_id, status=Status.RELEASED)
    peel = crate.peel_mg if item.dimension == Dimension.MASS and item.kind != ItemKind.ADDITIVE else 0
    if peel >= mass_of(facts, crate.quantity):
        raise Refused("weigh_peel", lot=lot.code)
    return Weighed.objects.create(
        order=locked, lot=lot, place_id=place, quantity=crate.quantity, peel_mg=peel, author=author, at=now, key=key
    )


def _lot_of(of: ManufacturingOrder, crate: Crate) -> Lot:
    read = bench.read_code(crate.code)
    lot = journal_reads.lot(read) if read else None
    if lot is None:
        raise Refused("code_unknown", lot=read or crate.code)
    if lot.item_id not in reads.permitted(of.version):
        if lot.item.kind not in INGREDIENTS:
            raise Refused("not_in_recipe", lot=lot.code)
        if not crate.knowingly:
            raise Refused("weigh_stranger", lot=lot.code, item=lot.item.name)
    if LotState.objects.get(lot=lot).status != Status.RELEASED:
        raise Refused("not_usable", lot=lot.code)
    if lot.item.kind != ItemKind.ADDITIVE and lot.owner_id != of.owner_id:
        raise Refused("mixed_owners")
    return lot


def _place_of(of: ManufacturingOrder, lot: Lot, stocks: dict[int, Stock]) -> int:
    """Where it is taken from: where the order chose it, else where most of it is."""
    chosen = of.chosen.filter(lot=lot, place__in=stocks).values_list("place", flat=True).first()
    return chosen or max(stocks.values(), key=lambda row: (row.quantity, -row.place_id)).place_id


def _check_free(of: ManufacturingOrder, lot: Lot, stock: Stock, wanted: int) -> None:
    others = {row.order: row.quantity for row in weighed_by_others(of, lot.pk, stock.place_id)}
    left = bench.free_of(stock.quantity, {order.pk: quantity for order, quantity in others.items()})
    if wanted <= left:
        return
    shown = amount(left, lot.item.dimension)
    if others:
        raise Refused("weighed_elsewhere", lot=lot.code, left=shown, orders=", ".join(order.number for order in others))
    raise Refused("weighed_too_much", lot=lot.code, left=shown)


@transaction.atomic
def weigh_out(weighed: Weighed) -> None:
    """Take a weighing back: its lot is free again. Raises Refused: order_made."""
    if live(lock(weighed.order)):
        raise Refused("order_made")
    Weighed.objects.filter(pk=weighed.pk).delete()


@transaction.atomic
def note_filled(
    of: ManufacturingOrder,
    *,
    author: Person,
    now: datetime,
    water_mg: int = 0,
    jars_filled: int = 0,
    jars_broken: int = 0,
    lids_broken: int = 0,
    tasting_jars: int = 0,
    spilled_mg: int = 0,
    weighed_mg: int = 0,
) -> Filled:
    """Keep what the tablet says of the kettle, to be written with the making. Raises Refused: order_made."""
    locked = lock(of)
    if live(locked):
        raise Refused("order_made")
    row, _new = Filled.objects.update_or_create(
        order=locked,
        defaults={
            "water_mg": water_mg,
            "jars_filled": jars_filled,
            "jars_broken": jars_broken,
            "lids_broken": lids_broken,
            "tasting_jars": tasting_jars,
            "spilled_mg": spilled_mg,
            "weighed_mg": weighed_mg,
            "author": author,
            "at": now,
        },
    )
    return row


def unwritten(of: ManufacturingOrder) -> QuerySet[Step]:
    """Steps whose minutes no voucher that stands bears."""
    return of.steps.filter(Q(voucher=None) | Q(voucher__reversal__isnull=False))


def claim_steps(of: ManufacturingOrder, voucher: Voucher) -> None:
    """The minutes of the steps that are over went into this voucher."""
    keys = list(unwritten(of).filter(ended_at__isnull=False).values_list("pk", flat=True))
    Step.objects.filter(pk__in=keys).update(voucher=voucher)


def write_hours(of: ManufacturingOrder, *, author: Person, key: str, now: datetime) -> Voucher:
    """Write the minutes of the steps that came after the making. The same key writes once.

    Raises Refused: not_made, steps_running, no_minutes, hours_long.
    """
    if done := Voucher.objects.filter(key=key, author=author, kind=Kind.WORK).first():
        return done
    with transaction.atomic():
        locked = lock(of)
        if live(locked) is None:
            raise Refused("not_made")
        runs = [run for run in runs_of(locked.pk) if run.free]
        if any(run.ended_at is None for run in runs):
            raise Refused("steps_running")
        minutes = bench.minutes_of(span for run in runs if (span := run.span))
        if not minutes:
            raise Refused("no_minutes")
        if max(minutes.values()) > 24 * 60:
            raise Refused("hours_long")
        gesture = Gesture(
            Kind.WORK,
            timezone.localdate(now),
            author.pk,
            key,
            note=locked.number,
            hours=[Hours(person, HoursKind.PRODUCTION, spent) for person, spent in sorted(minutes.items())],
        )
        posted = journals.post(gesture, now=now)
        Step.objects.filter(pk__in=[run.pk for run in runs]).update(voucher=posted.voucher)
        return posted.voucher
