"""Who comes to the sessions, and what they say of themselves."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from bocal.journals.acts.noting import Note
from bocal.journals.rules import Refused
from bocal.look.pictures import shrink
from bocal.workshops import acts, reads
from bocal.workshops.models import Session
from bocal.workshops.rules import SignedBy
from bocal.workshops.rules.noting import Errand
from bocal.workshops.rules.profile import Answers, Area, Gender
from tests.look.photos import a_photo
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
    acts.count_heads(session=over, more=1, key="head 1")
    coming = acts.sign_up(session=tomorrow, name="Lou", phone="", signed_by=SignedBy.DESK, now=NOON - DAY)
    acts.answer(person=awa.person, answers=Answers(gender=Gender.WOMAN, area=Area.TOWN), agrees=True, now=NOON - DAY)
    jar = next(iter(reads.shelves(over)), None)
    told: dict[str, Any] = {"session": over, "author": story.world.facilitator, "now": NOON - DAY}
    if jar is not None:
        acts.take_home(person=awa.person, jars={jar.item.pk: 2}, glass={}, key="story home", **told)
        acts.give_on(to=story.world.food_aid, jars={jar.item.pk: 1}, key="story gift", **told)
    # Noted without network, and somebody has said the contrary since.
    late = Note(story.world.facilitator, "story late", NOON - DAY, {"person": str(awa.person_id), "there": "0"})
    waits = acts.note(session=over, what=Errand.TICK, note=late, do=_refused, now=NOON - DAY)
    assert waits is not None
    story.named["workshops:choose"] = [{"pk": waits.pk}]
    acts.hear(session=over, device="story", person=story.world.facilitator, waiting=2, now=NOON - DAY)
    photo = acts.keep_sheet(session=over, picture=shrink(a_photo()), by=story.world.facilitator, now=NOON - DAY)
    story.named["workshops:sheet_photo"] = [{"pk": over.pk, "photo": photo.pk}]
    both = [{"pk": one.pk} for one in sessions]
    story.named["workshops:attend"] = both
    for page in (
        "come",
        "profiles",
        "profile_thanks",
        "takers",
        "rest",
        "close",
        "sheet",
        "sheet_print",
        "profile_cards",
        "tasting",
        "profile",
        "take_home",
        "temperatures",
    ):
        story.named[f"workshops:{page}"] = both
    for page in ("coming", "coming_ics"):
        story.named[f"workshops:{page}"] = [{"token": reads.link_of(coming)}]


def _refused(_at: object) -> None:
    raise Refused("ticked_since")
