"""A season in one go: weekly slots between two days, less the days that are skipped. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, time, tzinfo

from bocal.journals.rules import Refused
from bocal.workshops.rules import Audience, SessionKind, Task
from bocal.workshops.rules.planning import LONGEST_SEASON, Wanted, at, days


@dataclass(frozen=True)
class Slot:
    """A slot of the week: `spots` take turns, in their order; `every` 2 is every other week."""

    weekday: int
    start: time
    end: time
    spots: tuple[int, ...]
    kind: SessionKind
    title: str
    every: int = 1
    audience: Audience = Audience.EVERYONE
    capacity: int | None = None
    truck: int | None = None
    project: int | None = None
    public: bool = True
    crew: tuple[tuple[int, Task], ...] = ()


def draft(
    first: date, last: date, slots: Sequence[Slot], *, skipped: Callable[[date], bool], zone: tzinfo
) -> list[Wanted]:
    """The sessions of a season, in order of time. Raises Refused: season_too_long, session_ends_first."""
    if not 0 <= (last - first).days <= LONGEST_SEASON:
        raise Refused("season_too_long", most=LONGEST_SEASON)
    found = []
    for slot in slots:
        if slot.end <= slot.start and slot.end != time(0):
            raise Refused("session_ends_first")
        kept = (day for day in days(first, last, slot.weekday, every=slot.every) if not skipped(day))
        for turn, day in enumerate(kept):
            starts_at, ends_at = at(day, slot.start, slot.end, zone)
            found.append(
                Wanted(
                    kind=slot.kind,
                    title=slot.title,
                    spot=slot.spots[turn % len(slot.spots)],
                    starts_at=starts_at,
                    ends_at=ends_at,
                    audience=slot.audience,
                    capacity=slot.capacity,
                    truck=slot.truck,
                    project=slot.project,
                    public=slot.public,
                    crew=slot.crew,
                )
            )
    return sorted(found, key=lambda one: one.starts_at)
