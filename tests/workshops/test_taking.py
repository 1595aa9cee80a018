"""Jars leave a session for the deposit of their glass, or as gifts, and never more than there are."""

import threading
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from bocal.billing import reads as billing
from bocal.directory.models import Organisation, Place
from bocal.directory.rules import OrganisationKind, PlaceKind
from bocal.journals.models import MoneyLine, Stock
from bocal.journals.reads import deposits_held
from bocal.journals.rules import Account, Kind, Refused
from bocal.workshops import acts, reads
from bocal.workshops.models import Attendance, Session, SessionVoucher
from bocal.workshops.rules import SignedBy
from tests import world as worlds
from tests.journals.kitchen import cook
from tests.seat import Seat
from tests.workshops.meeting import session
from tests.world import NOW, TODAY, World


@pytest.fixture
def world(db: None) -> World:
    return worlds.build()


def _guest(at: Session, name: str = "Awa") -> Attendance:
    return acts.sign_up(session=at, name=name, phone="", signed_by=SignedBy.WALK_IN, now=NOW)


def _take(world: World, at: Session, who: Attendance, jars: int = 0, glass: int = 0, **more: Any) -> Any:
    told = {"author": world.facilitator, "key": uuid4().hex, "now": NOW, **more}
    item = world.items["Coulis de tomate 720 ml"].pk
    form = world.formats["720"].pk
    return acts.take_home(session=at, person=who.person, jars={item: jars}, glass={form: glass}, **told)


def test_jars_go_home_for_the_deposit_of_their_glass_and_are_on_no_invoice(world: World) -> None:
    lot = cook(world, 10)
    one = session()
    awa = _guest(one)
    voucher = _take(world, one, awa, jars=3)
    assert (voucher.kind, voucher.party.kind) == (Kind.DELIVER, OrganisationKind.HOUSEHOLD)
    assert reads.cash(voucher) == 300
    assert deposits_held(voucher.party) == {world.formats["720"].jar_id: 3}
    assert Stock.objects.get(lot=lot, place=world.store).quantity == 7
    assert list(SessionVoucher.objects.values_list("session", "voucher")) == [(one.pk, voucher.pk)]
    assert not billing.open_lines(until=TODAY).exists()
    back = _take(world, one, awa, glass=2)
    assert (back.kind, reads.cash(back)) == (Kind.DEPOSIT, -200)
    assert deposits_held(voucher.party) == {world.formats["720"].jar_id: 1}
    assert sum(MoneyLine.objects.filter(account=Account.CASH).values_list("cents", flat=True)) == 100
    assert Organisation.objects.filter(name="Awa").count() == 1


def test_the_same_form_sent_twice_is_once(world: World) -> None:
    cook(world, 10)
    one = session()
    awa = _guest(one)
    first = _take(world, one, awa, jars=2, key="k1")
    assert _take(world, one, awa, jars=2, key="k1") == first
    assert SessionVoucher.objects.count() == 1


@pytest.mark.parametrize(
    ("jars", "glass", "released", "code"),
    [
        (11, 0, True, "too_few_jars"),
        (1, 0, False, "too_few_jars"),
        (0, 0, True, "nothing_taken"),
        (0, 1, True, "many_glass"),
    ],
)
def test_what_is_not_there_not_released_or_never_taken_is_refused(
    world: World, jars: int, glass: int, released: bool, code: str
) -> None:
    cook(world, 10, released=released)
    one = session()
    with pytest.raises(Refused) as refused:
        _take(world, one, _guest(one), jars=jars, glass=glass)
    assert refused.value.code == code
    assert SessionVoucher.objects.count() == 0


def test_more_glass_than_was_taken_is_asked_about_once(world: World) -> None:
    one = session()
    assert reads.cash(_take(world, one, _guest(one), glass=4, sure=True)) == -400


def test_the_rest_goes_to_meals_to_a_point_or_is_eaten(world: World) -> None:
    lot = cook(world, 10)
    truck = Place.objects.create(kind=PlaceKind.TRUCK, name="Le camion", real=True)
    point = Place.objects.create(kind=PlaceKind.POINT, name="Centre Est", real=True)
    one = session(truck=truck)
    item = world.items["Coulis de tomate 720 ml"].pk
    told: dict[str, Any] = {"session": one, "author": world.facilitator, "now": NOW}
    acts.put_in_stock(place=truck, jars={item: 6}, key="a", **told)
    assert Stock.objects.get(lot=lot, place=truck).quantity == 6
    acts.give_on(to=world.food_aid, jars={item: 2}, key="b", **told)
    acts.eat(jars={item: 1}, key="c", **told)
    acts.put_in_stock(place=point, jars={item: 3}, key="d", **told)
    assert Stock.objects.filter(lot=lot, place=truck, quantity__gt=0).count() == 0
    assert Stock.objects.get(lot=lot, place=point).quantity == 3
    with pytest.raises(Refused) as refused:
        acts.give_on(to=world.farm, jars={item: 1}, key="e", **told)
    assert refused.value.code == "not_for_food"
    assert [row.kind for row in reads.gestures(one)] == [Kind.MOVE, Kind.GIVE, Kind.LOSE, Kind.MOVE]


@pytest.mark.django_db(transaction=True)
def test_two_tablets_never_give_the_same_last_jars() -> None:
    world = worlds.build()
    cook(world, 5)
    one = session()
    awa, malo = _guest(one), _guest(one, "Malo")
    found: list[str] = []

    def run(who: Attendance) -> None:
        try:
            _take(world, one, who, jars=3)
            found.append("taken")
        except Refused as refused:
            found.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(who,)) for who in (awa, malo)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(found) == ["taken", "too_few_jars"]


def test_a_name_is_tapped_jars_are_counted_and_the_sum_is_said(world: World) -> None:
    cook(world, 10)
    one = session(starts_at=timezone.now())
    _guest(one)
    seat = Seat(world.facilitator).go(reverse("workshops:takers", args=[one.pk])).follow("Awa")
    seat.says("consigne 1,00 €")
    seat.send("Noter", {"Coulis de tomate 720 ml": "3"})
    seat.says("Awa : 3,00 € à encaisser.", "3 × Coulis de tomate 720 ml")
    seat.follow("Awa").tries("Noter", {"Verre vide rendu : 720 ml": "9"})
    seat.says("9 bocaux rendus pour 3 consignés")
    seat.go(reverse("workshops:rest", args=[one.pk]))
    seat.send("Noter", {"Coulis de tomate 720 ml": "2", "Où vont-ils ?": "L’Épicerie solidaire du Gué"})
    seat.says("L’Épicerie solidaire du Gué", "2 × Coulis")


def test_jars_that_wait_for_their_release_are_said_to(world: World) -> None:
    cook(world, 10, released=False)
    one = session(starts_at=timezone.now())
    _guest(one)
    Seat(world.facilitator).go(reverse("workshops:takers", args=[one.pk])).says("Aucun bocal libéré")


def test_a_child_s_jars_are_those_of_the_adult_who_came_along(world: World) -> None:
    cook(world, 10)
    one = session()
    zoe = acts.sign_up(
        session=one, name="Zoé", phone="06 00 00 00 51", children=["Lou"], signed_by=SignedBy.WALK_IN, now=NOW
    )
    child = one.attendances.get(minor=True)
    for who in (zoe, child):
        _take(world, one, who, jars=1)
    assert len({row.party_id for row in reads.gestures(one)}) == 1
    assert reads.home_of(child.person_id) is None


def test_jars_that_are_already_where_they_are_sent_are_said_to_be(world: World) -> None:
    lot = cook(world, 3)
    one = session()
    place = Stock.objects.get(lot=lot).place
    with pytest.raises(Refused) as refused:
        acts.put_in_stock(
            session=one, place=place, jars={lot.item_id: 2}, author=world.facilitator, key="there", now=NOW
        )
    assert refused.value.code == "already_there"
