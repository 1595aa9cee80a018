"""When a round is planned, opens, reminds, closes and freezes. Pure: moments come in, moments and the next step go out.

Days and hours of a rhythm are those of the clock on the wall, where people live; what lies between two moments (the
hours kept for coordinators, those before a reminder) is counted as it passes, so that a night with 25 hours has 25.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from bocal.journals.rules import Refused

#: So many hours at most between the closing and the freeze, or between a reminder and the closing.
MOST_HOURS = 96
#: Dates by hand: so many at most are to come.
MOST_DATES = 60
#: An order that nobody fetched does not keep a round waiting for ever.
FETCHED_WITHIN = timedelta(days=7)


class Cadence(StrEnum):
    """How often a rhythm's rounds close."""

    WEEK = "week"
    FORTNIGHT = "fortnight"
    BY_HAND = "by_hand"


class State(StrEnum):
    """Where a sale round stands."""

    PLANNED = "planned"
    OPEN = "open"
    #: Closed to customers; coordinators may still change orders.
    COORDINATORS = "coordinators"
    FROZEN = "frozen"
    HANDED_OVER = "handed_over"
    SETTLED = "settled"
    CANCELLED = "cancelled"


class Passage(StrEnum):
    """What happens to a round: each state it comes to, and what is done on the way."""

    PLANNED = "planned"
    OPEN = "open"
    REMINDED = "reminded"
    COORDINATORS = "coordinators"
    FROZEN = "frozen"
    TOLD = "told"
    HANDED_OVER = "handed_over"
    SETTLED = "settled"
    CANCELLED = "cancelled"
    #: Title or times were changed.
    EDITED = "edited"
    #: A pickup point was cancelled.
    POINT_SHUT = "point_shut"


#: A round whose closing was moved by less than this is still the one of its week or fortnight.
APART = {Cadence.WEEK: timedelta(days=3), Cadence.FORTNIGHT: timedelta(days=7), Cadence.BY_HAND: timedelta(0)}
#: The steps that are states.
REACHED = {Passage(state.value): state for state in State}
#: The way of a round that goes well.
WAY = (State.PLANNED, State.OPEN, State.COORDINATORS, State.FROZEN, State.HANDED_OVER, State.SETTLED)
#: Customers may order, if the hour is right; the clock says it, the worker writes it down a moment later.
SELLING = (State.PLANNED, State.OPEN)
#: Coordinators may change orders.
CHANGING = (*SELLING, State.COORDINATORS)
#: Lists are true and nothing changes any more.
FINAL = (State.FROZEN, State.HANDED_OVER, State.SETTLED)
#: Where a person may take a round from each state.
LAWFUL: dict[State, tuple[State, ...]] = {
    State.PLANNED: (State.OPEN, State.CANCELLED),
    State.OPEN: (State.COORDINATORS, State.FROZEN, State.CANCELLED),
    State.COORDINATORS: (State.FROZEN, State.OPEN, State.CANCELLED),
    State.FROZEN: (State.HANDED_OVER,),
    State.HANDED_OVER: (State.SETTLED,),
    State.SETTLED: (),
    State.CANCELLED: (),
}


@dataclass(frozen=True)
class Times:
    """The moments of a round."""

    opens_at: datetime
    closes_at: datetime
    freezes_at: datetime
    reminds_at: datetime | None = None


@dataclass(frozen=True)
class Beat:
    """A rhythm as these rules read it: weekdays by `date.weekday()`, hours on the wall, spans in hours."""

    every: Cadence
    opens_weekday: int
    opens_hour: time
    closes_weekday: int
    closes_hour: time
    starts_on: date
    dates: Sequence[date] = ()
    coordinators_hours: int = 0
    reminder_hours: int = 0


def after(moment: datetime, hours: int) -> datetime:
    """So many hours later (earlier when negative), as they pass: the clock change does not count."""
    return (moment.astimezone(UTC) + timedelta(hours=hours)).astimezone(moment.tzinfo)


def times(opens_at: datetime, closes_at: datetime, *, coordinators_hours: int = 0, reminder_hours: int = 0) -> Times:
    """The moments of a round from its opening and closing. A reminder before the opening is none.

    Raises Refused: closes_before_opening, too_many_hours.
    """
    if closes_at <= opens_at:
        raise Refused("closes_before_opening")
    if not (0 <= coordinators_hours <= MOST_HOURS and 0 <= reminder_hours <= MOST_HOURS):
        raise Refused("too_many_hours", most=MOST_HOURS)
    reminds = after(closes_at, -reminder_hours) if reminder_hours else None
    if reminds is not None and reminds <= opens_at:
        reminds = None
    return Times(opens_at, closes_at, after(closes_at, coordinators_hours), reminds)


def check_beat(beat: Beat) -> None:
    """Refuse a rhythm that could not be kept. Raises Refused: bad_weekday_rhythm, too_many_hours, too_many_dates."""
    if not (0 <= beat.opens_weekday <= 6 and 0 <= beat.closes_weekday <= 6):
        raise Refused("bad_weekday_rhythm")
    if not (0 <= beat.coordinators_hours <= MOST_HOURS and 0 <= beat.reminder_hours <= MOST_HOURS):
        raise Refused("too_many_hours", most=MOST_HOURS)
    if len(beat.dates) > MOST_DATES:
        raise Refused("too_many_dates", most=MOST_DATES)


def next_times(beat: Beat, *, after: datetime, zone: tzinfo) -> Times | None:
    """The moments of the first round that closes after a moment; None when no date by hand is left."""
    first = after.astimezone(zone).date()
    if beat.every is Cadence.BY_HAND:
        days = sorted(day for day in set(beat.dates) if day >= first)
    else:
        step = timedelta(days=7 if beat.every is Cadence.WEEK else 14)
        start = beat.starts_on + timedelta(days=(beat.closes_weekday - beat.starts_on.weekday()) % 7)
        passed = max(0, -((start - first) // step))
        days = [start + step * (passed + n) for n in range(3)]
    for day in days:
        found = _on(beat, day, zone)
        if found.closes_at > after:
            return found
    return None


def _on(beat: Beat, day: date, zone: tzinfo) -> Times:
    closes = datetime.combine(day, beat.closes_hour, zone)
    opening = day - timedelta(days=(day.weekday() - beat.opens_weekday) % 7)
    if datetime.combine(opening, beat.opens_hour, zone) >= closes:
        opening -= timedelta(days=7)
    # Through UTC: an hour that the change to summer time skips becomes the one that follows.
    opens, closes = (
        at.astimezone(UTC).astimezone(zone) for at in (datetime.combine(opening, beat.opens_hour, zone), closes)
    )
    return times(opens, closes, coordinators_hours=beat.coordinators_hours, reminder_hours=beat.reminder_hours)


def state(stored: State, opens_at: datetime, closes_at: datetime, now: datetime) -> State:
    """Where a round stands for whoever looks at it now: what was written down, and the clock for what it moves by
    itself. The closing minute itself is closed."""
    if stored not in SELLING:
        return stored
    if now >= closes_at:
        return State.COORDINATORS
    return State.OPEN if now >= opens_at else State.PLANNED


def due(
    stored: State,
    found: Times,
    *,
    now: datetime,
    reminded: bool = False,
    fetched_by: datetime | None = None,
    waiting: int = 0,
) -> Passage | None:
    """The next step that the clock asks for, one at a time and in order, however late the clock is read.

    `fetched_by`: the end of the last slot; `waiting`: orders that nobody handed over yet.
    """
    if stored is State.PLANNED and now >= found.opens_at:
        return Passage.OPEN
    if stored is State.OPEN:
        if now >= found.closes_at:
            return Passage.COORDINATORS if found.freezes_at > found.closes_at else Passage.FROZEN
        if found.reminds_at is not None and now >= found.reminds_at and not reminded:
            return Passage.REMINDED
    if stored is State.COORDINATORS and now >= found.freezes_at:
        return Passage.FROZEN
    if stored is State.FROZEN and now >= (fetched_by or found.freezes_at):
        late = now >= (fetched_by or found.freezes_at) + FETCHED_WITHIN
        return Passage.HANDED_OVER if late or not waiting else None
    return None


def check_move(stored: State, to: State) -> None:
    """Raises Refused: round_moved_on (the round is where this step no longer makes sense)."""
    if to not in LAWFUL[stored]:
        raise Refused("round_moved_on")
