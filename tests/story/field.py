"""The land around: where farms lie, and the outline of the territory."""

import json

from bocal.directory import acts as directory
from bocal.directory.models import Organisation
from tests.story.book import NOON, Story


def field(story: Story) -> None:
    """Two farms on the map, one of them far; the territory drawn under them."""
    world = story.world
    for one, latitude, longitude in ((world.us, 45.0, 5.0), (world.farm, 45.1, 5.05), (world.other_farm, 45.4, 5.0)):
        Organisation.objects.filter(pk=one.pk).update(latitude=latitude, longitude=longitude)
    drawn = {"type": "LineString", "coordinates": [[4.9, 44.9], [5.1, 44.95], [5.0, 45.2]]}
    directory.draw_outline(name="Valley", data=json.dumps(drawn).encode(), by=world.direction, now=NOON)
