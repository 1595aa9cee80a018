"""Somebody gave a hand yesterday, somebody will tomorrow."""

from datetime import timedelta
from uuid import uuid4

from bocal.directory.models import Place
from bocal.directory.rules import PlaceKind
from bocal.journals.rules import HoursKind
from bocal.shifts import acts as shifts
from bocal.shifts.models import Shift
from tests.story.book import NOON, Story

HOUR = timedelta(hours=1)


def hands(story: Story) -> None:
    """One shift whose hours are noted, one whose hours are to be noted, one to come."""
    world = story.world
    place = Place.objects.filter(kind=PlaceKind.STORE, real=True).first()
    assert place is not None
    made: list[Shift] = []
    for hours in (-48, -24, 24):
        shift = shifts.ask(
            kind=HoursKind.DISTRIBUTION,
            title="Tenir la distribution",
            place=place,
            starts_at=NOON + hours * HOUR,
            ends_at=NOON + (hours + 2) * HOUR,
            needed=2,
            key=uuid4().hex,
        )
        shifts.come(shift=shift, person=world.customer, now=NOON + (hours - 24) * HOUR)
        made.append(shift)
    shifts.note_hours(
        shift=made[0], minutes={world.customer.pk: 120}, author=world.sales, key=uuid4().hex, now=NOON - 40 * HOUR
    )
    story.named["shifts:shift"] = [{"pk": shift.pk} for shift in made]
    story.named["shifts:shift_edit"] = [{"pk": made[2].pk}]
