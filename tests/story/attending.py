"""Who comes to the sessions, and what they say of themselves."""

from collections.abc import Sequence
from datetime import timedelta

from bocal.workshops import acts, reads
from bocal.workshops.models import Session
from bocal.workshops.rules import SignedBy
from tests.story.book import NOON, Story

DAY = timedelta(days=1)


def people(story: Story, sessions: Sequence[Session]) -> None:
    """Three who came yesterday, one of them a child, and a head without a name; one who comes tomorrow."""
    over, tomorrow = sessions
    awa = acts.sign_up(
        session=over, name="Awa", phone="06 00 00 00 31", children=["Issa"], signed_by=SignedBy.LINK, now=NOON - 2 * DAY
    )
    acts.sign_up(session=over, name="Malo", phone="", signed_by=SignedBy.WALK_IN, now=NOON - DAY)
    acts.tick(session=over, person=awa.person_id, there=True, now=NOON - DAY)
    acts.count_heads(session=over, more=1)
    coming = acts.sign_up(session=tomorrow, name="Lou", phone="", signed_by=SignedBy.DESK, now=NOON - DAY)
    both = [{"pk": one.pk} for one in sessions]
    story.named["workshops:attend"] = both
    story.named["workshops:come"] = both
    for page in ("coming", "coming_ics"):
        story.named[f"workshops:{page}"] = [{"token": reads.link_of(coming)}]
