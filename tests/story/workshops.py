"""Sessions of the truck: one over, one tomorrow."""

from datetime import timedelta

from bocal.kitchen.models import Recipe
from bocal.workshops import acts
from bocal.workshops.acts import leading
from bocal.workshops.acts import spots as places
from bocal.workshops.models import Spot
from bocal.workshops.rules import SessionKind, Task
from bocal.workshops.rules.holidays import SchoolZone
from bocal.workshops.rules.planning import Wanted
from tests.story.attending import people
from tests.story.book import NOON, Story

HOUR = timedelta(hours=1)


def workshops(story: Story) -> None:
    """A cooking session of yesterday, one of tomorrow."""
    world = story.world
    spot = Spot.objects.create(name="Market square", town="Saint-Aubin")
    wanted = [
        Wanted(
            SessionKind.COOKING,
            "Jars together",
            spot.pk,
            NOON + hours * HOUR,
            NOON + (hours + 3) * HOUR,
            capacity=12,
            crew=((world.facilitator.pk, Task.ANIMATE), (world.cook.pk, Task.COOK)),
        )
        for hours in (-24, 24)
    ]
    made = acts.plan(wanted, key="story", now=NOON - 48 * HOUR)
    story.named["workshops:session"] = [{"pk": one.pk} for one in made]
    people(story, made)
    recipe = Recipe.objects.filter(active=True).first()
    if recipe is not None:
        dish = leading.add_dish(session=made[1], recipe=recipe)
        story.named["workshops:begin"] = [{"pk": made[1].pk, "dish": dish.pk}]
    story.named["workshops:session_edit"] = [{"pk": made[1].pk}]
    story.named["workshops:spot_edit"] = [{"pk": spot.pk}]
    places.set_season(school_zone=SchoolZone.A, speed_kmh=40, ask_days=21)
    free = {"zone": SchoolZone.A, "name": "Bridge", "first": NOON.date(), "last": NOON.date(), "source": "School"}
    story.named["workshops:holidays_edit"] = [{"pk": places.save_holidays(None, **free).pk}]
    places.add_kit_line(kind=SessionKind.COOKING, what="Jars and lids")
