"""A sale from its opening to its closing, as rows and money tell it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from bocal.directory.models import Letter, Person
from bocal.journals.models import Lot
from bocal.journals.rules import Refused
from bocal.orders import acts, notices, reads
from bocal.orders.models import Offer, Order, SaleRound, Slot
from bocal.orders.rules import NotPlaced
from bocal.orders.rules.rhythm import State
from tests.orders import scene as scenes
from tests.orders.scene import CLOSES, NOW, PICKUP, key, there
from tests.world import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return scenes.build()


# ── Placing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_order_takes_its_goods_and_its_slot(scene):
    order = scene.place(tomatoes=3, eggs=2)
    assert {line.offer_id: line.quantity for line in order.lines.all()} == scene.wanted(tomatoes=3, eggs=2)
    scene.tomatoes.refresh_from_db()
    assert scene.tomatoes.ordered == 3
    assert Slot.objects.get(pk=scene.slots[0].pk).taken == 1


def test_an_order_is_few_statements(scene):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        scene.place(tomatoes=3, eggs=2, hens=1)
    assert len(queries) <= 15


def test_the_same_form_orders_once(scene):
    first = scene.place(tomatoes=3, form="one")
    assert scene.place(tomatoes=3, form="one") == first
    scene.tomatoes.refresh_from_db()
    assert scene.tomatoes.ordered == 3


def test_somebody_elses_form_is_refused(scene):
    scene.place(tomatoes=3, form="one")
    with pytest.raises(Refused, match="key_reused"):
        scene.place(scene.world.other_home, scene.world.other_customer, tomatoes=1, form="one")


def test_what_is_missing_is_said_and_nothing_is_written(scene):
    scene.place(tomatoes=18)
    with pytest.raises(NotPlaced) as refused:
        scene.place(scene.world.other_home, scene.world.other_customer, tomatoes=5, eggs=2)
    assert [(m.offer, m.wanted, m.left) for m in refused.value.missing] == [(scene.tomatoes.pk, 5, 2)]
    assert Order.objects.count() == 1
    scene.eggs.refresh_from_db()
    assert scene.eggs.ordered == 0


def test_a_full_slot_is_said(scene):
    Slot.objects.filter(pk=scene.slots[0].pk).update(capacity=1)
    scene.place(tomatoes=1)
    with pytest.raises(NotPlaced, match="slot_full") as refused:
        scene.place(scene.world.other_home, scene.world.other_customer, tomatoes=1)
    assert refused.value.slot_full
    scene.place(scene.world.other_home, scene.world.other_customer, tomatoes=1, slot=scene.slots[1])


def test_changing_posts_the_difference(scene):
    order = scene.place(tomatoes=18, eggs=2)
    Offer.objects.filter(pk=scene.tomatoes.pk).update(price=Decimal("9.99"))
    changed = scene.place(tomatoes=20, hens=1, slot=scene.slots[1], seen=order.version)
    assert changed.pk == order.pk
    assert {line.offer_id: line.quantity for line in changed.lines.all()} == scene.wanted(tomatoes=20, hens=1)
    assert dict(Offer.objects.values_list("pk", "ordered")) == scene.wanted(tomatoes=20, hens=1, eggs=0)
    assert [slot.taken for slot in Slot.objects.filter(pk__in=[s.pk for s in scene.slots[:2]])] == [0, 1]
    assert changed.lines.get(offer=scene.tomatoes).price == Decimal("3.5")


def test_two_windows_are_told_apart(scene):
    order = scene.place(tomatoes=3)
    scene.place(tomatoes=4, seen=order.version)
    with pytest.raises(Refused, match="changed_meanwhile"):
        scene.place(tomatoes=1, seen=order.version)
    with pytest.raises(Refused, match="changed_meanwhile"):
        scene.place(tomatoes=1)


def test_cancelled_goods_are_free_again_and_may_be_ordered_anew(scene):
    order = scene.place(tomatoes=20)
    acts.cancel(order=order, now=NOW)
    acts.cancel(order=order, now=NOW)
    scene.place(scene.world.other_home, scene.world.other_customer, tomatoes=19)
    order.refresh_from_db()
    again = scene.place(tomatoes=1, seen=order.version)
    assert again.pk == order.pk
    assert again.cancelled_at is None
    assert Slot.objects.get(pk=scene.slots[0].pk).taken == 2


@pytest.mark.parametrize(
    ("now", "code"),
    [(NOW - timedelta(days=3), "not_open"), (CLOSES, "closed"), (CLOSES + timedelta(days=9), "closed")],
)
def test_only_an_open_round_sells(scene, now, code):
    with pytest.raises(Refused, match=code):
        scene.place(tomatoes=1, now=now)


def test_a_closed_round_neither_changes_nor_cancels(scene):
    order = scene.place(tomatoes=1)
    acts.advance(sale=scene.sale, to=State.FROZEN, person=scene.world.sales, now=NOW)
    with pytest.raises(Refused, match="closed"):
        scene.place(tomatoes=2, seen=order.version)
    with pytest.raises(Refused, match="closed"):
        acts.cancel(order=order, now=NOW)


@pytest.mark.parametrize("quantity", [-1, 1000, 10**12])
def test_absurd_quantities_are_refused(scene, quantity):
    with pytest.raises(Refused, match="bad_quantity"):
        scene.place(tomatoes=quantity)


def test_an_empty_basket_is_refused(scene):
    with pytest.raises(Refused, match="empty_basket"):
        scene.place(tomatoes=0)


def test_another_rounds_offer_is_refused(scene):
    other = acts.open_round(
        title="Autre", opens_at=scenes.OPENS, closes_at=CLOSES, person=scene.world.sales, key=key(), now=NOW
    )
    Offer.objects.filter(pk=scene.eggs.pk).update(sale=other)
    with pytest.raises(Refused, match="unknown_offer"):
        scene.place(eggs=1)
    Slot.objects.filter(pk=scene.slots[3].pk).update(sale=other)
    with pytest.raises(Refused, match="unknown_slot"):
        scene.place(tomatoes=1, slot=scene.slots[3])


# ── Opening ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_jars_are_set_aside_first_expired_first_and_nobody_else_sells_them(scene):
    world = scene.world
    late = scenes.coulis(world, 5, good_until=TODAY + timedelta(days=300))
    soon = scenes.coulis(world, 5, good_until=TODAY + timedelta(days=30))
    gone = scenes.coulis(world, 5, good_until=TODAY - timedelta(days=1))
    held = scenes.coulis(world, 5, release=False)
    jars = world.items["Coulis de tomate 720 ml"]
    offer = {
        "sale": scene.sale,
        "item": jars,
        "label": "le bocal",
        "price": Decimal("4.50"),
        "person": world.sales,
        "now": NOW,
    }
    with pytest.raises(Refused, match="not_in_stock") as refused:
        acts.offer_jars(**offer, available=11, key=key())
    assert refused.value.details == {"there": 10}
    made = acts.offer_jars(**offer, available=7, key="jars")
    assert acts.offer_jars(**offer, available=7, key="jars") == made
    shelf = scene.sale.shelf_id
    assert [there(lot, shelf) for lot in (soon, late, gone, held)] == [5, 2, 0, 0]
    acts.change_offer(offer=made, available=4, price=Decimal("4.60"), person=world.sales, key=key(), now=NOW)
    assert [there(lot, shelf) for lot in (soon, late)] == [4, 0]
    acts.change_offer(offer=made, available=10, price=Decimal("4.60"), person=world.sales, key=key(), now=NOW)
    assert [there(lot, shelf) for lot in (soon, late)] == [5, 5]
    acts.withdraw_offer(offer=made, person=world.sales, key=key(), now=NOW)
    assert [there(lot, world.store.pk) for lot in (soon, late)] == [5, 5]


def test_nothing_goes_below_what_is_ordered(scene):
    scene.place(tomatoes=5)
    sales = scene.world.sales
    with pytest.raises(Refused, match="below_ordered"):
        acts.change_offer(offer=scene.tomatoes, available=4, price=Decimal(3), person=sales, key=key(), now=NOW)
    with pytest.raises(Refused, match="already_ordered"):
        acts.withdraw_offer(offer=scene.tomatoes, person=sales, key=key(), now=NOW)
    with pytest.raises(Refused, match="slot_taken"):
        acts.change_slot(slot=scene.slots[0], capacity=0)
    with pytest.raises(Refused, match="already_ordered"):
        acts.edit_round(
            sale=scene.sale,
            title="Plus tard",
            opens_at=NOW + timedelta(days=1),
            closes_at=CLOSES,
            person=sales,
            now=NOW,
        )


def test_a_slot_is_made_once_and_after_the_closing(scene):
    more = {"sale": scene.sale, "point": scene.point, "minutes": 30, "capacity": 4}
    with pytest.raises(Refused, match="slot_twice"):
        acts.add_slots(first=PICKUP, last=PICKUP + timedelta(hours=1), **more)
    with pytest.raises(Refused, match="slot_before_closing"):
        acts.add_slots(first=NOW, last=NOW + timedelta(hours=1), **more)
    assert Slot.objects.count() == 4


def test_the_last_round_is_copied_a_week_later(scene):
    scenes.coulis(scene.world, 6)
    sales = scene.world.sales
    acts.offer_jars(
        sale=scene.sale,
        item=scene.world.items["Coulis de tomate 720 ml"],
        label="le bocal",
        price=Decimal("4.50"),
        available=4,
        person=sales,
        key=key(),
        now=NOW,
    )
    scene.place(tomatoes=5)
    week = timedelta(days=7)
    new = acts.open_round(
        title="La suivante",
        opens_at=scenes.OPENS + week,
        closes_at=CLOSES + week,
        copy_of=scene.sale,
        person=sales,
        key="next",
        now=NOW,
    )
    assert new == acts.open_round(
        title="x", opens_at=NOW, closes_at=CLOSES, person=sales, key="next", now=NOW, copy_of=scene.sale
    )
    rows = {o.item.name: (o.available, o.ordered, o.price) for o in reads.offers(new)}
    assert rows["Tomates"] == (20, 0, Decimal("3.5"))
    # Only two jars were left in the store.
    assert rows["Coulis de tomate 720 ml"][0] == 2
    assert [s.starts_at - week for s in reads.slots(new)] == [s.starts_at for s in reads.slots(scene.sale)]
    assert all(s.taken == 0 for s in reads.slots(new))


# ── Closing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_closing_returns_unsold_jars_and_writes_the_letters_once():
    scene = scenes.build(jars=6)
    scene.place(tomatoes=2, jars=2)
    scene.close()
    scene.close()
    lot = Lot.objects.get(item=scene.jars.item)
    assert there(lot, scene.sale.shelf_id) == 2
    assert there(lot, scene.world.store.pk) == 4
    notices.tell.func(scene.sale.pk)
    notices.tell.func(scene.sale.pk)
    letters = {letter.email: letter for letter in Letter.objects.all()}
    assert set(letters) == {"tilleuls@exemple.test", "paul@exemple.test", "ada@exemple.test"}
    assert "2 × Tomates, le kilo" in letters["tilleuls@exemple.test"].body
    assert bytes(letters["tilleuls@exemple.test"].attachment).startswith(b"%PDF")
    assert "La Halle" in letters["ada@exemple.test"].body


def test_each_buyer_is_written_to_in_their_own_language():
    scene = scenes.build(jars=6)
    scene.place(tomatoes=1)
    Person.objects.filter(email="ada@exemple.test").update(language="en")
    scene.close()
    with override("en"):
        notices.tell.func(scene.sale.pk)
    letters = {letter.email: letter for letter in Letter.objects.all()}
    assert letters["ada@exemple.test"].subject.startswith("Your order")
    assert "Voici ce que vous apportez" in letters["tilleuls@exemple.test"].body


def test_the_clock_closes_what_is_due(scene):
    acts.keep_time(CLOSES - timedelta(minutes=1))
    assert SaleRound.objects.get().state == State.OPEN
    assert acts.keep_time(CLOSES) == 1
    assert acts.keep_time(CLOSES + timedelta(minutes=1)) == 0
    assert (SaleRound.objects.get().state, SaleRound.objects.get().since) == (State.FROZEN, CLOSES)
