"""Read the text file of a data logger into readings, whatever its separator, its times and its header."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from bocal.measure.period import parse_day
from bocal.measure.readings import Series, Unit
from bocal.measure.table import fold, rows
from bocal.measure.unreadable import Code, Unreadable

# A header of some fifteen free lines is usual; no file needs more than this before its table.
MAX_LINES_BEFORE = 40

_DAY_MINUTES = 24 * 60.0
_NUMBER = re.compile(r"[+\-\u2212]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[+\-\u2212]?(?:nan|inf|infinity|infini|#num!|#n/a|#div/0!)", re.IGNORECASE)
_CLOCK = re.compile(r"([0-9]{1,3}):([0-9]{2})(?::([0-9]{2}(?:[.,][0-9]+)?))?")
_STAMP = re.compile(
    r"(\S+?)(?:[T ]\s*)([0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?)\s*(Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_DATE = re.compile(r"[0-9]{1,4}([/.\-])[0-9]{1,2}\1[0-9]{1,4}")
_UNIT_SIGN = re.compile(r"(?:°|\bdeg\.?\s?)\s?([cf])(?![a-z])|[(\[]([cf])[)\]]|\b(celsius|fahrenheit)\b")
_UNITS_CELL = re.compile(
    r"[(\[]?(?:°?\s?[cf]|deg\.?\s?[cf]|min|mn|s|sec|h|hh:mm(?::ss)?|mm:ss|m?bar|%|[jdma/\-]{8,10}(?:\s[hms:]{5,8})?)[)\]]?",
    re.IGNORECASE,
)

_MINUTE_WORDS = frozenset({"min", "mins", "minute", "minutes", "mn"})
_SECOND_WORDS = frozenset({"s", "sec", "secs", "seconde", "secondes", "second", "seconds"})
_CLOCK_WORDS = frozenset({"heure", "heures", "hour", "hours", "time", "hh"})
_DATE_WORDS = frozenset({"date", "jour", "day"})
_TIME_WORDS = (
    _MINUTE_WORDS
    | _SECOND_WORDS
    | _CLOCK_WORDS
    | _DATE_WORDS
    | {
        "temps",
        "horodatage",
        "horodate",
        "timestamp",
        "datetime",
        "dateheure",
        "elapsed",
        "duree",
        "instant",
        "mm",
        "ms",
    }
)
_PROBE_WORDS = frozenset({"temp", "temperature", "temperatures", "sonde", "probe", "thermocouple", "coeur", "canal"})
# Columns that a retort's file has beside its probes. Leaving one in would only lower the envelope; these are plain.
_OTHER_WORDS = frozenset(
    {"bar", "mbar", "kpa", "pression", "pressure", "humidite", "humidity", "consigne", "setpoint"}
    | {"f0", "fo", "vs", "vp", "sterilisatrice", "pasteurisatrice", "lethality", "letalite"}
)
_COUNTER_WORDS = frozenset(
    {"n", "no", "nr", "num", "numero", "index", "id", "ligne", "line", "mesure", "enregistrement", "record"}
)
_REMARK_WORDS = frozenset(
    {"commentaire", "commentaires", "comment", "remarque", "remarques", "note", "notes", "alarme", "alarm", "etat"}
)


def read_logger(text: str) -> Series:
    """Read a data logger's text: free lines, a header if any, a time column, one or more probe columns.

    Separators, quotes and limits are those of `table.rows`; numbers with decimal comma or point. Times: minutes
    (seconds when the header says s, hours when it says h), hh:mm[:ss] (mm:ss when the header says so), or date-times,
    day first, in one column or two (Date, Heure). They become minutes from the first reading.

    Columns whose header names something else than a measured temperature (pressure, F0, set-point…) are left aside, as
    are columns with no value at all.

    hh:mm:ss may pass midnight once, when that is plain: no hour is over 23, the time before is 18:00 or later, the time
    after is before 06:00, and the step so found is at most 10 minutes or three times the usual one. Else `unsorted`.
    """
    table = rows(text)
    found = _find_table(table)
    columns = found.columns
    kind = ""
    times: list[float] = []
    lines: list[int] = []
    probes: list[list[float]] = [[] for _ in columns.probes]
    for index in range(found.first, len(table)):
        cells = table[index]
        if not cells:
            continue
        line = index + 1
        kind_here, minutes = _time(cells, columns, line)
        if kind and kind_here != kind:
            raise Unreadable(Code.MIXED_TIMES, line, columns.time + 1, _cell(cells, columns.time))
        kind = kind_here
        for probe, column in zip(probes, columns.probes, strict=True):
            probe.append(_temperature(_cell(cells, column), line, column + 1))
        times.append(minutes)
        lines.append(line)
    if kind == "clock":
        times = _over_midnight(times)
    return Series(
        times=tuple(time - times[0] for time in times),
        probes=tuple(tuple(probe) for probe in probes),
        unit=found.unit,
        names=tuple(found.titles[column] if column < len(found.titles) else "" for column in columns.probes),
        lines=tuple(lines),
    )


@dataclass(frozen=True)
class _Columns:
    time: int
    clock: int | None
    probes: tuple[int, ...]
    numbers_are: str  # "min", "s", "h", or "?" when a bare number cannot be told
    mm_ss: bool


@dataclass(frozen=True)
class _Table:
    first: int
    titles: tuple[str, ...]
    columns: _Columns
    unit: Unit | None


def _find_table(table: Sequence[Sequence[str]]) -> _Table:
    """Find the header, or the first reading where there is none.

    The header is the last row that names a time column before the first good reading; what follows it must all be
    readings, so that a broken first reading is refused and not taken for free text. Failing that, the row of titles
    just before the first good reading; failing that, no header: time first, in minutes.
    """
    header: int | None = None
    first_time: int | None = None
    titles_before: int | None = None
    good: int | None = None
    for index, cells in enumerate(table[:MAX_LINES_BEFORE]):
        if not cells:
            continue
        if _is_header(cells):
            header = index
        elif _is_reading(cells, 0 if header is None else _time_columns(table[header])[0]):
            good = index
            break
        elif first_time is None and len(cells) > 1 and _is_time(cells[0]):
            first_time = index
        if not _is_units(cells):
            titles_before = index if sum(map(bool, cells)) > 1 and not any(map(_is_value, cells)) else None
    if header is not None:
        first = header + 1
    elif first_time is not None:
        first = first_time
    elif good is not None:
        header = titles_before
        first = good if header is None else header + 1
    else:
        raise Unreadable(Code.NO_READINGS)
    titles = tuple(table[header]) if header is not None else ()
    if header is not None:
        while first < len(table) and not table[first]:
            first += 1
        if first < len(table) and _is_units(table[first]):
            units = table[first]
            titles = tuple(
                f"{_cell(titles, i)} ({_cell(units, i).strip('()[]')})" if _cell(units, i) else _cell(titles, i)
                for i in range(max(len(titles), len(units)))
            )
            first += 1
    columns = _columns(table[first:], titles)
    line = None if header is None else header + 1
    free = [cell for cells in table[:first] for cell in cells]
    unit = _unit_said([_cell(titles, column) for column in columns.probes], line, free)
    return _Table(first, titles, columns, unit)


def _columns(readings: Sequence[Sequence[str]], titles: Sequence[str]) -> _Columns:
    timed = _time_columns(titles) or [0]
    time, clock = timed[0], None
    if len(timed) > 1 and _words(titles[time]) & _DATE_WORDS and not _words(titles[time]) & _CLOCK_WORDS:
        if _words(titles[timed[1]]) & _CLOCK_WORDS:
            clock = timed[1]
        else:
            time = timed[1]
    words = _words(_cell(titles, time))
    width = max((len(cells) for cells in readings), default=0)
    probes = tuple(
        column
        for column in range(width)
        if column not in timed
        and not _is_beside(_cell(titles, column))
        and any(_cell(cells, column) for cells in readings)
    )
    if readings and not probes:
        raise Unreadable(Code.NO_PROBE)
    mm_ss = "hh" not in words and ({"mm", "ss"} <= words or bool(words & _MINUTE_WORDS and words & _SECOND_WORDS))
    if words & _MINUTE_WORDS:
        numbers_are = "min"
    elif words & _SECOND_WORDS:
        numbers_are = "s"
    elif "h" in words:
        numbers_are = "h"
    elif words & (_DATE_WORDS | {"heure", "heures", "hour", "hours", "hh", "mm", "ms"}):
        numbers_are = "?"
    else:
        numbers_are = "min"
    return _Columns(time, clock, probes, numbers_are, mm_ss)


def _words(title: str) -> set[str]:
    return set(fold(title).split())


def _time_columns(titles: Sequence[str]) -> list[int]:
    named = [column for column, title in enumerate(titles) if _is_time_title(title)]
    # A bare "t" or "h" is time only at the head of a row that names no other: elsewhere T is a temperature.
    if not named and titles and _words(titles[0]) in ({"t"}, {"h"}, {"t", "h"}):
        return [0]
    return named


def _is_time_title(title: str) -> bool:
    words = _words(title)
    if "°" in unicodedata.normalize("NFKC", title) or words & (_PROBE_WORDS | _OTHER_WORDS):
        return False
    return bool(words & _TIME_WORDS)


def _is_beside(title: str) -> bool:
    words = _words(title)
    if words & _OTHER_WORDS:
        return True
    return bool(words) and (words <= _COUNTER_WORDS or bool(words & _REMARK_WORDS and not words & _PROBE_WORDS))


def _is_header(cells: Sequence[str]) -> bool:
    # Titles may be bare channel numbers ("Temps (s);1;2"), but a row that begins with a value is a reading.
    if sum(map(bool, cells)) < 2 or _is_units(cells) or _is_value(next(filter(None, cells))):
        return False
    if any(_is_value(cell) and not re.fullmatch("[0-9]{1,2}", cell) for cell in cells):
        return False
    return bool(_time_columns(cells))


def _is_units(cells: Sequence[str]) -> bool:
    return bool(cells) and all(_UNITS_CELL.fullmatch(cell) for cell in cells if cell)


def _is_value(cell: str) -> bool:
    return bool(_NUMBER.fullmatch(cell) or _NOT_FINITE.fullmatch(cell)) or _is_time(cell)


def _is_time(cell: str) -> bool:
    return bool(_NUMBER.fullmatch(cell) or _CLOCK.fullmatch(cell) or _STAMP.fullmatch(cell) or _DATE.fullmatch(cell))


def _is_reading(cells: Sequence[str], time: int) -> bool:
    others = [cell for column, cell in enumerate(cells) if column != time]
    return _is_time(_cell(cells, time)) and any(_NUMBER.fullmatch(cell) for cell in others)


def _units_in(texts: Iterable[str]) -> set[Unit]:
    signs = (
        found[1] or found[2] or found[3]
        for text in texts
        for found in _UNIT_SIGN.finditer(unicodedata.normalize("NFKC", text.replace("º", "°")).lower())
    )
    return {"F" if sign.startswith("f") else "C" for sign in signs}


def _unit_said(titles: Iterable[str], line: int | None, free: Iterable[str]) -> Unit | None:
    """The unit that the probes' titles say, else the one that the free lines say, when they say only one."""
    said = _units_in(titles)
    if len(said) > 1:
        raise Unreadable(Code.MIXED_UNITS, line)
    # In free text, (C) is a copyright as soon as a unit.
    said = said or _units_in(re.sub(r"\([cCfF]\)", "", text) for text in free)
    return said.pop() if len(said) == 1 else None


def _cell(cells: Sequence[str], column: int) -> str:
    return cells[column] if column < len(cells) else ""


def _float(text: str) -> float:
    return float(text.replace(",", ".").replace("\u2212", "-"))


def _temperature(cell: str, line: int, column: int) -> float:
    if not cell:
        raise Unreadable(Code.MISSING_READING, line, column)
    if _NOT_FINITE.fullmatch(cell):
        raise Unreadable(Code.NOT_FINITE, line, column, cell)
    if not _NUMBER.fullmatch(cell):
        raise Unreadable(Code.NOT_A_NUMBER, line, column, cell)
    return _float(cell)


def _time(cells: Sequence[str], columns: _Columns, line: int) -> tuple[str, float]:
    """The kind of a row's time ("number", "clock", "mm:ss", "stamp") and its minutes from some fixed start."""
    cell, column = _cell(cells, columns.time), columns.time + 1
    if not cell:
        raise Unreadable(Code.MISSING_READING, line, column)
    if columns.clock is not None and _DATE.fullmatch(cell):
        cell = f"{cell} {_cell(cells, columns.clock)}"
    if _NOT_FINITE.fullmatch(cell):
        raise Unreadable(Code.NOT_FINITE, line, column, cell)
    if _NUMBER.fullmatch(cell):
        if columns.numbers_are == "?":
            raise Unreadable(Code.TIME_UNIT, line, column, cell)
        return "number", _float(cell) * {"min": 1.0, "s": 1 / 60, "h": 60.0}[columns.numbers_are]
    if _CLOCK.fullmatch(cell):
        minutes = _clock(cell, columns.mm_ss)
        if minutes is not None:
            return ("mm:ss" if columns.mm_ss else "clock"), minutes
    if found := _STAMP.fullmatch(cell):
        try:
            day = parse_day(found[1])
        except Unreadable as error:
            raise Unreadable(error.code, line, column, cell) from None
        minutes = _clock(found[2], mm_ss=False)
        if minutes is not None and minutes < _DAY_MINUTES:
            kind = "zoned" if found[3] else "stamp"
            return kind, day.toordinal() * _DAY_MINUTES + minutes - _offset(found[3] or "Z")
    raise Unreadable(Code.NOT_A_TIME, line, column, cell)


def _clock(text: str, mm_ss: bool) -> float | None:
    found = _CLOCK.fullmatch(text)
    if found is None or int(found[2]) >= 60 or (found[3] and _float(found[3]) >= 60):
        return None
    if mm_ss:
        return None if found[3] else int(found[1]) + int(found[2]) / 60
    return int(found[1]) * 60 + int(found[2]) + (_float(found[3]) / 60 if found[3] else 0.0)


def _offset(zone: str) -> float:
    if zone == "Z":
        return 0.0
    minutes = int(zone[1:3]) * 60 + int(zone[-2:])
    return float(-minutes if zone[0] == "-" else minutes)


def _over_midnight(times: list[float]) -> list[float]:
    back = [i for i in range(1, len(times)) if times[i] < times[i - 1]]
    if len(back) != 1 or max(times) >= _DAY_MINUTES:
        return times
    at = back[0]
    steps = [b - a for a, b in pairwise(times) if b > a]
    wait = times[at] + _DAY_MINUTES - times[at - 1]
    longest = max(10.0, 3 * median(steps)) if steps else 10.0
    if times[at - 1] < 18 * 60 or times[at] >= 6 * 60 or wait > longest:
        return times
    return times[:at] + [time + _DAY_MINUTES for time in times[at:]]
