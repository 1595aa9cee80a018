"""Who gives a hand when: what a shift may be, who may still say that they come, the hours they gave. Pure."""

from datetime import datetime, timedelta

from bocal.journals.rules import Hours, HoursKind, Refused

#: What people sign up for; the other kinds of hours are noted where the work is.
KINDS = (HoursKind.DISTRIBUTION, HoursKind.SHIFT, HoursKind.GLEANING)
MOST_NEEDED = 100
LONGEST = timedelta(hours=14)
#: Hours are noted so long after a shift has ended at most: later, nobody remembers.
NOTED_WITHIN = timedelta(days=60)


def check_shift(starts_at: datetime, ends_at: datetime, needed: int, *, coming: int = 0) -> None:
    """Raises Refused: shift_ends_first, shift_too_long, shift_needs (1 to MOST_NEEDED), shift_too_few (more people than
    that have said that they come)."""
    if ends_at <= starts_at:
        raise Refused("shift_ends_first")
    if ends_at - starts_at > LONGEST:
        raise Refused("shift_too_long", hours=LONGEST // timedelta(hours=1))
    if not 0 < needed <= MOST_NEEDED:
        raise Refused("shift_needs", most=MOST_NEEDED)
    if needed < coming:
        raise Refused("shift_too_few", coming=coming)


def check_room(*, starts_at: datetime, cancelled: bool, needed: int, coming: int, now: datetime) -> None:
    """Whether one more may say that they come. Raises Refused: shift_cancelled, shift_begun, shift_full."""
    if cancelled:
        raise Refused("shift_cancelled")
    if starts_at <= now:
        raise Refused("shift_begun")
    if coming >= needed:
        raise Refused("shift_full")


def hours_given(
    kind: HoursKind, minutes: dict[int, int], coming: set[int], *, starts_at: datetime, ends_at: datetime, now: datetime
) -> list[Hours]:
    """The hours of those who came (person → minutes; 0 for who did not).

    Raises Refused: shift_not_begun, shift_long_ago, shift_stranger, bad_minutes, nobody_came.
    """
    if now < starts_at:
        raise Refused("shift_not_begun")
    if now > ends_at + NOTED_WITHIN:
        raise Refused("shift_long_ago", days=NOTED_WITHIN.days)
    if not minutes.keys() <= coming:
        raise Refused("shift_stranger")
    longest = int(LONGEST.total_seconds()) // 60
    if any(not 0 <= spent <= longest for spent in minutes.values()):
        raise Refused("bad_minutes", most=longest)
    found = [Hours(person, kind, spent) for person, spent in sorted(minutes.items()) if spent]
    if not found:
        raise Refused("nobody_came")
    return found
