"""Which range to cook: the months to come, against last year and what is ordered."""

from datetime import UTC, date, datetime
from itertools import pairwise
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from bocal.directory.rules import PlaceKind
from bocal.impact import reads, rules
from bocal.journals import acts as journals
from bocal.journals.models import Lot, Voucher
from bocal.journals.rules import Gesture, Kind, Move, Status, Way
from bocal.orders.models import Delivery, StandingLine, StandingOrder
from tests import world as worlds
from tests.orders import desk
from tests.world import NOW, TODAY

M = date
JAR = "Coulis de tomate 720 ml"


def test_last_year_stands_for_what_will_be_asked():
    gone = {M(2025, 11, 1): 10, M(2025, 12, 1): 30, M(2026, 1, 1): 20, M(2026, 11, 1): 4}
    found = rules.look_ahead(50, today=M(2026, 11, 22), gone=gone, count=4)
    assert [one.asked for one in found.months] == [6, 30, 20, 0]
    assert [one.left for one in found.months] == [44, 14, 0, 0]
    assert [one.lacking for one in found.months] == [0, 0, 6, 0]
    assert found.to_cook == 6
    assert found.before == M(2027, 1, 1)


def test_what_is_ordered_counts_when_it_is_more_and_what_is_planned_is_added():
    found = rules.look_ahead(
        5,
        today=M(2026, 11, 22),
        gone={M(2025, 12, 1): 3},
        ordered={M(2026, 12, 1): 8},
        planned={M(2026, 12, 1): 2},
        count=2,
    )
    assert [one.left for one in found.months] == [5, 0]
    assert [one.lacking for one in found.months] == [0, 1]


def test_what_does_not_keep_is_not_there_a_month_later():
    gone = {M(2025, 11, 1): 3, M(2025, 12, 1): 4}
    found = rules.look_ahead(10, today=M(2026, 11, 22), gone=gone, planned={M(2026, 12, 1): 1}, count=2, keeps=False)
    assert [one.left for one in found.months] == [7, 0]
    assert [one.lacking for one in found.months] == [0, 3]


def test_enough_is_said_so():
    assert rules.look_ahead(5, today=M(2026, 11, 22)).before is None


quantities = st.dictionaries(st.sampled_from(rules.months(M(2025, 11, 1), 24)), st.integers(0, 500), max_size=24)


@given(st.integers(0, 2000), quantities, quantities, quantities)
def test_nothing_vanishes_in_the_months_to_come(on_hand, gone, ordered, planned):
    found = rules.look_ahead(on_hand, today=M(2026, 11, 22), gone=gone, ordered=ordered, planned=planned)
    asked = sum(one.asked for one in found.months)
    made = sum(one.planned for one in found.months)
    assert on_hand + made + found.to_cook == asked + found.months[-1].left


@given(st.integers(0, 2000), st.dictionaries(st.sampled_from(rules.months(M(2026, 11, 1), -24)), st.integers(-50, 50)))
def test_past_levels_lead_to_what_is_on_hand(on_hand, changes):
    levels = rules.past_levels(on_hand, changes, today=M(2026, 11, 22), count=24)
    months = rules.months(M(2026, 11, 1), -24)
    assert levels[months[-1]] == on_hand
    for before, after in pairwise(months):
        assert levels[after] - levels[before] == changes.get(after, 0)


def test_months_run_over_the_new_year():
    assert rules.months(M(2026, 11, 22), 3) == [M(2026, 11, 1), M(2026, 12, 1), M(2027, 1, 1)]
    assert rules.months(M(2026, 2, 3), -3) == [M(2025, 12, 1), M(2026, 1, 1), M(2026, 2, 1)]


@pytest.fixture
def world():
    with time_machine.travel(NOW, tick=False):
        yield worlds.build()


def page(world, who: str = "production", **asked: object) -> str:
    client = Client()
    client.force_login(world.team[who])
    answer = client.get(reverse("impact:season"), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def last_year(world, pieces: int) -> None:
    """In October of the year before, so many jars came and ten of them were sold; the others are still here."""
    then = datetime(2025, 10, 6, 9, 0, tzinfo=UTC)
    lot = world.receive(JAR, pieces=pieces, way=Way.BOUGHT, day=then.date(), now=then)
    journals.decide([lot], Status.RELEASED, reason="vus", author=world.quality, key=uuid4().hex, now=then)
    sale = Gesture(
        Kind.DELIVER,
        then.date(),
        world.sales.pk,
        uuid4().hex,
        party=world.home.pk,
        moves=[Move(lot.pk, world.store.pk, world.outside[PlaceKind.CUSTOMER], 10, 10 * lot.item.piece_mg)],
    )
    journals.post(sale, now=then)


@pytest.mark.django_db
def test_an_empty_kitchen_is_taught(world):
    assert "Rien pour l’instant" in page(world)


@pytest.mark.django_db
def test_what_was_sold_last_october_will_be_missed_this_october(world):
    last_year(world, 14)
    said = page(world)
    assert "Il en manquera 6 : à cuire avant octobre 2026." in said
    assert "−6" in said
    assert "pas encore une année" not in said


@pytest.mark.django_db
def test_a_young_place_is_told_what_the_figures_rest_on(world):
    world.receive(JAR, pieces=5, way=Way.BOUGHT)
    assert "pas encore une année de ventes" in page(world)


@pytest.mark.django_db
def test_levels_and_exits_come_from_the_journals(world):
    last_year(world, 14)
    (one,) = reads.season(TODAY)
    assert one.outlook.on_hand == 4
    assert one.levels[date(2025, 9, 1)] == 0
    assert one.levels[date(2025, 10, 1)] == 4
    assert [line.last_year for line in one.outlook.months if line.month == date(2026, 10, 1)] == [10]


@pytest.mark.django_db
def test_blocked_jars_are_not_counted_on(world):
    last_year(world, 14)
    lot = Lot.objects.get(item__name=JAR)
    journals.decide([lot], Status.BLOCKED, reason="rappel", author=world.quality, key=uuid4().hex, now=NOW)
    (one,) = reads.season(TODAY)
    assert one.outlook.on_hand == 0


@pytest.mark.django_db
def test_what_is_taken_back_was_never_sold(world):
    last_year(world, 14)
    sale = Voucher.objects.get(kind=Kind.DELIVER)
    journals.reverse(sale, author=world.sales, now=NOW)
    (one,) = reads.season(TODAY)
    assert one.outlook.on_hand == 14
    assert one.outlook.to_cook == 0


@pytest.mark.django_db
def test_an_address_that_names_no_jar_shows_the_first(world):
    last_year(world, 14)
    assert JAR in page(world, article="zzz")


@pytest.mark.django_db
def test_what_professionals_ordered_counts_until_it_is_picked_and_so_do_standing_orders(world):
    scene = desk.build(jars=30, world=world)
    before = {line.month: line.ordered for line in reads.season(TODAY)[0].outlook.months}
    delivery = scene.order(jars=12)
    month = delivery.day.replace(day=1)

    def ordered() -> int:
        return next(line.ordered for line in reads.season(TODAY)[0].outlook.months if line.month == month)

    assert ordered() == before[month] + 12
    assert reads.ordered_jars(TODAY)[scene.jar.pk] == 12
    Delivery.objects.filter(pk=delivery.pk).update(cancelled_at=NOW)
    assert ordered() == before[month]
    rule = StandingOrder.objects.create(
        customer=scene.canteen, weekday=1, first_on=TODAY, person=scene.bursar, made_at=NOW, key="chaque mardi"
    )
    StandingLine.objects.create(standing=rule, item=scene.jar, quantity=2)
    october = date(2026, 10, 1)
    # Four Tuesdays in October 2026.
    assert next(line.ordered for line in reads.season(TODAY)[0].outlook.months if line.month == october) == 8
