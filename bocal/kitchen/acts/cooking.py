"""Read a data logger's file, and judge its curve."""

import csv
import hashlib
import io
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bocal.directory.models import Person
from bocal.journals.rules import Refused, Status
from bocal.kitchen import reads
from bocal.kitchen.acts.standing import block_lots, live, lock, schedule_of
from bocal.kitchen.models import Cook, Making, ManufacturingOrder, Schedule
from bocal.kitchen.rules import safety
from bocal.kitchen.rules.safety import Limits, ProbeAt
from bocal.look import sheets
from bocal.measure import lethality, table
from bocal.measure.readings import Series, Unit

#: What a logger's file may weigh.
MAX_FILE = 5_000_000


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
            locked = lock(of)
            making = live(locked)
            if making is None:
                raise Refused("not_made")
            elsewhere = started is not None and started != making.voucher.day
            if elsewhere and not clock_is_wrong:
                raise Refused("other_day", started=f"{started:%d/%m/%Y}", made=f"{making.voucher.day:%d/%m/%Y}")
            written = _write_cook(
                making,
                _judge(series, scale, schedule_of(locked)),
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
    locked = lock(of)
    making = live(locked)
    if making is None:
        raise Refused("not_made")
    last = making.cooks.order_by("-pk").first()
    if last is None:
        raise Refused("nothing_to_judge")
    series = reads.series_of(last)
    judged = _judge(series, lethality.unit_of(series), schedule_of(locked))
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
        block_lots(released, _("Cuisson insuffisante (%(number)s)") % {"number": of.number}, author, key, now)
