"""Days, promises, standing orders: what may be ordered, and what each order keeps."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from bocal.catalog.models import Item
from bocal.journals import acts as journals
from bocal.journals.rules import Refused, Status
from bocal.orders import acts
from bocal.orders.models import Delivery
from bocal.orders.reads import agreements, deliveries, promises, waiting
from bocal.orders.rules import delivering as rule
from bocal.orders.rules.delivering import DeliveryState, NotPromised, Wanted, WhenShort
from tests.orders import desk as desks
from tests.orders.desk import FRIDAY, TUESDAY
from tests.orders.scene import coulis, key
from tests.world import KG, NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return desks.build(jars=20)


def state(delivery: Delivery) -> DeliveryState:
    return deliveries.delivery(delivery.pk).state


def there(desk, day: date = TUESDAY) -> dict[str, int]:
    items = [desk.kilo.pk, desk.jar.pk]
    found = promises.promises(items, day, today=TODAY, owner=desk.world.us)
    return {"kg": found[desk.kilo.pk] // KG, "jars": found[desk.jar.pk]}


def refusal(act, *arguments, **named) -> str:
    with pytest.raises(Refused) as refused:
        act(*arguments, **named)
    return refused.value.code


# ── Days ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("year", "day"), [(2024, (3, 31)), (2025, (4, 20)), (2026, (4, 5)), (2027, (3, 28)), (2038, (4, 25))]
)
def test_easter_falls_where_the_calendar_has_it(year, day):
    assert rule.easter(year) == date(year, *day)
    assert rule.is_holiday(rule.easter(year) + timedelta(days=39))


#: What clocks here show on a Thursday at eleven.
THEN = datetime.combine(date(2026, 11, 5), time(11))


def test_days_of_delivery_skip_holidays_and_what_is_closed():
    # Wednesday 11 November is a holiday.
    found = rule.next_days([2], 1, time(12), THEN, count=2)
    assert found == [date(2026, 11, 18), date(2026, 11, 25)]
    assert rule.next_days([4], 1, time(12), THEN + timedelta(minutes=59), count=1) == [date(2026, 11, 6)]
    assert rule.next_days([4], 1, time(12), THEN + timedelta(hours=1), count=1) == [date(2026, 11, 13)]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (TODAY - timedelta(days=1), "day_past"),
        (TODAY + timedelta(days=500), "day_far"),
        (TODAY + timedelta(days=2), "not_delivery_day"),
        (TODAY, "delivery_closed"),
        (date(2026, 11, 11), "not_delivery_day"),
    ],
)
def test_a_day_on_which_nothing_can_leave_is_refused(desk, day, said):
    assert refusal(desk.order, 5, day=day) == said


def test_the_desk_may_deliver_late_but_never_in_the_past(desk):
    assert desk.order(5, day=TODAY, sure=True).day == TODAY
    assert refusal(desk.order, 5, day=TODAY - timedelta(days=1), sure=True) == "day_past"


def test_below_the_minimum_says_what_lacks(desk):
    with pytest.raises(Refused) as refused:
        desk.order(10, customer=desk.canteen)
    assert refused.value.code == "below_minimum"
    assert "32,00" in str(refused.value.details["more"])
    assert desk.order(10, customer=desk.canteen, sure=True)
    assert desk.order(30, customer=desk.canteen)


@pytest.mark.parametrize("quantity", [0, -1, 10**9])
def test_impossible_quantities_are_refused(desk, quantity):
    wanted = {desk.jar.pk: Wanted(quantity)}
    codes = {0: "nothing_ordered", -1: "too_much_ordered", 10**9: "too_much_ordered"}
    said = refusal(
        acts.place_delivery,
        customer=desk.bistro,
        day=TUESDAY,
        wanted=wanted,
        person=desk.cook,
        key=key(),
        now=NOW,
    )
    assert said == codes[quantity]
    assert not Delivery.objects.exists()


# ── Promises ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_ordered_is_promised_and_no_more(desk):
    assert there(desk) == {"kg": 50, "jars": 20}
    desk.order(30, 12)
    assert there(desk) == {"kg": 20, "jars": 8}
    with pytest.raises(NotPromised) as refused:
        desk.order(25, 8)
    [short] = refused.value.missing
    assert (short.item, short.wanted, short.there) == (desk.kilo.pk, 25 * KG, 20 * KG)
    assert there(desk) == {"kg": 20, "jars": 8}


def test_too_much_waits_or_is_cut_as_the_person_chooses(desk):
    waits = desk.order(60, when_short=WhenShort.WAIT)
    [line] = waits.lines.all()
    assert (line.quantity, line.waiting) == (50 * KG, 10 * KG)
    assert [row.line.pk for row in waiting.waiting_lines(TODAY)] == [line.pk]
    cut = desk.order(jars=50, when_short=WhenShort.LESS)
    assert [(row.quantity, row.waiting) for row in cut.lines.all()] == [(20, 0)]


def test_a_substitute_makes_up_for_what_lacks(desk):
    item = desk.world.items["Courgettes"]
    desk.world.receive("Courgettes", kg=15)
    wanted = {desk.kilo.pk: Wanted(60 * KG, WhenShort.INSTEAD, item.pk)}
    found = acts.place_delivery(customer=desk.bistro, day=TUESDAY, wanted=wanted, person=desk.cook, key=key(), now=NOW)
    lines = {row.item_id: row for row in found.lines.all()}
    assert lines[desk.kilo.pk].quantity == 50 * KG
    assert (lines[item.pk].quantity, lines[item.pk].instead_of_id) == (10 * KG, desk.kilo.pk)
    # The substitute itself is never promised twice.
    wanted = {item.pk: Wanted(6 * KG)}
    said = refusal(
        acts.place_delivery, customer=desk.bistro, day=TUESDAY, wanted=wanted, person=desk.cook, key=key(), now=NOW
    )
    assert said == "not_promised"


def test_what_waits_is_served_when_more_comes_in(desk):
    waits = desk.order(60, when_short=WhenShort.WAIT)
    desk.world.receive("Tomates", kg=4)
    assert acts.serve_waiting(delivery=waits, now=NOW) == 1
    desk.world.receive("Tomates", kg=40)
    assert acts.serve_waiting(delivery=waits, now=NOW) == 0
    assert waits.lines.get().quantity == 60 * KG


def test_held_and_blocked_jars_are_not_promised(desk):
    coulis(desk.world, 100, release=False)
    assert there(desk)["jars"] == 20
    journals.decide([desk.jars], Status.BLOCKED, reason="rappel", author=desk.world.quality, key=key(), now=NOW)
    assert there(desk)["jars"] == 0


def test_sales_and_gifts_leave_what_is_promised(desk):
    desk.order(jars=15)
    quantities = {desk.jar.pk: 6}
    give = {"party": desk.world.food_aid, "quantities": quantities, "person": desk.world.sales, "now": NOW}
    assert refusal(acts.give, key=key(), **give) == "not_in_stock"
    give["quantities"] = {desk.jar.pk: 5}
    acts.give(key=key(), **give)


def test_a_form_sent_twice_orders_once(desk):
    form = key()
    assert desk.order(10, form=form).pk == desk.order(10, form=form).pk
    assert there(desk)["kg"] == 40
    assert refusal(desk.order, 10, form=form, customer=desk.canteen, sure=True) == "key_reused"


def test_a_change_counts_what_it_held_and_sees_another(desk):
    order = desk.order(40)
    changed = desk.order(45, change=order, seen=1)
    assert changed.pk == order.pk
    assert there(desk)["kg"] == 5
    assert refusal(desk.order, 50, change=order, seen=1) == "delivery_changed"
    assert refusal(desk.order, 51, change=order, seen=2) == "not_promised"
    assert order.lines.get().quantity == 45 * KG


def test_a_customer_changes_until_the_closing(desk):
    order = desk.order(5, day=FRIDAY, online=True)
    late = NOW + timedelta(hours=3)
    assert refusal(desk.order, 6, change=order, seen=1, day=TUESDAY, online=True, now=late) == "delivery_closed"
    assert refusal(acts.cancel_delivery, delivery=order, now=late, online=True) == "delivery_closed"
    acts.cancel_delivery(delivery=order, now=late)
    assert state(order) is DeliveryState.CANCELLED


def test_cancelling_frees_and_is_taken_back(desk):
    order = desk.order(40)
    acts.cancel_delivery(delivery=order, now=NOW)
    acts.cancel_delivery(delivery=order, now=NOW)
    assert there(desk)["kg"] == 50
    desk.order(30)
    acts.restore_delivery(delivery=order, now=NOW)
    line = order.lines.get()
    assert (line.quantity, line.waiting) == (20 * KG, 20 * KG)


# ── Standing orders ──────────────────────────────────────────────────────────────────────────────────────────────────


def stand(desk, **more):
    told = {
        "customer": desk.bistro,
        "weekday": 1,
        "quantities": {desk.kilo.pk: 20 * KG},
        "first_on": TODAY,
        "person": desk.world.sales,
        "key": key(),
        "now": NOW,
    }
    return acts.stand(**(told | more))


def test_every_tuesday_is_made_ahead_and_once(desk):
    rule_ = stand(desk)
    assert acts.deliver_standing(NOW) == 2
    assert acts.deliver_standing(NOW) == 0
    made = list(Delivery.objects.filter(standing=rule_).order_by("day"))
    assert [row.day for row in made] == [TUESDAY, TUESDAY + timedelta(days=7)]
    # One is cancelled, one changed by hand: the rule and the night leave both alone.
    acts.cancel_delivery(delivery=made[0], now=NOW)
    desk.order(5, change=made[1], seen=1, day=made[1].day)
    assert acts.deliver_standing(NOW) == 0
    assert made[1].lines.get().quantity == 5 * KG
    assert rule_.lines.get().quantity == 20 * KG


def test_a_standing_order_pays_the_price_of_its_day(desk):
    stand(desk)
    acts.deliver_standing(NOW)
    first, second = Delivery.objects.order_by("day")
    desk.order(5, change=second, seen=1, day=second.day)
    Item.objects.filter(pk=desk.kilo.pk).update(price=Decimal("3.10"))
    assert acts.price_standing(NOW) == 0
    assert first.lines.get().unit_price == Decimal("2.80")
    desk.pick(first)
    assert acts.price_standing(NOW + timedelta(days=5)) == 1
    assert acts.price_standing(NOW + timedelta(days=5)) == 0
    assert first.lines.get().unit_price == Decimal("3.10")
    # A person changed the other, and saw its price.
    assert acts.price_standing(NOW + timedelta(days=12)) == 0
    # What is delivered has its price for good.
    desk.deliver(first)
    Item.objects.filter(pk=desk.kilo.pk).update(price=Decimal(9))
    assert acts.price_standing(NOW + timedelta(days=5)) == 0


def test_pauses_holidays_and_ends_are_skipped(desk):
    pause = (TUESDAY, TUESDAY + timedelta(days=6))
    paused = stand(desk, pause=pause)
    [shown] = agreements.standing_orders(desk.bistro, TODAY)
    assert shown.days[0] == TUESDAY + timedelta(days=7)
    assert acts.deliver_standing(NOW) == 1
    wednesdays = stand(desk, weekday=2, first_on=date(2026, 11, 1), every_weeks=2)
    days = agreements.occurrences(wednesdays, date(2026, 11, 1), date(2026, 12, 10))
    assert days == [date(2026, 11, 4), date(2026, 11, 18), date(2026, 12, 2)]
    acts.end_standing(standing=paused, now=NOW)
    paused.refresh_from_db()
    assert agreements.occurrences(paused, TODAY + timedelta(days=1), date(2027, 1, 1)) == []


def test_what_cannot_be_promised_to_a_standing_order_waits(desk):
    stand(desk, quantities={desk.kilo.pk: 30 * KG})
    acts.deliver_standing(NOW)
    lines = [row.lines.get() for row in Delivery.objects.order_by("day")]
    assert [(row.quantity // KG, row.waiting // KG) for row in lines] == [(30, 0), (20, 10)]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"quantities": {}}, "nothing_ordered"),
        ({"weekday": 7}, "bad_weekday"),
        ({"last_on": TODAY - timedelta(days=1)}, "bad_dates"),
        ({"pause": (TUESDAY, TODAY)}, "bad_pause"),
    ],
)
def test_an_impossible_standing_order_is_refused(desk, more, said):
    assert refusal(stand, desk, **more) == said
