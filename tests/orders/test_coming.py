"""What the kitchen will give: whatever becomes of a batch, only what can still be sold is promised."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bocal.journals import acts as journals
from bocal.journals.rules import Status, Way
from bocal.kitchen import acts as kitchen_acts
from bocal.kitchen.acts.wanting import set_targets
from bocal.kitchen.models import Cook
from bocal.kitchen.reads import needs
from bocal.kitchen.rules.deviations import Decision
from bocal.kitchen.rules.needs import Why
from bocal.kitchen.rules.safety import ProbeAt
from bocal.orders import acts
from bocal.orders.acts import Taken
from bocal.orders.reads import deliveries, promises
from bocal.orders.rules.promising import RELEASED_AFTER, counts_from
from tests.kitchen import kitchens
from tests.orders import desk as desks
from tests.orders.scene import key
from tests.world import NOW, TODAY

LATER = TODAY + timedelta(days=RELEASED_AFTER)
#: What may become of a batch of ten jars: how many of them may be promised now, and how many once the wait is over.
FATES = {
    "to do": (0, 10),
    "cancelled": (0, 0),
    "on hold": (0, 10),
    "taken back": (0, 10),
    "failed": (0, 0),
    "downgraded": (0, 0),
    "again": (0, 0),
    "cooked again": (0, 10),
    "blocked": (0, 0),
    "released": (10, 10),
    "toll": (0, 0),
}


def batch(kitchen: kitchens.Kitchen, fate: str) -> None:
    """Ten jars of coulis, and what became of them."""
    world = kitchen.world
    way = {"farm": world.other_farm, "way": Way.TOLL} if fate == "toll" else {}
    crate = world.receive("Tomates", kg=15, **way)
    order = kitchen.order(crate, kitchen.salt, wished=10)
    if fate == "cancelled":
        kitchen_acts.cancel(order, now=NOW)
    if fate in ("to do", "cancelled", "toll"):
        return
    kitchen.make(order, jars=10, taken=kitchen.taken(10, 1, lot=crate))
    making = order.makings.get()
    if fate == "taken back":
        journals.reverse(making.voucher, author=world.cook, now=NOW)
    elif fate == "blocked":
        journals.decide([making.lot], Status.BLOCKED, reason="rappel", author=world.quality, key=key(), now=NOW)
    elif fate == "released":
        journals.decide([making.lot], Status.RELEASED, reason="bon", author=world.quality, key=key(), now=NOW)
    elif fate != "on hold":
        # A load of its own: lots read from the same file stand or fall together.
        kitchen.cook(order, kitchens.logger(5, top=112 - Cook.objects.count() / 10))
        decided = {"downgraded": Decision.DOWNGRADE, "again": Decision.RECOOK, "cooked again": Decision.RECOOK}
        if fate in decided:
            told = {"reason": "vu et revu", "author": world.quality, "key": key(), "now": NOW + timedelta(minutes=1)}
            kitchen_acts.rule(making.deviations.get(), decision=decided[fate], **told)
        if fate == "cooked again":
            told = {"file_name": "2.csv", "equipment": "Autoclave 1", "probe": ProbeAt.CORE, "author": world.cook}
            later = NOW + timedelta(minutes=2)
            kitchen_acts.cook(order, data=kitchens.logger(), key=key(), now=later, **told)


def promised(kitchen: kitchens.Kitchen, day) -> int:
    product = kitchen.product.pk
    return promises.promises([product], day, today=TODAY, owner=kitchen.world.us)[product]


@pytest.mark.django_db
@settings(max_examples=8)
@example(["cooked again", "downgraded"])
@given(st.lists(st.sampled_from(sorted(FATES)), min_size=1, max_size=3))
def test_only_what_may_still_be_sold_is_promised(fates):
    with transaction.atomic():
        kitchen = kitchens.build()
        for fate in fates:
            batch(kitchen, fate)
        assert promised(kitchen, TODAY) == sum(FATES[fate][0] for fate in fates)
        assert promised(kitchen, LATER) == sum(FATES[fate][1] for fate in fates)
        # Each example in a world of its own.
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("fate", sorted(FATES))
def test_each_fate_by_name(fate):
    kitchen = kitchens.build()
    batch(kitchen, fate)
    assert (promised(kitchen, TODAY), promised(kitchen, LATER)) == FATES[fate]


def test_what_is_late_is_not_there_today():
    long_ago = TODAY - timedelta(days=30)
    assert counts_from(long_ago, made=False, today=TODAY) == LATER
    # On hold for a month: whoever decides may do it tomorrow.
    assert counts_from(long_ago, made=True, today=TODAY) == TODAY + timedelta(days=1)
    assert counts_from(TODAY + timedelta(days=2), made=False, today=TODAY) == LATER + timedelta(days=2)


@pytest.mark.django_db
def test_goods_sent_back_count_once_they_were_looked_at():
    desk = desks.build(jars=20)
    order = desk.order(jars=6)
    desk.pick(order)
    line = desk.line(order, desk.jar)
    desk.deliver(order, taken={line: Taken(4)})
    acts.take_goods_back(delivery=order, back={line: 1}, broken=False, person=desk.world.sales, key=key(), now=NOW)

    def promised_jars() -> int:
        return promises.promises([desk.jar.pk], TODAY, today=TODAY, owner=desk.world.us)[desk.jar.pk]

    assert promised_jars() == 14
    [stock] = deliveries.returned_stock()
    acts.settle_return(stock=stock, place=desk.world.store, person=desk.world.sales, key=key(), now=NOW)
    assert promised_jars() == 17


@pytest.mark.django_db
def test_to_cook_counts_neither_what_came_back_nor_what_is_ready_to_leave():
    kitchen = kitchens.build()
    desk = desks.build(world=kitchen.world, jars=20, kg=1)
    set_targets(kitchen.product, jars=[20] * 12)

    def wanted() -> int:
        found = needs.batches({}, today=TODAY, elsewhere=deliveries.bays())
        return sum(one.proposal.wanted for one in found[Why.TARGET])

    assert wanted() == 0
    order = desk.order(jars=8)
    desk.pick(order)
    assert wanted() == 8
    desk.deliver(order, taken={})
    assert wanted() == 8
    [stock] = deliveries.returned_stock()
    acts.settle_return(stock=stock, place=kitchen.world.store, person=kitchen.world.sales, key=key(), now=NOW)
    assert wanted() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("fate", ["failed", "on hold"])
def test_to_cook_asks_again_for_what_failed_only(fate):
    kitchen = kitchens.build()
    set_targets(kitchen.product, jars=[10] * 12)
    batch(kitchen, fate)
    found = needs.batches({}, today=TODAY)[Why.TARGET]
    assert sum(one.proposal.wanted for one in found) == (10 if fate == "failed" else 0)
