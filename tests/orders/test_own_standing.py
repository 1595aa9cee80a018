"""A customer changes their own standing order: within their terms, what is still open follows, the desk sees who."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bocal.orders import acts
from bocal.orders.models import Delivery, StandingOrder
from bocal.orders.reads import agreements, deliveries
from tests.orders import desk as desks
from tests.orders.desk import TUESDAY
from tests.orders.scene import key
from tests.orders.test_delivering import refusal, stand
from tests.orders.test_rush import together
from tests.world import KG, NOW, TODAY

WEEK = timedelta(days=7)


@pytest.fixture
def desk():
    return desks.build(jars=20)


@pytest.fixture
def rule(desk):
    made = stand(desk)
    acts.deliver_standing(NOW)
    return made


def change(desk, rule: StandingOrder, *, kg: float = 20, now=NOW, **more) -> StandingOrder:
    told = {
        "weekday": 1,
        "every_weeks": 1,
        "quantities": {desk.kilo.pk: round(kg * KG)},
        "pause": None,
        "note": "",
        "person": desk.cook,
        "key": key(),
        "seen": StandingOrder.objects.get(pk=rule.pk).version,
    }
    return acts.change_own_standing(standing=rule, now=now, **(told | more))


def days(rule: StandingOrder) -> dict:
    """What its deliveries bring, in kilos, by day; cancelled ones left out."""
    rows = Delivery.objects.filter(standing=rule, cancelled_at=None)
    return {row.day: (line.quantity + line.waiting) // KG for row in rows for line in row.lines.all()}


@pytest.mark.django_db
def test_other_quantities_follow_where_orders_are_open(desk, rule):
    # On Monday at noon, Tuesday's orders close.
    monday = NOW + timedelta(days=4, hours=3)
    change(desk, rule, kg=5, now=monday)
    assert days(rule) == {TUESDAY: 20, TUESDAY + WEEK: 5}
    acts.deliver_standing(monday)
    assert days(rule) == {TUESDAY: 20, TUESDAY + WEEK: 5}


@pytest.mark.django_db
def test_a_pause_takes_away_and_brings_back(desk, rule):
    change(desk, rule, pause=(TUESDAY, TUESDAY))
    assert days(rule) == {TUESDAY + WEEK: 20}
    assert acts.deliver_standing(NOW) == 0
    change(desk, rule, kg=8)
    assert days(rule) == {TUESDAY: 8, TUESDAY + WEEK: 8}


@pytest.mark.django_db
def test_another_day_of_their_terms(desk, rule):
    change(desk, rule, weekday=2)
    assert set(days(rule)) == {TUESDAY + timedelta(days=1), TUESDAY + timedelta(days=8)}
    assert refusal(change, desk, rule, weekday=6) == "not_delivery_day"


@pytest.mark.django_db
def test_what_a_person_changed_or_cancelled_stays(desk, rule):
    first, second = Delivery.objects.order_by("day")
    desk.order(3, change=first, seen=1, day=first.day)
    acts.cancel_delivery(delivery=second, now=NOW)
    change(desk, rule, kg=8)
    assert days(rule) == {TUESDAY: 3}


@pytest.mark.django_db
def test_stopped_is_stopped(desk, rule):
    acts.stop_own_standing(standing=rule, person=desk.cook, now=NOW)
    assert days(rule) == {}
    assert acts.deliver_standing(NOW) == 0
    assert refusal(change, desk, rule) == "standing_over"


@pytest.mark.django_db
def test_one_that_has_not_begun_is_stopped_too(desk):
    rule = stand(desk, first_on=TUESDAY)
    acts.end_standing(standing=rule, now=NOW)
    assert acts.deliver_standing(NOW) == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"kg": 0}, "nothing_ordered"),
        ({"kg": 10_000}, "too_much_ordered"),
        ({"quantities": {999_999: 5}}, "unknown_item"),
        ({"pause": (TUESDAY, TODAY)}, "bad_pause"),
        ({"seen": 9}, "standing_changed"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(desk, rule, more, said):
    assert refusal(change, desk, rule, **more) == said
    assert days(rule) == {TUESDAY: 20, TUESDAY + WEEK: 20}


@pytest.mark.django_db
def test_never_below_their_minimum(desk):
    rule = stand(desk, customer=desk.canteen, quantities={desk.kilo.pk: 30 * KG})
    assert refusal(change, desk, rule, kg=5) == "below_minimum"
    change(desk, rule, kg=25)
    # What the desk agreed to is kept, and paused like any other; but not made smaller still.
    small = stand(desk, customer=desk.canteen, quantities={desk.kilo.pk: 4 * KG})
    change(desk, small, kg=4, pause=(TUESDAY, TUESDAY))
    change(desk, small, kg=6)
    assert refusal(change, desk, small, kg=3) == "below_minimum"


@pytest.mark.django_db
@time_machine.travel(NOW, tick=False)
def test_the_customer_changes_it_on_their_page_and_the_desk_sees_who(desk, rule):
    client, sales = Client(), Client()
    client.force_login(desk.cook)
    sales.force_login(desk.world.sales)
    page = reverse("orders:my_standing", args=[rule.pk])
    assert page in client.get(reverse("orders:pro")).content.decode()
    shown = client.get(page).content.decode()
    assert "le prix convenu le jour où elle part" in shown
    # From Monday to Friday, as agreed.
    assert len(re.findall(r'<option value="[0-6]"', shown.split("every_weeks")[0])) == 5
    typed = {"key": key(), "seen": "1", "weekday": "1", "every_weeks": "2", f"q{desk.kilo.pk}": "12,5", "note": ""}
    assert "un début et une fin" in client.post(page, typed | {"paused_from": "2026-09-08"}).content.decode()
    for _ in range(2):
        said = client.post(page, typed, follow=True).content.decode()
        assert "C’est changé" in said
    rule.refresh_from_db()
    assert (rule.every_weeks, rule.version, rule.changed_by) == (2, 2, desk.cook)
    told = sales.get(reverse("orders:terms", args=[desk.bistro.pk])).content.decode()
    assert "Changée par Basile Bistrot" in told
    assert "par le client, en ligne" in told
    # Drawn before that: the desk is told, and nothing is overwritten.
    old = {"key": key(), "seen": "1", "weekday": "3", "every_weeks": "1", "first_on": f"{TODAY}"}
    where = reverse("orders:standing", args=[desk.bistro.pk, rule.pk])
    assert "a changé entre-temps" in sales.post(where, old | {f"q{desk.kilo.pk}": "1"}).content.decode()
    client.post(page, {"end": "1"})
    assert "terminée" in client.get(page, follow=True).content.decode()
    for person in (desk.bursar, desk.world.customer, desk.world.farmer):
        client.force_login(person)
        assert client.get(page).status_code in (403, 404)
        assert client.post(page, {"end": "1"}).status_code in (403, 404)
    sales_answer = sales.get(page)
    assert sales_answer.status_code in (302, 403, 404)


@pytest.mark.django_db(transaction=True)
def test_the_desk_and_the_customer_at_once():
    desk = desks.build()
    rule = stand(desk)
    acts.deliver_standing(NOW)

    def act(n: int):
        if n % 2:
            return change(desk, rule, kg=5, seen=1)
        return stand(desk, change=rule, quantities={desk.kilo.pk: 7 * KG}, seen=1, key=f"desk {n}")

    found = together(4, act)
    assert sum(not isinstance(f, Exception) for f in found) == 1
    assert {f.code for f in found if isinstance(f, Exception)} == {"standing_changed"}
    [shown] = agreements.standing_orders(desk.bistro, TODAY)
    assert shown.order.version == 2
    assert len(deliveries.of_customer(desk.bistro)) == 2
