"""What the catalogue refuses to change."""

import pytest

from bocal.catalog import acts
from bocal.catalog.models import Item
from bocal.catalog.rules import ItemKind, Refused
from tests import world as worlds


@pytest.mark.django_db
def test_what_lots_weigh_does_not_change_under_them():
    world = worlds.build()
    eggs = world.items["Œufs"]
    world.receive("Œufs", pieces=30)
    with pytest.raises(Refused, match="has_lots"):
        acts.save_item(eggs, ItemKind.RAW, {"name": "Œufs", "piece_mg": 70_000})
    assert Item.objects.get(pk=eggs.pk).piece_mg == 60_000
