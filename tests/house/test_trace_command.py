"""`bocal trace` for whoever reads it: where a lot came from and went, each quantity in its own unit."""

import pytest

from bocal.directory.rules import PlaceKind
from bocal.house.commands import trace
from bocal.journals import acts as journals
from bocal.journals import reads
from bocal.journals.rules import Gesture, Kind, Move
from bocal.kitchen import reads as kitchen_reads
from tests.kitchen import kitchens
from tests.world import NOW, TODAY

pytestmark = pytest.mark.django_db


def test_jars_are_counted_and_crates_are_weighed():
    kitchen = kitchens.build()
    order = kitchen.ready()
    kitchen.release(order)
    world, lot = kitchen.world, kitchen_reads.file_of(order.pk).lot
    moves = [Move(lot.pk, world.store.pk, world.outside[PlaceKind.CUSTOMER], 3, 3 * kitchen.product.piece_mg)]
    journals.post(Gesture(Kind.DELIVER, TODAY, world.sales.pk, "left", party=world.home.pk, moves=moves), now=NOW)

    said = [line.replace("\u202f", " ").replace("\xa0", " ") for line in trace.spoken(lot, reads.trace(lot))]
    assert said[0] == lot.code
    assert len(said) == 6
    ends = {line.split()[2]: line for line in said[1:]}
    assert ends[kitchen.tomatoes.code].endswith(" 27 kg")
    assert ends[kitchen.jars.code].endswith(" 30")
    assert ends[lot.code].startswith("  va à")
    assert ends[lot.code].endswith("(Foyer Ancelin) 3")

    upward = trace.spoken(kitchen.jars, reads.trace(kitchen.jars))
    assert any(line.startswith("  va dans") and line.endswith(" 30") for line in upward)
