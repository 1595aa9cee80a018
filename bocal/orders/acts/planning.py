"""A rhythm, set once: each of its rounds is planned as soon as the one before is frozen."""

from collections.abc import Sequence
from datetime import date, datetime, time

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from bocal.journals.rules import Refused
from bocal.orders import reads
from bocal.orders.acts.opening import open_round
from bocal.orders.models import Rhythm, SaleRound
from bocal.orders.rules import rhythm as rules
from bocal.orders.rules.rhythm import CHANGING, Cadence
from bocal.orders.rules.shortage import Rule
from bocal.orders.rules.titles import MONTHS


def set_rhythm(
    *,
    title: str,
    every: Cadence,
    opens_weekday: int,
    opens_hour: time,
    closes_weekday: int,
    closes_hour: time,
    starts_on: date,
    key: str,
    now: datetime,
    rhythm: Rhythm | None = None,
    dates: Sequence[date] = (),
    coordinators_hours: int = 0,
    reminder_hours: int = 0,
    copies_offers: bool = True,
    copies_slots: bool = True,
    paused: bool = False,
    note: str = "",
) -> Rhythm:
    """A new rhythm, or an old one changed: rounds that are planned already keep their times. Days and hours are local;
    `dates`: days of closing, for a rhythm by hand. The same key makes one.

    Raises Refused: bad_weekday_rhythm, too_many_hours, too_many_dates, no_date.
    """
    days = tuple(sorted(set(dates))) if every is Cadence.BY_HAND else ()
    told = {
        "title": title,
        "note": note,
        "every": every,
        "opens_weekday": opens_weekday,
        "opens_hour": opens_hour,
        "closes_weekday": closes_weekday,
        "closes_hour": closes_hour,
        "starts_on": starts_on,
        "dates": [day.isoformat() for day in days],
        "coordinators_hours": coordinators_hours,
        "reminder_hours": reminder_hours,
        "copies_offers": copies_offers,
        "copies_slots": copies_slots,
        "paused": paused,
    }
    beat = reads.beat(Rhythm(**told))
    rules.check_beat(beat)
    if every is Cadence.BY_HAND and rules.next_times(beat, after=now, zone=timezone.get_default_timezone()) is None:
        raise Refused("no_date")
    try:
        with transaction.atomic():
            if rhythm is not None:
                Rhythm.objects.filter(pk=rhythm.pk).update(**told)
                return Rhythm.objects.get(pk=rhythm.pk)
            return Rhythm.objects.create(**told, key=key)
    except IntegrityError:
        if found := Rhythm.objects.filter(key=key).first():
            return found
        raise


def plan_due(now: datetime) -> int:
    """Plan the next round of each rhythm that has none to come; how many there were."""
    return sum(plan_next(rhythm, now) is not None for rhythm in reads.idle_rhythms())


@transaction.atomic
def plan_next(rhythm: Rhythm, now: datetime) -> SaleRound | None:
    """The next round of a rhythm, copied from its last one (else from the last round there was); None when it has one
    to come, is paused, or has no date left."""
    locked = Rhythm.objects.select_for_update(no_key=True).get(pk=rhythm.pk)
    rounds = SaleRound.objects.filter(rhythm=locked)
    if locked.paused or rounds.filter(state__in=CHANGING).exists():
        return None
    last = rounds.order_by("-closes_at", "-pk").first()
    after = max(now, last.closes_at + rules.APART[Cadence(locked.every)]) if last else now
    before = last or reads.latest_round()
    times = rules.next_times(reads.beat(locked), after=after, zone=timezone.get_default_timezone())
    if times is None:
        return None
    day = timezone.localdate(times.closes_at)
    with override(settings.LANGUAGE_CODE):
        title = _("{title} du {day}").format(title=locked.title, day=f"{day.day} {MONTHS[day.month - 1]}")
    return open_round(
        title=title,
        note=locked.note,
        opens_at=times.opens_at,
        closes_at=times.closes_at,
        coordinators_hours=locked.coordinators_hours,
        reminder_hours=locked.reminder_hours,
        rhythm=locked,
        shortage=Rule(before.shortage) if before else Rule.FIRST_COME,
        solidarity_bp=before.solidarity_bp if before else 0,
        support_bp=before.support_bp if before else 0,
        copy_of=before,
        copies_offers=locked.copies_offers,
        copies_slots=locked.copies_slots,
        person=None,
        key=f"rhythm {locked.pk} {rounds.count() + 1}",
        now=now,
    )
