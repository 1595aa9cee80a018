"""Somebody gave a hand yesterday, somebody will tomorrow; somebody is a member, somebody may be."""

from datetime import timedelta
from uuid import uuid4

from bocal.directory.models import Place
from bocal.directory.rules import PlaceKind
from bocal.journals.rules import HoursKind
from bocal.shifts import acts as shifts
from bocal.shifts.models import Shift
from tests.membership.scene import join, open_to_members
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


def members(story: Story) -> None:
    """The customer's neighbour is a member; the customer is asked to be."""
    world = story.world
    open_to_members(purpose="It pays for the tables.", name="Household")
    made = join(world, world.other_home, author=world.other_customer, now=NOON)
    story.named["membership:receipt"] = story.named["membership:take_back"] = [{"pk": made.pk}]
    story.named["membership:member"] = [{"pk": world.other_home.pk}, {"pk": world.home.pk}]
    story.named["join_for"] = [{"pk": world.home.pk}]
    for page in ("personal_data", "personal_data_file"):
        story.named[page] = [{"pk": world.customer.pk}]
    story.named["membership:members_out"] = [{"kind": "xlsx"}, {"kind": "csv"}]
