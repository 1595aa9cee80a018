"""What was gleaned comes back: a gift of the farm, a lot a line, on the session's account."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from bocal.house import gleaning
from bocal.journals import acts as journals
from bocal.journals.models import Lot
from bocal.journals.rules import Refused, Status, Way
from bocal.supply.models import Reception
from bocal.workshops import reads as workshops
from bocal.workshops.models import SessionVoucher, Spot
from bocal.workshops.rules import SessionKind
from tests.supply.cast import FINE, as_, plain, weighing, who_may
from tests.workshops.meeting import session
from tests.world import KG, NOW, build

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def world():
    return build()


@pytest.fixture
def outing(world):
    spot = Spot.objects.create(name="Au verger", host=world.farm)
    return session(kind=SessionKind.GLEANING, title="On cueille", spot=spot, starts_at=NOW - timedelta(hours=4))


def typed(world, **more):
    return {
        "key": str(uuid4()),
        "giver": world.farm.pk,
        "place": world.store.pk,
        "checks": ["clean", "aspect", "transport"],
        "item0": world.items["Tomates"].pk,
        "mass0": "12+13",
        "crates0": "2",
    } | more


def bring(world, outing, **more):
    told = {"giver": world.farm, "lines": [weighing(world, quantity=20 * KG)], "checks": FINE, "place": world.store}
    told |= {"author": world.reception, "key": uuid4(), "now": NOW}
    return gleaning.bring_back(session=outing, **(told | more))


def test_kilos_come_back_as_lots_and_belong_to_the_outing(world, outing):
    address = f"/ateliers/seances/{outing.pk}/cueillette"
    browser = as_(world.cook)
    assert f'value="{world.farm.pk}" selected' in browser.get(address).content.decode()
    text = plain(browser.post(address, typed(world), follow=True).content.decode())
    assert "C’est en stock" in text
    assert "Déjà rapporté" in text
    lot = Lot.objects.get()
    assert (lot.way, lot.origin, lot.owner) == (Way.GIVEN, world.farm, world.us)
    assert lot.movements.get().mass_mg == 25 * KG
    assert SessionVoucher.objects.get().session == outing


def test_the_outings_figures_count_what_came_back_and_still_holds(world, outing):
    first = bring(world, outing)
    bring(world, outing, lines=[weighing(world, quantity=5 * KG)])
    assert workshops.sums(outing, NOW).count.brought_mg == 25 * KG
    journals.reverse(first.voucher, author=world.reception, now=NOW)
    count = workshops.sums(outing, NOW).count
    assert (count.brought_mg, count.mass_mg, count.glass) == (5 * KG, 0, 0)


def test_the_same_form_twice_is_one_reception(world, outing):
    form = typed(world)
    for _twice in range(2):
        as_(world.cook).post(f"/ateliers/seances/{outing.pk}/cueillette", form)
    assert Reception.objects.count() == SessionVoucher.objects.count() == 1


def test_what_is_not_right_waits_with_its_reason(world, outing):
    address = f"/ateliers/seances/{outing.pk}/cueillette"
    refused = as_(world.cook).post(address, typed(world, checks=["clean"]))
    assert "écrivez ce qui ne va pas" in refused.content.decode()
    as_(world.cook).post(address, typed(world, checks=["clean"], fault="Des guêpes"))
    assert Lot.objects.get().state.status == Status.HOLD


@pytest.mark.parametrize(
    "more", [{"mass0": ""}, {"item0": ""}, {"mass0": "x"}, {"item0": "", "mass0": ""}, {"giver": ""}]
)
def test_half_a_line_is_asked_for_and_brings_nothing(world, outing, more):
    assert as_(world.cook).post(f"/ateliers/seances/{outing.pk}/cueillette", typed(world, **more)).status_code == 200
    assert not Reception.objects.exists()


def test_only_an_open_outing_brings_back(world, outing):
    cooking = session()
    assert as_(world.cook).get(f"/ateliers/seances/{cooking.pk}/cueillette").status_code == 404
    with pytest.raises(Refused) as found:
        bring(world, cooking)
    assert found.value.code == "not_gleaning"
    outing.closed_at = NOW
    outing.save()
    with pytest.raises(Refused) as found:
        bring(world, outing)
    assert found.value.code == "gleaning_closed"
    outing.cancelled_at = NOW
    outing.save()
    with pytest.raises(Refused) as found:
        bring(world, outing)
    assert found.value.code == "gleaning_cancelled"


def test_taken_back_it_is_brought_back_no_more(world, outing):
    done = bring(world, outing)
    assert gleaning.brought_back(outing) == [done]
    journals.reverse(done.voucher, author=world.reception, now=NOW)
    assert gleaning.brought_back(outing) == []


def test_who_may(world, outing):
    assert who_may(world, f"/ateliers/seances/{outing.pk}/cueillette") >= {"reception", "production", "direction"}
    assert "accounts" not in who_may(world, f"/ateliers/seances/{outing.pk}/cueillette")
