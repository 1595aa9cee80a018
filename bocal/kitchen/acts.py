"""Verbs of the kitchen: write a recipe, order, make, cook, check, release. Nothing here is ever edited but a draft."""

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.catalog.models import Item, JarFormat
from bocal.catalog.rules import DateKind, Dimension, ItemKind
from bocal.directory import reads as directory
from bocal.directory.models import Collective, Person, Place
from bocal.journals import acts as journals
from bocal.journals.models import Lot, LotState, Stock, Voucher
from bocal.journals.rules import Refused, Status, mass_of
from bocal.kitchen import reads
from bocal.kitchen.models import (
    Check,
    Cook,
    Making,
    ManufacturingOrder,
    OrderLot,
    Recipe,
    RecipeLine,
    RecipeVersion,
    Schedule,
)
from bocal.kitchen.rules import making as kettle
from bocal.kitchen.rules import recipes as scaling
from bocal.kitchen.rules import safety
from bocal.kitchen.rules.recipes import Part
from bocal.kitchen.rules.safety import CheckKind, Limits, ProbeAt, Treatment
from bocal.look import sheets
from bocal.measure import lethality, table
from bocal.measure.readings import Series, Unit

#: What a logger's file may weigh.
MAX_FILE = 5_000_000

# ── Recipes and schedules ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Draft:
    """What a person types of a version: masses in mg for a kilo of finished product."""

    parts: tuple[Part, ...]
    water_mg_per_kg: int = 0
    evaporation_mg_per_kg: int | None = None
    ph_highest: Decimal | None = None
    method: str = ""


@transaction.atomic
def write_recipe(*, name: str, products: Sequence[Item], draft: Draft, author: Person, now: datetime) -> RecipeVersion:
    """A new recipe with its first version. Raises Refused: recipe_name, recipe_product, and those of `compose`."""
    _check_products(products)
    if Recipe.objects.filter(name__iexact=name.strip()).exists():
        raise Refused("recipe_name")
    recipe = Recipe.objects.create(name=name.strip())
    recipe.products.set(products)
    return _write_version(recipe, 1, draft, author, now)


@transaction.atomic
def rename_recipe(recipe: Recipe, *, name: str, products: Sequence[Item]) -> None:
    """Another name, or more jars, for the same recipe. Raises Refused: recipe_name, recipe_product."""
    _check_products(products)
    if Recipe.objects.filter(name__iexact=name.strip()).exclude(pk=recipe.pk).exists():
        raise Refused("recipe_name")
    Recipe.objects.filter(pk=recipe.pk).update(name=name.strip())
    recipe.products.set(products)


@transaction.atomic
def new_version(of: RecipeVersion, *, author: Person, now: datetime) -> RecipeVersion:
    """The next version of a recipe, copied from `of`. Its schedules are not copied: another recipe is not validated."""
    recipe = Recipe.objects.select_for_update().get(pk=of.recipe_id)
    last = recipe.versions.order_by("-number").values_list("number", flat=True)[0]
    composed = reads.composition(of)
    draft = Draft(composed.parts, of.water_mg_per_kg, of.evaporation_mg_per_kg, of.ph_highest, of.method)
    return _write_version(recipe, last + 1, draft, author, now)


@transaction.atomic
def change_version(version: RecipeVersion, *, draft: Draft) -> None:
    """Rewrite a version that nothing rests on yet. Raises Refused: version_frozen, and those of `compose`."""
    RecipeVersion.objects.select_for_update().get(pk=version.pk)
    if _is_frozen(version):
        raise Refused("version_frozen")
    composed = _compose(draft)
    RecipeVersion.objects.filter(pk=version.pk).update(
        water_mg_per_kg=composed.water_mg_per_kg,
        evaporation_mg_per_kg=composed.evaporation_mg_per_kg,
        ph_highest=draft.ph_highest,
        method=draft.method,
    )
    version.lines.all().delete()
    _write_lines(version, composed.parts)


def _is_frozen(version: RecipeVersion) -> bool:
    return version.orders.exists() or version.schedules.exists()


def _check_products(products: Sequence[Item]) -> None:
    if not products or any(item.kind != ItemKind.FINISHED or item.jar_format_id is None for item in products):
        raise Refused("recipe_product")


def _compose(draft: Draft) -> scaling.Composition:
    allowed = reads.ingredients().in_bulk([part.item for part in draft.parts])
    for part in draft.parts:
        if part.item not in allowed:
            item = Item.objects.filter(pk=part.item).first()
            raise Refused("recipe_item", item=item.name if item else part.item)
    return scaling.compose(draft.parts, draft.water_mg_per_kg, draft.evaporation_mg_per_kg)


def _write_version(recipe: Recipe, number: int, draft: Draft, author: Person, now: datetime) -> RecipeVersion:
    composed = _compose(draft)
    version = RecipeVersion.objects.create(
        recipe=recipe,
        number=number,
        water_mg_per_kg=composed.water_mg_per_kg,
        evaporation_mg_per_kg=composed.evaporation_mg_per_kg,
        ph_highest=draft.ph_highest,
        method=draft.method,
        author=author,
        made_at=now,
    )
    _write_lines(version, composed.parts)
    return version


def _write_lines(version: RecipeVersion, parts: Iterable[Part]) -> None:
    RecipeLine.objects.bulk_create(
        [
            RecipeLine(version=version, item_id=p.item, role=p.role, mg_per_kg=p.mg_per_kg, peel_bp=p.peel_bp)
            for p in parts
        ]
    )


@transaction.atomic
def set_schedule(
    version: RecipeVersion,
    jar_format: JarFormat,
    *,
    treatment: Treatment,
    tref: Decimal,
    z: Decimal,
    required: Decimal,
    validated_by: str,
    validated_on: date,
    reference: str,
    author: Person,
    now: datetime,
    plateau_temperature: Decimal | None = None,
    plateau_minutes: Decimal | None = None,
    ph_max: Decimal | None = None,
) -> Schedule:
    """Write down a schedule that a competent body has validated; it replaces the one in force, which stays readable.

    Raises Refused: those of `safety.check_schedule`, wrong_product.
    """
    locked = RecipeVersion.objects.select_for_update().get(pk=version.pk)
    if not locked.recipe.products.filter(jar_format=jar_format).exists():
        raise Refused("wrong_product")
    schedule = Schedule(
        version=locked,
        jar_format=jar_format,
        treatment=treatment,
        tref=tref,
        z=z,
        required=required,
        plateau_temperature=plateau_temperature,
        plateau_minutes=plateau_minutes,
        ph_max=ph_max,
        validated_by=validated_by,
        validated_on=validated_on,
        reference=reference,
        author=author,
        made_at=now,
    )
    safety.check_schedule(
        reads.limits_of(schedule),
        ph_highest=None if locked.ph_highest is None else float(locked.ph_highest),
        validated_on=validated_on,
        today=timezone.localdate(now),
    )
    schedule.save()
    return schedule


@transaction.atomic
def withdraw_schedule(schedule: Schedule, *, author: Person, now: datetime) -> None:
    """Take a schedule out of force: from now on nothing passes until another is written. Raises: already_withdrawn."""
    done = Schedule.objects.filter(pk=schedule.pk, withdrawn_at=None).update(withdrawn_at=now, withdrawn_by=author)
    if not done:
        raise Refused("already_withdrawn")


# ── Orders ───────────────────────────────────────────────────────────────────────────────────────────────────────────


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
) -> ManufacturingOrder:
    """A manufacturing order scaled to the chosen lots, each a (lot, place). The same key orders once.

    Raises Refused: no_lots, lot_gone, not_in_recipe, mixed_owners, no_jar_possible, wrong_product.
    """
    if found := ManufacturingOrder.objects.filter(key=key, author=author).first():
        return found
    try:
        with transaction.atomic():
            return _order(version, product, lots, store, day, author, key, now, wished, note)
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
) -> ManufacturingOrder:
    # Locked, so that nobody rewrites the version while the order begins to rest on it.
    locked = RecipeVersion.objects.select_for_update().get(pk=version.pk)
    if product.jar_format is None or not locked.recipe.products.filter(pk=product.pk).exists():
        raise Refused("wrong_product")
    if not lots:
        raise Refused("no_lots")
    chosen = choose(locked, lots, today=timezone.localdate(now))
    owner = scaling.owner_of(chosen, reads.us().pk)
    scaled = scaling.scale(reads.composition(locked), chosen, piece_mg=product.piece_mg, wished=wished)
    if not scaled.jars:
        names = Item.objects.filter(pk__in=scaled.limiting).values_list("name", flat=True)
        raise Refused("no_jar_possible", items=", ".join(names))
    made = ManufacturingOrder.objects.create(
        number=f"OF-{day:%Y}-{journals.next_number(f'of {day:%Y}'):03d}",
        day=day,
        version=locked,
        product=product,
        owner_id=owner,
        store=store,
        jars=scaled.jars,
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


def choose(version: RecipeVersion, lots: Sequence[tuple[int, int]], *, today: date) -> list[scaling.AtHand]:
    """The lots that a person ticked, as the rules want them. Raises Refused: lot_gone, not_in_recipe."""
    items = {line.item_id for line in version.lines.all()}
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
    locked = _lock(of)
    if _live(locked):
        raise Refused("order_made")
    if locked.cancelled_at:
        raise Refused("order_cancelled")
    ManufacturingOrder.objects.filter(pk=of.pk).update(cancelled_at=now)


def _lock(of: ManufacturingOrder) -> ManufacturingOrder:
    """The order's row, held to the end: making, cooking, checking and releasing it go one after the other."""
    ManufacturingOrder.objects.select_for_update().get(pk=of.pk)
    return ManufacturingOrder.objects.select_related("version", "product__jar_format").get(pk=of.pk)


def _live(of: ManufacturingOrder) -> Making | None:
    return of.makings.filter(voucher__reversal=None).select_related("voucher", "lot").first()


# ── Making ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Taken:
    """What a person says went in of a lot: in its own unit, peel included; `peel_mg` of it went to the peelings."""

    lot: int
    place: int
    quantity: int
    peel_mg: int = 0


@dataclass(frozen=True)
class Outcome:
    """What a person says came of it. Masses in mg; None: not measured. Minutes by person."""

    jars_filled: int
    water_mg: int = 0
    jars_broken: int = 0
    lids_broken: int = 0
    tasting_jars: int = 0
    tasting_mg: int = 0
    spilled_mg: int = 0
    evaporation_mg: int | None = None
    minutes: tuple[tuple[int, int], ...] = ()


def account(of: ManufacturingOrder, *, taken: Sequence[Taken], outcome: Outcome) -> kettle.Account:
    """The kettle's balance before anything is written. Raises Refused: those of `kettle.account`, not_usable…"""
    used, _owner = _used(of, taken)
    return kettle.account(_made(of, used, outcome), reads.composition(of.version), reads.collective().tolerance_bp)


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
) -> journals.Posted:
    """Write what really happened at the kettle: one gesture, one finished lot on hold. The same key writes once.

    Raises Refused: order_made, order_cancelled, not_usable, not_in_recipe, mixed_owners, those of `kettle.account` and
    `kettle.gesture`, and those of journals.post.
    """
    try:
        with transaction.atomic():
            return _make(of, taken, outcome, day, author, key, now, note)
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
) -> journals.Posted:
    locked = _lock(of)
    if done := _made_before(locked, key, author):
        return done
    if _live(locked):
        raise Refused("order_made")
    if locked.cancelled_at:
        raise Refused("order_cancelled")
    if day < locked.day - timedelta(days=31):
        raise Refused("made_before")
    used, owner = _used(locked, taken)
    made = _made(locked, used, outcome)
    collective = reads.collective()
    found = kettle.account(made, reads.composition(locked.version), collective.tolerance_bp)
    format_ = locked.product.jar_format
    if format_ is None:
        raise Refused("wrong_product")
    jars = _lock_packs(format_.jar_id, collective)
    lids = _lock_packs(format_.lid_id, collective)
    gesture = kettle.gesture(
        made,
        found,
        kettle.Product(
            item=locked.product_id,
            owner=owner,
            store=locked.store_id,
            date_kind=DateKind(locked.product.date_kind),
            shelf_days=locked.product.shelf_days,
        ),
        jars=jars,
        lids=lids,
        outside=directory.outsides(),
        day=day,
        author=author.pk,
        key=key,
        note=note,
    )
    posted = journals.post(gesture, now=now)
    Making.objects.create(order=locked, voucher=posted.voucher, lot=posted.lots[kettle.JARS])
    return posted


def _lock_packs(item: int, collective: Collective) -> list[kettle.Pack]:
    """Jars or lids, oldest first, counted again once nobody else can take them."""
    list(Stock.objects.select_for_update().filter(lot__item=item).order_by("lot_id", "place_id"))
    return reads.packs(item, collective.organisation_id)


def _used(of: ManufacturingOrder, taken: Sequence[Taken]) -> tuple[tuple[kettle.Used, ...], int]:
    """What was taken, with its mass and its one owner. Lots on hold or blocked never enter a pot."""
    items = {line.item_id for line in of.version.lines.all()}
    lots = Lot.objects.select_related("item").in_bulk([one.lot for one in taken])
    states = dict(LotState.objects.filter(lot__in=lots).values_list("lot_id", "status"))
    used, hands = [], []
    for one in taken:
        if one.quantity <= 0:
            continue
        lot = lots.get(one.lot)
        if lot is None or lot.item_id not in items:
            raise Refused("not_in_recipe", lot=lot.code if lot else one.lot)
        if states.get(lot.pk) != Status.RELEASED:
            raise Refused("not_usable", lot=lot.code)
        item = lot.item
        facts = journals.lot_facts(item, code=lot.code, owner=lot.owner_id, status=Status.RELEASED)
        mass = mass_of(facts, one.quantity)
        dimension = Dimension(item.dimension)
        peel = one.peel_mg if dimension is Dimension.MASS else 0
        used.append(kettle.Used(lot.pk, one.place, dimension, one.quantity, mass, peel, lot.code))
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
    return tuple(used), scaling.owner_of(hands, reads.us().pk)


def _made(of: ManufacturingOrder, used: tuple[kettle.Used, ...], outcome: Outcome) -> kettle.Made:
    return kettle.Made(
        used=used,
        water_mg=outcome.water_mg,
        jars_filled=outcome.jars_filled,
        piece_mg=of.product.piece_mg,
        jars_broken=outcome.jars_broken,
        lids_broken=outcome.lids_broken,
        tasting_jars=outcome.tasting_jars,
        tasting_mg=outcome.tasting_mg,
        spilled_mg=outcome.spilled_mg,
        evaporation_mg=outcome.evaporation_mg,
        minutes=outcome.minutes,
    )


# ── Cook ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def cook(
    of: ManufacturingOrder,
    *,
    file_name: str,
    data: bytes,
    equipment: str,
    probe: ProbeAt,
    author: Person,
    key: str,
    now: datetime,
    unit: Unit | None = None,
    clock_is_wrong: bool = False,
) -> Cook:
    """Read a data logger's file for an order that is made, work out what it was worth, keep both. It supersedes.

    `unit` is needed when the file says none. A cook that fails blocks what had been released with it. Raises Refused:
    not_made, no_unit, too_hot, other_day, many_sheets; measure's Unreadable; look.sheets.SheetRefused.
    """
    if found := Cook.objects.filter(key=key, author=author).first():
        return found
    rows, series = _read(file_name, data)
    if unit is None and series.unit is None:
        raise Refused("no_unit")
    scale = lethality.unit_of(series, unit)
    started = safety.day_of(rows, series.lines[0])
    try:
        with transaction.atomic():
            locked = _lock(of)
            making = _live(locked)
            if making is None:
                raise Refused("not_made")
            elsewhere = started is not None and started != making.voucher.day
            if elsewhere and not clock_is_wrong:
                raise Refused("other_day", started=f"{started:%d/%m/%Y}", made=f"{making.voucher.day:%d/%m/%Y}")
            written = _write_cook(
                making,
                _judge(series, scale, _schedule_of(locked)),
                file_name=file_name,
                sha256=hashlib.sha256(data).hexdigest(),
                equipment=equipment,
                probe=probe,
                started=started,
                other_day=elsewhere,
                author=author,
                key=key,
                now=now,
            )
            _block_if_heat_failed(locked, making, author, key, now)
            return written
    except IntegrityError:
        if found := Cook.objects.filter(key=key, author=author).first():
            return found
        raise


@transaction.atomic
def judge_again(of: ManufacturingOrder, *, author: Person, key: str, now: datetime) -> Cook:
    """Judge the latest curve of an order by the schedule in force now; the earlier judgement stays.

    Raises Refused: not_made, nothing_to_judge.
    """
    if found := Cook.objects.filter(key=key, making__order=of).first():
        return found
    locked = _lock(of)
    making = _live(locked)
    if making is None:
        raise Refused("not_made")
    last = making.cooks.order_by("-pk").first()
    if last is None:
        raise Refused("nothing_to_judge")
    series = reads.series_of(last)
    judged = _judge(series, lethality.unit_of(series), _schedule_of(locked))
    written = _write_cook(
        making,
        judged,
        file_name=last.file_name,
        sha256=last.sha256,
        equipment=last.equipment,
        probe=ProbeAt(last.probe_at),
        started=last.started_on,
        other_day=last.other_day,
        # Who judges again has not cooked.
        author=last.author,
        key=key,
        now=now,
    )
    _block_if_heat_failed(locked, making, author, key, now)
    return written


def _read(name: str, data: bytes) -> tuple[list[list[str]], Series]:
    """A logger's file as rows and readings. Raises Unreadable, SheetRefused, Refused: many_sheets."""
    if name.rpartition(".")[2].lower() in ("xlsx", "ods"):
        found = sheets.read(name, data)
        if len(found) > 1:
            raise Refused("many_sheets")
        out = io.StringIO()
        csv.writer(out, delimiter=";").writerows(found[0].rows)
        text = out.getvalue()
    else:
        text = table.decode(data)
    return table.rows(text), lethality.read_logger(text)


@dataclass(frozen=True)
class _Judged:
    series: Series
    unit: Unit
    schedule: Schedule | None
    result: lethality.Result
    plateau: float | None


def _schedule_of(of: ManufacturingOrder) -> Schedule | None:
    found = reads.schedules_in_force([of.version_id])
    return found.get((of.version_id, of.product.jar_format_id or 0))


def _judge(series: Series, unit: Unit, schedule: Schedule | None) -> _Judged:
    """The readings' worth under a schedule; under F0's own tref and z when there is none, for the curve alone."""
    limits: Limits | None = reads.limits_of(schedule) if schedule else None
    known = series if series.unit else replace(series, unit=unit)
    tref, z = safety.in_unit(limits, unit) if limits else (None, None)
    result = lethality.lethality(known, tref, z, unit)
    safety.refuse_too_hot(result.peak, unit)
    plateau = None
    if limits and limits.plateau_temperature is not None:
        held_at = limits.plateau_temperature
        plateau = lethality.time_above(known, held_at if unit == "C" else safety.to_fahrenheit(held_at))
    return _Judged(known, unit, schedule, result, plateau)


def _write_cook(
    making: Making,
    judged: _Judged,
    *,
    file_name: str,
    sha256: str,
    equipment: str,
    probe: ProbeAt,
    started: date | None,
    other_day: bool,
    author: Person | None,
    key: str,
    now: datetime,
) -> Cook:
    result = judged.result
    return Cook.objects.create(
        making=making,
        schedule=judged.schedule,
        equipment=equipment,
        probe_at=probe,
        file_name=file_name[-150:],
        sha256=sha256,
        times=list(judged.series.times),
        probes=[list(values) for values in judged.series.probes],
        names=list(judged.series.names),
        unit=judged.unit,
        tref=result.tref,
        z=result.z,
        points=result.points,
        minutes=result.minutes,
        exact=result.exact,
        trapezoid=result.trapezoid,
        peak=result.peak,
        peak_at=result.peak_at,
        largest_gap=result.largest_gap,
        plateau=judged.plateau,
        started_on=started,
        other_day=other_day,
        author=author,
        made_at=now,
        key=key,
    )


def _block_if_heat_failed(of: ManufacturingOrder, making: Making, author: Person, key: str, now: datetime) -> None:
    """A curve that fails takes the release back, from this lot and from those of the same load."""
    file = reads.file_of(of.pk)
    if file is None or not file.verdict.failed:
        return
    released = [lot for lot in reads.mates(making) if lot.state.status == Status.RELEASED]
    if released:
        _block(released, _("Cuisson insuffisante (%(number)s)") % {"number": of.number}, author, key, now)


# ── Checks and release ───────────────────────────────────────────────────────────────────────────────────────────────


def check(
    of: ManufacturingOrder,
    *,
    kind: CheckKind,
    author: Person,
    key: str,
    now: datetime,
    value: Decimal | None = None,
    meter: str = "",
    looked_at: int = 0,
    failing: int = 0,
    sound: bool = True,
    note: str = "",
) -> Check:
    """Write down a check. One that says no blocks the lot and those of the same load, released or not.

    Raises Refused: not_made, ph_missing, ph_absurd, closure_none, check_failing.
    """
    if kind is CheckKind.PH:
        if value is None:
            raise Refused("ph_missing")
        if not 1 <= value <= 10:
            raise Refused("ph_absurd")
    if kind is CheckKind.CLOSURE:
        if looked_at <= 0:
            raise Refused("closure_none")
        if failing > looked_at:
            raise Refused("check_failing")
    if found := Check.objects.filter(key=key, author=author).first():
        return found
    try:
        with transaction.atomic():
            locked = _lock(of)
            making = _live(locked)
            if making is None:
                raise Refused("not_made")
            written = Check.objects.create(
                making=making,
                kind=kind,
                value=value,
                meter=meter,
                looked_at=looked_at,
                failing=failing,
                sound=sound,
                note=note,
                author=author,
                made_at=now,
                key=key,
            )
            schedule = _schedule_of(locked)
            if safety.check_fails(reads.checked(written), reads.limits_of(schedule) if schedule else None):
                to_block = [lot for lot in reads.mates(making) if lot.state.status != Status.BLOCKED]
                if to_block:
                    reason = _("Contrôle non conforme : %(kind)s (%(number)s)") % {
                        "kind": written.get_kind_display(),
                        "number": of.number,
                    }
                    _block(to_block, reason, author, key, now)
            return written
    except IntegrityError:
        if found := Check.objects.filter(key=key, author=author).first():
            return found
        raise


def _block(lots: Sequence[Lot], reason: str, author: Person, key: str, now: datetime) -> Voucher:
    return journals.decide(lots, Status.BLOCKED, reason=reason, author=author, key=f"{key}-block", now=now).voucher


@transaction.atomic
def release(of: ManufacturingOrder, *, author: Person, key: str, now: datetime, reason: str = "") -> Voucher:
    """Let a lot be sold and given, once nothing is missing. The same key releases once.

    Raises Refused: not_made, and those of `safety.check_release`.
    """
    locked = _lock(of)
    making = _live(locked)
    if making is None:
        raise Refused("not_made")
    if done := Voucher.objects.filter(key=key, author=author, decisions__lot=making.lot).first():
        return done
    file = reads.file_of(locked.pk)
    if file is None:
        raise Refused("not_made")
    safety.check_release(
        file.gaps,
        status=file.status,
        four_eyes=reads.collective().four_eyes,
        releaser=author.pk,
        cooks=file.cooks,
        reason=reason,
    )
    return journals.decide(
        [making.lot], Status.RELEASED, reason=reason.strip(), author=author, key=key, now=now
    ).voucher


@transaction.atomic
def block(of: ManufacturingOrder, *, reason: str, author: Person, key: str, now: datetime) -> Voucher:
    """Block a lot and say why. Raises Refused: not_made, block_wants_reason, already_blocked."""
    if not reason.strip():
        raise Refused("block_wants_reason")
    locked = _lock(of)
    making = _live(locked)
    if making is None:
        raise Refused("not_made")
    if done := Voucher.objects.filter(key=key, author=author, decisions__lot=making.lot).first():
        return done
    if LotState.objects.get(lot=making.lot).status == Status.BLOCKED:
        raise Refused("already_blocked")
    return journals.decide([making.lot], Status.BLOCKED, reason=reason.strip(), author=author, key=key, now=now).voucher
