"""The week on the wall: each order with where it stands, who is at it, what lacks."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bocal.journals.rules import Refused
from bocal.kitchen import acts
from bocal.kitchen.acts import bench
from bocal.kitchen.pages.board import monday_of, week_of
from bocal.kitchen.reads import board
from bocal.kitchen.rules.bench import StepKind
from bocal.kitchen.rules.stages import Stage
from tests.kitchen.screens import text
from tests.world import NOW, TODAY

pytestmark = pytest.mark.django_db
MONDAY = TODAY - timedelta(days=TODAY.weekday())
WEEK = f"/cuisine/ordres/semaine/?semaine={week_of(MONDAY)}"


def cards(wanted=None):
    return [card for day in board.week(MONDAY, wanted) for card in day.cards]


def test_each_order_stands_in_its_day(kitchen, cook, order):
    week = board.week(MONDAY)
    assert len(week) == 7
    assert [len(day.cards) for day in week] == [0, 0, 0, 1, 0, 0, 0]
    said = text(cook.get(WEEK))
    assert "Coulis de tomate 720 ml" in said
    assert "30 bocaux" in said


def test_what_lacks_is_said_and_the_first_order_is_served_first(kitchen, cook):
    kitchen.order(wished=30)
    second = kitchen.order(wished=50)
    lacking = {card.line.order.pk: card.lacks for card in cards()}
    # 60 kg of tomatoes are enough for 59 jars, not for 80.
    assert lacking[second.pk] == ("Tomates",)
    assert not lacking[second.pk - 1]
    assert "manque Tomates" in text(cook.get(WEEK))


def test_jars_that_lack_are_told(kitchen):
    for _ in range(2):
        lot = kitchen.world.receive("Tomates", kg=70)
        kitchen.order(lot, kitchen.salt, wished=60)
    assert cards()[-1].lacks == ("Pot 720 ml", "Couvercle 82 mm")


def test_who_is_at_it_and_the_step_under_way(kitchen, cook, order):
    world = kitchen.world
    bench.start_step(order, kind=StepKind.MIX, workers=[world.quality], author=world.cook, key="a", now=NOW)
    [card] = cards()
    assert (card.people, card.running) == ((world.quality.name,), (StepKind.MIX,))
    said = text(cook.get(WEEK))
    assert "mélanger et cuire" in said
    assert world.quality.name in said


def test_an_order_is_taken_in_one_tap_and_mine_are_shown_alone(kitchen, cook, order):
    world = kitchen.world
    other = kitchen.order(wished=5)
    assert "personne encore" in text(cook.get(WEEK))
    here = f"/cuisine/ordres/{order.pk}/"
    taken = {"what": "assign", "qui": str(world.cook.pk), "semaine": week_of(MONDAY)}
    said = text(cook.post(here, taken, follow=True))
    assert "Semaine du" in said
    assert f"{order.number} : noté." in said
    mine = cook.get(f"{WEEK}&qui=moi").content.decode()
    assert order.number in mine
    assert other.number not in mine
    # From the order's page, to anybody of the kitchen, or to nobody again.
    assert f'value="{world.cook.pk}" selected' in cook.get(here).content.decode()
    assert "Cet ordre est abandonné" not in text(cook.post(here, {"what": "assign", "qui": ""}, follow=True))
    order.refresh_from_db()
    assert order.assigned is None
    assert "n’est à vous" in text(cook.get(f"{WEEK}&qui=moi"))


def test_an_order_goes_to_somebody_of_the_kitchen(kitchen, cook, order):
    here = f"/cuisine/ordres/{order.pk}/"
    for asked in (str(kitchen.world.customer.pk), "999999", "x", "²"):
        assert "se confie à quelqu’un de la cuisine" in text(cook.post(here, {"what": "assign", "qui": asked}))
    kitchen.make(order)
    said = text(cook.get(here))
    assert "Je m’en charge" in said
    cook.post(here, {"what": "assign", "qui": str(kitchen.world.cook.pk)})
    assert "Je m’en charge" not in text(cook.get(here))
    gone = kitchen.order(wished=5)
    acts.cancel(gone, now=NOW)
    with pytest.raises(Refused, match="order_cancelled"):
        acts.assign(gone, to=kitchen.world.cook.pk)


def test_the_filter_stands_in_the_address(kitchen, cook, order):
    kitchen.ready()
    assert [card.line.stage for card in cards(Stage.CHECKS)] == [Stage.CHECKS]
    assert text(cook.get(f"{WEEK}&etat=to_do")).count("OF-2026") == 1
    assert "Aucun ordre de cette semaine n’en est là" in text(cook.get(f"{WEEK}&etat=blocked"))
    assert "Rien n’est prévu" in text(cook.get("/cuisine/ordres/semaine/?semaine=2031-W02"))


@pytest.mark.parametrize("asked", ["", "2026", "2026-W99", "9999-W52", "0001-W01", "W", "2026-W3é"])
def test_a_week_that_cannot_be_is_this_week(asked, kitchen, cook):
    today = timezone.localdate()
    assert monday_of(asked, today) == today - timedelta(days=today.weekday())
    assert cook.get("/cuisine/ordres/semaine/", {"semaine": asked}).status_code == 200


def test_the_board_asks_no_more_with_more_orders(kitchen, cook, django_assert_max_num_queries):
    for _ in range(6):
        kitchen.order(wished=5)
    with django_assert_max_num_queries(12):
        cook.get(WEEK)
