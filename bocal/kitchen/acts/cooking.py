"""Read a data logger's file, and judge its curve."""

import csv
import hashlib
import io
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from bocal.directory.models import Person
from bocal.journals.rules import Refused
from bocal.kitchen import reads
from bocal.kitchen.acts import judged
from bocal.kitchen.acts.standing import candidates, cooking_days, live, lock
from bocal.kitchen.models import Cook, Making, ManufacturingOrder
from bocal.kitchen.reads.book import fitting
from bocal.kitchen.rules import factors, nights, safety
from bocal.kitchen.rules.nights import Span
from bocal.kitchen.rules.safety import Limits, ProbeAt, Warn
from bocal.look import sheets
from bocal.measure import lethality, table
from bocal.measure.readings import Series, Unit
from bocal.safety.models import Equipment
from bocal.safety.rules import EquipmentKind, Paper, paper

#: What a logger's file may weigh.
MAX_FILE = 5_000_000


@dataclass(frozen=True)
class Load:
    """How the autoclave ran, as the person who ran it says: what the curve does not show.

    `jars` in the load, all products together; `initial` °C of the coldest jar at the start; `water`: whether the water
    that cools was good, None when nobody looked; `beside`: other orders that were in the same load.
    """

    autoclave: Equipment | None = None
    logger: Equipment | None = None
    operator: Person | None = None
    jars: int | None = None
    initial: Decimal | None = None
    water: bool | None = None
    beside: tuple[ManufacturingOrder, ...] = ()


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
    load: Load | None = None,
) -> Cook:
    """Read a data logger's file for an order that is made, work out what it was worth, keep both. It supersedes.

    `unit` is needed when the file says none. Each order of the load is judged by its own schedule. A cook that fails
    blocks what had been released with it; whatever is not as it should be opens a deviation. Raises Refused: not_made,
    no_unit, too_hot, other_day, file_of_another_day, many_sheets, equipment_kind; measure's Unreadable;
    look.sheets.SheetRefused.
    """
    if found := Cook.objects.filter(key=key, author=author).first():
        return found
    load = load or Load()
    if load.autoclave is not None and load.autoclave.kind != EquipmentKind.AUTOCLAVE:
        raise Refused("equipment_kind")
    rows, series = _read(file_name, data)
    if unit is None and series.unit is None:
        raise Refused("no_unit")
    scale = lethality.unit_of(series, unit)
    span = nights.span_of(rows, series.lines, series.times[-1] - series.times[0], timezone.get_current_timezone())
    started = span.first if span else None
    together = sorted({of.pk: of, **{one.pk: one for one in load.beside}}.values(), key=lambda one: one.pk)
    sha256 = hashlib.sha256(data).hexdigest()
    fallen = [Warn.PROBE_OUT.value] if factors.suspects(series, scale) else []
    written: dict[int, Cook] = {}
    try:
        with transaction.atomic():
            # Always in the order of their keys: two people who send the same load never wait for each other.
            for one in [lock(order) for order in together]:
                making = live(one)
                if making is None:
                    raise Refused("not_made")
                days = cooking_days(making, timezone.localdate(now))
                _refuse_another_days(sha256, making, days, span)
                elsewhere = span is not None and not span.touches(days)
                if elsewhere and started and not clock_is_wrong:
                    raise Refused("other_day", started=f"{started:%d/%m/%Y}", made=f"{making.voucher.day:%d/%m/%Y}")
                draft = Cook(
                    making=making,
                    equipment=equipment or str(load.autoclave or ""),
                    autoclave=load.autoclave,
                    logger=load.logger,
                    operator=load.operator,
                    load=key if len(together) > 1 else "",
                    error=_error(load),
                    load_jars=load.jars,
                    initial_temperature=load.initial,
                    cooling_sound=load.water,
                    probe_at=probe,
                    file_name=file_name[-150:],
                    sha256=sha256,
                    started_on=started,
                    other_day=elsewhere,
                    warned=[*_warned(load, author, making.voucher.day), *fallen],
                    author=author,
                    made_at=now,
                    key=key if one.pk == of.pk else f"{key}-{one.pk}",
                )
                written[one.pk] = _judge(draft, series, scale, one)
                judged.follow_up(one, written[one.pk], author=author, key=written[one.pk].key, now=now, fresh=True)
            return written[of.pk]
    except IntegrityError:
        if found := Cook.objects.filter(key=key, author=author).first():
            return found
        raise


def _refuse_another_days(sha256: str, making: Making, days: frozenset[date], span: Span | None) -> None:
    """A file without a date may still be known: refuse the very readings that count for a lot of another day. A load
    that ran over midnight is of both."""
    later = Cook.objects.filter(making=OuterRef("making"), pk__gt=OuterRef("pk"))
    counting = Cook.objects.filter(~Exists(later), sha256=sha256, making__voucher__reversal=None)
    for other in counting.exclude(making=making).select_related("making__order", "making__voucher"):
        day = other.making.voucher.day
        if day not in days and not (span and span.touches(days) and span.touches({day})):
            raise Refused(
                "file_of_another_day", order=other.making.order.number, day=f"{other.making.voucher.day:%d/%m/%Y}"
            )


@transaction.atomic
def judge_again(of: ManufacturingOrder, *, author: Person, key: str, now: datetime) -> Cook:
    """Judge the latest curve of an order by the schedule in force now; the earlier judgement stays.

    Raises Refused: not_made, nothing_to_judge.
    """
    if found := Cook.objects.filter(key=key, making__order=of).first():
        return found
    locked, last = _last(of)
    # Who judges again has not cooked: the author stays.
    written = _copy(last, locked, key=key, now=now, excluded=last.excluded)
    judged.follow_up(locked, written, author=author, key=key, now=now, fresh=False)
    return written


@transaction.atomic
def exclude_probe(of: ManufacturingOrder, *, probe: int, reason: str, author: Person, key: str, now: datetime) -> Cook:
    """Judge the latest curve without a probe that fell out or stuck; why, and who said so, stay on the record.

    Raises Refused: not_made, nothing_to_judge, probe_is_sound, probe_wants_reason.
    """
    if found := Cook.objects.filter(key=key, making__order=of).first():
        return found
    if not reason.strip():
        raise Refused("probe_wants_reason")
    locked, last = _last(of)
    if probe not in reads.suspects_of(last):
        raise Refused("probe_is_sound")
    names = list(last.names) + [""] * len(last.probes)
    left_out = {"probe": probe, "name": names[probe], "reason": reason.strip()[:300], "by": author.pk}
    written = _copy(last, locked, key=key, now=now, excluded=[*last.excluded, left_out])
    judged.follow_up(locked, written, author=author, key=key, now=now, fresh=False)
    return written


def _last(of: ManufacturingOrder) -> tuple[ManufacturingOrder, Cook]:
    locked = lock(of)
    making = live(locked)
    if making is None:
        raise Refused("not_made")
    last = making.cooks.order_by("-pk").first()
    if last is None:
        raise Refused("nothing_to_judge")
    return locked, last


def _copy(last: Cook, of: ManufacturingOrder, *, key: str, now: datetime, excluded: list[dict[str, object]]) -> Cook:
    """The same readings under another judgement."""
    series = reads.series_of(last)
    draft = Cook.objects.get(pk=last.pk)
    draft.pk, draft.key, draft.made_at, draft.excluded = None, key, now, excluded
    draft._state.adding = True
    if excluded:
        kept = [code for code in draft.warned if code not in (Warn.PROBE_OUT, Warn.PROBE_EXCLUDED)]
        draft.warned = [*kept, Warn.PROBE_EXCLUDED.value]
    return _judge(draft, series, lethality.unit_of(series), of)


def _error(load: Load) -> Decimal | None:
    """The greatest error (°C) of what read the load: its logger, else the autoclave that recorded itself."""
    used = load.logger or load.autoclave
    return used.error if used is not None else None


def _warned(load: Load, author: Person, day: date) -> list[str]:
    """What is wrong with the machines and the person of a load, on its day."""
    found = []
    dates = []
    for used in filter(None, (load.autoclave, load.logger)):
        dates += [used.calibrated_until, used.inspected_until, used.requalified_until]
    if any(paper(until, day) is Paper.OVER for until in dates):
        found.append(Warn.PAPERS_OVER.value)
    if load.autoclave is not None:
        trained = [row.person_id for row in load.autoclave.trainings.all() if paper(row.until, day) is not Paper.OVER]
        # A list that nobody keeps says nothing of anybody.
        if load.autoclave.trainings.exists() and (load.operator or author).pk not in trained:
            found.append(Warn.NOT_TRAINED.value)
    return found


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


def _judge(draft: Cook, series: Series, unit: Unit, of: ManufacturingOrder) -> Cook:
    """Fill in what the readings are worth under the schedule of this load, and write it.

    Under F0's own tref and z when there is none: for the curve alone. Probes that were left out do not count, and the
    minutes are those of readings lowered by the greatest error of what read them.
    """
    schedule = fitting(candidates(of), autoclave=draft.autoclave_id, jars=draft.load_jars)
    limits: Limits | None = reads.limits_of(schedule) if schedule else None
    known = series if series.unit else replace(series, unit=unit)
    left_out = {one["probe"] for one in draft.excluded}
    counting = replace(
        known,
        probes=tuple(values for i, values in enumerate(known.probes) if i not in left_out),
        names=tuple(name for i, name in enumerate(known.names) if i not in left_out),
    )
    tref, z = safety.in_unit(limits, unit) if limits else (None, None)
    safety.refuse_too_hot(max(value for _at, value in lethality.envelope(counting)), unit)
    sure = counting.lowered(safety.step_in_unit(float(draft.error or 0), unit))
    result = lethality.lethality(sure, tref, z, unit)
    draft.plateau = draft.come_up = None
    if limits and limits.plateau_temperature is not None:
        held_at = limits.plateau_temperature
        held_at = held_at if unit == "C" else safety.to_fahrenheit(held_at)
        draft.plateau = lethality.longest_above(sure, held_at)
        draft.come_up = factors.come_up(counting, held_at)
    draft.schedule = schedule
    draft.times = list(known.times)
    draft.probes = [list(values) for values in known.probes]
    draft.names = list(known.names)
    draft.unit = unit
    for name in ("tref", "z", "points", "minutes", "exact", "trapezoid", "peak", "peak_at", "largest_gap"):
        setattr(draft, name, getattr(result, name))
    draft.save(force_insert=True)
    return draft
