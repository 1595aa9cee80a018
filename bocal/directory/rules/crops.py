"""What farms grow and in which months: the months as spans around the year, and a farm's list as it may be kept."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bocal.directory.rules import Refused
from bocal.measure.table import fold

#: The longest name of a crop, in characters, and how many one farm lists.
LONGEST, MOST = 80, 60


@dataclass(frozen=True)
class Grown:
    """A crop and its months (1 to 12, in order); no month at all: nobody has said yet."""

    what: str
    months: tuple[int, ...]


def listed(rows: Iterable[tuple[str, Collection[int]]]) -> tuple[Grown, ...]:
    """What of a form's rows is kept: blank rows are left out.

    Raises Refused, with the `row` from 0: crop_no_name (months without a name), crop_twice, crop_too_many.
    """
    kept: dict[str, Grown] = {}
    for row, (typed, months) in enumerate(rows):
        what = " ".join(typed.split())[:LONGEST]
        if not what and not months:
            continue
        if not key(what):
            raise Refused("crop_no_name", row=row)
        if key(what) in kept:
            raise Refused("crop_twice", row=row, name=what)
        kept[key(what)] = Grown(what, tuple(sorted({month for month in months if 1 <= month <= 12})))
    if len(kept) > MOST:
        raise Refused("crop_too_many", row=MOST, n=MOST)
    return tuple(kept.values())


def key(what: str) -> str:
    """By what two farms' crops are the same: accents, capitals and plurals do not matter."""
    return " ".join(word.removesuffix("s") if len(word) > 2 else word for word in fold(what).split())


def named(text: str) -> tuple[str, ...]:
    """The crops of a sentence such as « tomates, courges et œufs », each once."""
    parts = text.replace(" et ", ",").replace(";", ",").replace("/", ",").split(",")
    found: dict[str, str] = {}
    for part in parts:
        if key(part):
            found.setdefault(key(part), part.strip()[:LONGEST])
    return tuple(found.values())


def spans(months: Collection[int]) -> tuple[tuple[int, int], ...]:
    """Months as (first, last) in the order of the year; a span may run over its end: (11, 2). A whole year: (1, 12)."""
    there = sorted({month for month in months if 1 <= month <= 12})
    if len(there) == 12:
        return ((1, 12),)
    firsts = [month for month in there if (month - 2) % 12 + 1 not in there]
    return tuple((first, _last(first, there)) for first in firsts)


def after(month: int) -> int:
    """The next month."""
    return month % 12 + 1


def _last(month: int, there: Collection[int]) -> int:
    while after(month) in there:
        month = after(month)
    return month
