"""Badges: a skill, somebody who was given it and shows it, one that was withdrawn, one that was erased."""

from datetime import timedelta

from bocal.workshops.acts import badging
from bocal.workshops.models import Award
from bocal.workshops.rules.badges import Emblem, Tie
from tests.story.book import NOON, Story


def badges(story: Story) -> None:
    """Three people are given the same badge."""
    world = story.world
    badge = badging.save_badge(
        None,
        name="Run a pressure canner",
        description="Sterilises jars alone and in safety.",
        criteria="Checks the valve and the seal.\nFollows the schedule.",
        emblem=Emblem.POT,
    )
    given = [
        badging.give(
            badge, person, evidence="Three batches, alone.", by=world.facilitator, key=f"award{person.pk}", now=NOON
        )[0]
        for person in (world.customer, world.other_customer, world.farmer)
    ]
    kept, lost, gone = given
    badging.choose(kept, named=True, tie=Tie.EMAIL, evidence_shown=True, now=NOON)
    badging.show(kept, True)
    badging.revoke(lost, why="Given by mistake", by=world.direction, now=NOON + timedelta(minutes=1))
    badging.erase(gone, now=NOON + timedelta(minutes=2))
    shown = Award.objects.get(pk=kept.pk).shown_at
    mine, theirs = (badging.open_page(person) for person in (world.customer, world.other_customer))
    story.named["workshops:badge"] = story.named["workshops:badge_edit"] = [{"pk": badge.pk}]
    story.named["workshops:badge_give"] = [{"pk": badge.pk, "person": world.cook.pk}]
    story.named["workshops:award"] = [{"pk": one.pk} for one in given]
    story.named["workshops:badge_card"] = [{"pk": world.customer.pk}]
    story.named["workshops:my_badges"] = [{"token": mine}, {"token": theirs}]
    story.named["workshops:my_badge"] = [{"token": mine, "uuid": kept.uuid}, {"token": theirs, "uuid": lost.uuid}]
    story.named["workshops:badge_certificate"] = [{"token": mine, "uuid": kept.uuid}]
    kinds = ("svg", "png", "jwt", "json")
    story.named["workshops:badge_file"] = [{"token": mine, "uuid": kept.uuid, "kind": kind} for kind in kinds]
    story.named["workshops:badge_shown"] = [{"token": shown}]
    story.named["workshops:badge_status"] = [{"which": 0}]
    for page in ("skill", "skill_data", "skill_picture"):
        story.named[f"workshops:{page}"] = [{"uuid": badge.uuid}]
