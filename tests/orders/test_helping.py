"""A point that wants volunteers: each round asks for them, and sends them home when the point does not open."""

import pytest

from bocal.directory.models import Letter
from bocal.journals.rules import HoursKind, Refused
from bocal.orders import acts
from bocal.orders.models import Helping, Slot
from bocal.orders.rules.rhythm import State
from bocal.shifts import acts as shifts
from tests.orders import scene as scenes
from tests.orders.scene import NOW
from tests.orders.test_points import new_round, opened
from tests.orders.test_snow import snow

pytestmark = pytest.mark.django_db


def test_each_round_asks_for_the_hands_that_its_points_want():
    scene = scenes.build()
    wanting, alone = opened("La Halle", helpers=3), opened("La Gare")
    sale = new_round(scene)
    [helping] = Helping.objects.filter(sale=sale).select_related("shift")
    slots = Slot.objects.filter(sale=sale, point=wanting).order_by("starts_at")
    shift = helping.shift
    assert (helping.point, shift.needed, shift.kind) == (wanting, 3, HoursKind.DISTRIBUTION)
    # From the first slot of the day to the end of the last.
    assert (shift.starts_at, shift.ends_at) == (slots[0].starts_at, slots[len(slots) - 1].ends_at)
    assert shift.title == "Distribution : La Halle"
    assert Slot.objects.filter(sale=sale, point=alone).exists()


def test_who_was_to_help_stays_at_home_when_the_point_does_not_open():
    scene = scenes.build()
    here, there = opened("La Halle", helpers=2), opened("Le Pont", helpers=2)
    sale = new_round(scene)
    for helping in Helping.objects.filter(sale=sale).select_related("shift"):
        shifts.come(shift=helping.shift, person=scene.world.customer, now=NOW)
    snow(scene, sale=sale, point=here, now=NOW, choose_until=sale.closes_at)
    by_point = {row.point_id: row.shift.cancelled_at for row in Helping.objects.select_related("shift")}
    assert by_point == {here.pk: NOW, there.pk: None}
    [letter] = Letter.objects.filter(subject__startswith="Annulé")
    assert "route fermée par la neige" in letter.body


def test_a_cancelled_round_wants_nobody():
    scene = scenes.build()
    opened("La Halle", helpers=2)
    sale = new_round(scene)
    acts.advance(sale=sale, to=State.CANCELLED, person=scene.world.sales, now=NOW)
    assert Helping.objects.get(sale=sale).shift.cancelled_at == NOW


@pytest.mark.parametrize("helpers", [-1, 51])
def test_no_point_wants_a_crowd(helpers):
    scenes.build()
    with pytest.raises(Refused, match="bad_helpers"):
        opened(helpers=helpers)
