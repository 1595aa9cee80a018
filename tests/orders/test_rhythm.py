"""Rounds that open, remind, close and freeze by themselves, each step once and written down, whoever moves them."""

import contextlib
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction

from bocal.directory.models import Letter
from bocal.house import night
from bocal.journals.models import Stock
from bocal.journals.rules import Refused
from bocal.orders import acts, notices, reads
from bocal.orders.models import Offer, Order, Rhythm, RoundStep, SaleRound, Slot
from bocal.orders.rules.rhythm import Cadence, Passage, State
from tests.orders import scene as scenes
from tests.orders.scene import CLOSES, NOW, OPENS, key
from tests.orders.test_rush import the_counts_hold, together

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
HOUR = timedelta(hours=1)


def steps(sale: SaleRound) -> list[str]:
    return list(RoundStep.objects.filter(sale=sale).order_by("number").values_list("step", flat=True))


def kept(scene: scenes.Scene, **hours: int) -> SaleRound:
    """The scene's round with hours for coordinators, or a reminder."""
    sale = scene.sale
    acts.edit_round(
        sale=sale,
        title=sale.title,
        opens_at=OPENS,
        closes_at=CLOSES,
        person=scene.world.sales,
        now=NOW,
        **hours,
    )
    return SaleRound.objects.get(pk=sale.pk)


def weekly(**more) -> Rhythm:
    told = {
        "title": "Vente de la semaine",
        "every": Cadence.WEEK,
        "opens_weekday": 4,
        "opens_hour": time(8),
        "closes_weekday": 1,
        "closes_hour": time(20),
        "starts_on": date(2026, 1, 1),
        "coordinators_hours": 12,
        "reminder_hours": 24,
        "key": key(),
        "now": NOW,
    }
    return acts.set_rhythm(**told | more)


# ── By itself ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_round_lives_its_week_by_itself():
    scene = scenes.build()
    sale = kept(scene, coordinators_hours=12, reminder_hours=24)
    for hours in range(24 * 8):
        acts.keep_time(OPENS + timedelta(hours=hours))
    # The edit that gave it its hours stands in the journal too. Nobody ordered: nothing waits to be fetched.
    assert steps(sale) == ["planned", "open", "edited", "reminded", "coordinators", "frozen", "handed_over"]
    at = dict(RoundStep.objects.filter(sale=sale).values_list("step", "at"))
    assert at[Passage.REMINDED] == CLOSES - 24 * HOUR
    assert (at[Passage.COORDINATORS], at[Passage.FROZEN]) == (CLOSES, CLOSES + 12 * HOUR)
    assert not reads.check_rounds().broken


def test_a_worker_that_slept_three_days_catches_up_in_order():
    scene = scenes.build()
    sale = kept(scene, coordinators_hours=12, reminder_hours=24)
    scene.place(tomatoes=1)
    assert acts.keep_time(CLOSES + 72 * HOUR) == 2
    assert steps(sale)[-2:] == ["coordinators", "frozen"]
    assert acts.keep_time(CLOSES + 72 * HOUR) == 0


def test_a_rhythm_plans_the_next_round_from_the_last():
    scene = scenes.build(jars=6)
    SaleRound.objects.update(rhythm=weekly())
    scene.place(tomatoes=2)
    acts.keep_time(NOW)
    assert SaleRound.objects.count() == 1
    acts.keep_time(CLOSES)
    new = SaleRound.objects.latest("pk")
    assert new != scene.sale
    closes = new.closes_at.astimezone(PARIS)
    assert (closes.weekday(), closes.hour, new.freezes_at - new.closes_at) == (1, 20, 12 * HOUR)
    assert closes > CLOSES
    assert new.title == f"Vente de la semaine du {closes.day} septembre"
    assert {row.item.name for row in reads.offers(new)} >= {"Tomates", "Œufs", "Poulet fermier"}
    assert reads.slots(new).count() == 4
    assert set(new.steps.values_list("by", flat=True)) == {None}
    # A second reading of the clock, and a round that somebody moved a day earlier, make no double.
    acts.keep_time(CLOSES)
    assert SaleRound.objects.count() == 2
    acts.keep_time(new.freezes_at + 24 * HOUR * 5)
    third = SaleRound.objects.latest("pk")
    assert third.closes_at.astimezone(PARIS).date() == closes.date() + timedelta(days=7)


def test_a_paused_rhythm_and_one_without_dates_plan_nothing():
    scenes.build()
    SaleRound.objects.update(state=State.HANDED_OVER)
    found = weekly()
    weekly(every=Cadence.BY_HAND, dates=[date(2026, 9, 20)], title="Noël", paused=True)
    acts.set_rhythm(
        **{name: getattr(found, name) for name in (
            "title", "opens_weekday", "opens_hour", "closes_weekday", "closes_hour", "starts_on"
        )},
        every=Cadence.BY_HAND, dates=[date(2026, 9, 20)], rhythm=found, key=key(), now=NOW, paused=True,
    )  # fmt: skip
    acts.keep_time(NOW)
    assert SaleRound.objects.count() == 1
    with pytest.raises(Refused, match="no_date"):
        weekly(every=Cadence.BY_HAND, dates=[date(2026, 1, 1)])


def test_the_closing_night_of_the_change_to_winter_time():
    scene = scenes.build()
    # Clocks show three, then two again: the closing at half past two is the first of the two.
    closes = datetime(2026, 10, 25, 2, 30, tzinfo=PARIS)
    SaleRound.objects.update(closes_at=closes, freezes_at=closes)
    day = closes - CLOSES
    for slot in Slot.objects.order_by("-starts_at"):
        Slot.objects.filter(pk=slot.pk).update(starts_at=slot.starts_at + day, ends_at=slot.ends_at + day)
    first = datetime(2026, 10, 25, 0, 29, tzinfo=ZoneInfo("UTC"))
    assert scene.place(tomatoes=1, now=first).version == 1
    with pytest.raises(Refused, match="closed"):
        scene.place(scene.world.other_home, scene.world.other_customer, tomatoes=1, now=first + timedelta(minutes=1))
    acts.keep_time(first)
    assert "frozen" not in steps(scene.sale)
    acts.keep_time(first + timedelta(minutes=1))
    assert "frozen" in steps(scene.sale)


def test_the_minute_moves_rounds_and_other_work_goes_on():
    scene = scenes.build()
    night.every_minute(CLOSES)
    night.every_minute(CLOSES)
    assert steps(scene.sale).count("frozen") == 1


# ── Reminders and letters ────────────────────────────────────────────────────────────────────────────────────────────


def test_who_ordered_last_time_and_not_yet_is_reminded_once():
    scene = scenes.build()
    scene.place(tomatoes=1)
    scene.place(scene.world.other_home, scene.world.other_customer, eggs=1)
    scene.close()
    new = acts.open_round(
        title="La suivante",
        opens_at=CLOSES + HOUR,
        closes_at=CLOSES + timedelta(days=7),
        reminder_hours=24,
        copy_of=scene.sale,
        person=scene.world.sales,
        key=key(),
        now=CLOSES,
    )
    acts.keep_time(CLOSES + 2 * HOUR)
    acts.place(
        sale=new.pk,
        customer=scene.world.other_home.pk,
        person=scene.world.other_customer.pk,
        slot=new.slots.all()[0].pk,
        wanted={new.offers.get(item__name="Tomates").pk: 1},
        key=key(),
        now=CLOSES + 3 * HOUR,
    )
    assert [order.customer for order in reads.not_yet(new)] == [scene.world.home]
    acts.keep_time(new.reminds_at)
    acts.keep_time(new.reminds_at + HOUR)
    assert steps(new).count("reminded") == 1


def test_a_reminder_that_comes_too_late_says_nothing(time_machine):
    scene = scenes.build()
    time_machine.move_to(CLOSES)
    notices.remind.func(scene.sale.pk)
    assert not Letter.objects.exists()


def test_the_people_of_the_points_get_their_list_at_the_closing():
    scene = scenes.build()
    scene.place(tomatoes=1)
    scene.close()
    notices.tell.func(scene.sale.pk)
    letter = Letter.objects.get(person=scene.world.point_person)
    assert bytes(letter.attachment).startswith(b"%PDF")
    assert steps(scene.sale)[-1] == "told"


# ── Coordinators ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_between_closing_and_freeze_only_coordinators_change_orders():
    scene = scenes.build()
    kept(scene, coordinators_hours=12)
    order = scene.place(tomatoes=2)
    acts.keep_time(CLOSES)
    told = {
        "sale": scene.sale.pk,
        "customer": scene.world.home.pk,
        "person": scene.world.customer.pk,
        "slot": scene.slots[1].pk,
        "wanted": scene.wanted(tomatoes=3),
        "seen": 1,
        "now": CLOSES + HOUR,
    }
    with pytest.raises(Refused, match="closed"):
        acts.place(**told, key=key())
    with pytest.raises(Refused, match="closed"):
        acts.cancel(order=order, now=CLOSES + HOUR)
    assert acts.place(**told, key=key(), coordinator=True).order == order.pk
    with pytest.raises(Refused, match="closed"):
        acts.place(**told | {"seen": 2, "now": CLOSES + 12 * HOUR}, key=key(), coordinator=True)
    acts.cancel(order=order, now=CLOSES + 2 * HOUR, coordinator=True)
    the_counts_hold()


# ── By hand ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_step_is_done_once_and_the_second_sees_it_done():
    scene = scenes.build()
    told = {"sale": scene.sale, "to": State.FROZEN, "now": NOW}
    assert acts.advance(**told, person=scene.world.sales).fresh
    assert not acts.advance(**told, person=scene.world.cook).fresh
    assert steps(scene.sale) == ["planned", "open", "frozen"]


def test_closed_early_then_open_again_then_frozen():
    scene = scenes.build()
    kept(scene, coordinators_hours=12)
    sales = scene.world.sales
    acts.advance(sale=scene.sale, to=State.COORDINATORS, person=sales, now=NOW)
    with pytest.raises(Refused, match="closed"):
        scene.place(tomatoes=1)
    acts.advance(sale=scene.sale, to=State.OPEN, person=sales, now=NOW)
    assert scene.place(tomatoes=1).version == 1
    acts.keep_time(CLOSES)
    with pytest.raises(Refused, match="reopens_past"):
        acts.advance(sale=scene.sale, to=State.OPEN, person=sales, now=CLOSES)
    # A later closing opens it again.
    later = CLOSES + 3 * HOUR
    acts.edit_round(sale=scene.sale, title="x", opens_at=OPENS, closes_at=later, person=sales, now=CLOSES)
    assert steps(scene.sale)[-2:] == ["edited", "open"]
    with pytest.raises(Refused, match="round_moved_on"):
        acts.advance(sale=scene.sale, to=State.SETTLED, person=sales, now=CLOSES)


def test_a_cancelled_round_frees_everything_and_says_so():
    scene = scenes.build(jars=6)
    order = scene.place(tomatoes=2, jars=2)
    acts.advance(sale=scene.sale, to=State.CANCELLED, person=scene.world.sales, now=NOW, note="neige")
    assert Order.objects.get(pk=order.pk).cancelled_at == NOW
    assert not Stock.objects.filter(place=scene.sale.shelf, quantity__gt=0).exists()
    the_counts_hold()
    notices.tell_cancelled.func(scene.sale.pk, [order.pk])
    assert "annulée" in Letter.objects.get().body
    assert RoundStep.objects.get(step="cancelled").note == "neige"
    with pytest.raises(Refused, match="closed"):
        scene.place(scene.world.other_home, scene.world.other_customer, tomatoes=1)
    acts.keep_time(CLOSES + 48 * HOUR)
    assert steps(scene.sale)[-1] == "cancelled"


def test_a_round_that_has_not_opened_is_not_frozen():
    scene = scenes.build()
    SaleRound.objects.update(opens_at=NOW + HOUR, state=State.PLANNED)
    with pytest.raises(Refused, match="not_open"):
        acts.advance(sale=scene.sale, to=State.FROZEN, person=None, now=NOW)
    acts.advance(sale=scene.sale, to=State.OPEN, person=scene.world.sales, now=NOW)
    assert scene.place(tomatoes=1).version == 1


# ── The database ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "query",
    [
        "UPDATE orders_roundstep SET step = 'open'",
        "DELETE FROM orders_roundstep",
        "UPDATE orders_roundstep SET by_id = NULL, note = 'x'",
    ],
)
def test_steps_only_grow(query):
    scenes.build()
    with pytest.raises(DatabaseError, match="only grow"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(query)


def test_the_check_finds_a_state_that_its_steps_do_not_say():
    scene = scenes.build()
    scene.place(tomatoes=1)
    assert not reads.check_rounds().broken
    SaleRound.objects.update(state=State.SETTLED)
    Offer.objects.filter(pk=scene.eggs.pk).update(ordered=3)
    Slot.objects.filter(pk=scene.slots[0].pk).update(taken=5)
    assert len(reads.check_rounds().broken) == 3


@pytest.mark.django_db(transaction=True)
def test_workers_and_coordinators_at_once_take_each_step_once():
    scene = scenes.build(jars=6)
    SaleRound.objects.update(rhythm=weekly())
    scene.place(tomatoes=2, jars=1)

    def act(n: int) -> object:
        if n % 2:
            return acts.keep_time(CLOSES)
        with contextlib.suppress(Refused):
            return acts.advance(sale=scene.sale, to=State.FROZEN, person=scene.world.sales, now=CLOSES).fresh
        return "refused"

    found = together(8, act)
    assert not [one for one in found if isinstance(one, Exception)]
    assert steps(scene.sale).count("frozen") == 1
    assert [one for one in found if one is True] in ([True], [])
    acts.keep_time(CLOSES)
    assert SaleRound.objects.count() == 2
    the_counts_hold()
    assert not reads.check_rounds().broken
