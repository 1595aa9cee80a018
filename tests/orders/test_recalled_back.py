"""A recalled jar that its customer hands back is credited, by the recall's page as by the delivery's own."""

from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from bocal.billing import reads as billing
from bocal.billing.acts import issue as invoice
from bocal.catalog.models import Item
from bocal.journals import acts as journals
from bocal.journals import reads as registers
from bocal.journals.models import Recall, RecallStep, Voucher
from bocal.journals.rules import Doubt, Kind, StepKind
from bocal.orders import acts
from bocal.orders.reads import deliveries
from tests.orders import desk as desks
from tests.orders import scene as scenes
from tests.orders.scene import PICKUP, key
from tests.orders.test_delivering import refusal
from tests.world import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return desks.build(jars=20)


def recall(world, lot) -> Recall:
    found = journals.open_recall(
        [lot],
        doubt=Doubt.LOT,
        what=lot.code,
        reason="Couvercles",
        drill=False,
        author=world.quality,
        key=key(),
        now=NOW,
    )
    journals.block(found, author=world.quality, key=key(), now=NOW)
    return found


def returned(world, found: Recall, lot, party, pieces: int, *, now=NOW) -> RecallStep:
    return journals.account_for(
        found,
        party=party,
        lot=lot,
        kind=StepKind.RETURNED,
        quantity=pieces,
        author=world.sales,
        key=key(),
        now=now,
        place=world.store,
    )


def served(desk, jars: int):
    order = desk.order(jars=jars)
    desk.pick(order)
    desk.deliver(order)
    return order


def bill() -> int:
    return sum(one.cents for one in billing.waiting(until=TODAY))


def test_a_recalled_return_credits_what_any_return_does(desk):
    Item.objects.filter(pk=desk.jar.pk).update(price=Decimal("4.2654"))
    order = served(desk, 6)
    line = desk.line(order, desk.jar)
    whole = bill()
    once = acts.take_goods_back(
        delivery=order, back={line: 4}, broken=False, person=desk.world.sales, key=key(), now=NOW
    ).voucher
    same = bill()
    journals.reverse(once, author=desk.world.sales, now=NOW)
    assert bill() == whole
    found = recall(desk.world, desk.jars)
    step = returned(desk.world, found, desk.jars, desk.bistro, 4)
    assert bill() == same == deliveries.delivery(order.pk).owed
    # Two are still there, and no more than two can be noted as given back once more.
    assert [lot[2] for lot in deliveries.kept(deliveries.delivery(order.pk))[line]] == [2]
    again = {"delivery": order, "broken": False, "person": desk.world.sales, "now": NOW}
    assert refusal(acts.take_goods_back, back={line: 3}, key=key(), **again) == "too_much_back"
    assert registers.deposits_held(desk.bistro) == {desk.jar.jar_format.jar_id: 2}
    # Taken back, it is owed again; the delivery itself is taken back only before it.
    assert refusal(journals.reverse, order_of(order), author=desk.world.sales, now=NOW) == "followed"
    journals.reverse(step.voucher, author=desk.world.sales, now=NOW)
    assert bill() == whole == deliveries.delivery(order.pk).owed
    assert registers.check().ok


def order_of(order) -> Voucher:
    order.refresh_from_db()
    return order.handover


def test_what_was_invoiced_and_comes_back_makes_a_credit_note(desk):
    order = served(desk, 6)
    [waits] = billing.waiting(until=TODAY)
    told = {"customer": desk.bistro, "until": TODAY, "author": desk.world.sales, "now": NOW}
    invoice(basis=waits.basis, expected=waits.cents, key=key(), **told)
    assert bill() == 0
    returned(desk.world, recall(desk.world, desk.jars), desk.jars, desk.bistro, 6)
    [back] = billing.waiting(until=TODAY)
    assert back.cents == -waits.cents
    note = invoice(basis=back.basis, expected=back.cents, key=key(), **told)
    assert note.payable == -waits.cents
    assert deliveries.delivery(order.pk).owed == 0


def test_what_two_deliveries_brought_comes_back_at_the_price_of_each_the_latest_first(desk):
    served(desk, 4)
    Item.objects.filter(pk=desk.jar.pk).update(price=Decimal("6.00"))
    served(desk, 2)
    before = bill()
    step = returned(desk.world, recall(desk.world, desk.jars), desk.jars, desk.bistro, 3)
    # Two at 6,00 €, then one at 4,50 €, each with 5,5 % and the deposit of its jar (1 €).
    assert step.quantity == 2
    steps = RecallStep.objects.filter(kind=StepKind.RETURNED).order_by("pk")
    assert [one.quantity for one in steps] == [2, 1]
    assert abs(before - bill() - round(16.5 * 105.5) - 3 * 100) <= 1
    assert Voucher.objects.filter(kind=Kind.RETURN).count() == 2


def test_a_household_gets_back_what_it_owed_for_a_round(db):
    scene = scenes.build(jars=6)
    order = scene.place(jars=3)
    scene.close()
    scene.hand(order, jars=acts.Given(3))
    lot = Voucher.objects.get(kind=Kind.DELIVER).movements.get().lot
    [waits] = billing.waiting(until=PICKUP.date())
    found = recall(scene.world, lot)
    returned(scene.world, found, lot, scene.world.home, 1, now=PICKUP)
    [left] = billing.waiting(until=PICKUP.date())
    assert waits.cents - left.cents == waits.cents // 3
    returned(scene.world, found, lot, scene.world.home, 2, now=PICKUP)
    assert sum(one.cents for one in billing.waiting(until=PICKUP.date())) == 0


@time_machine.travel(NOW, tick=False)
def test_the_page_of_the_recall_says_that_it_is_credited(desk, client, django_assert_max_num_queries):
    served(desk, 6)
    found = recall(desk.world, desk.jars)
    client.force_login(desk.world.sales)
    page = reverse("journals:recall_party", args=[found.pk, desk.bistro.pk])
    assert "Ce qui est rendu est crédité sur la prochaine facture" in client.get(page).content.decode()
    typed = {"key": uuid4(), "kind": "returned", "quantity": "4", "place": desk.world.store.pk}
    said = client.post(page, typed, follow=True).content.decode()
    assert "Crédité : déduit de sa prochaine facture, consignes comprises." in said
    with django_assert_max_num_queries(12):
        client.get(page)


@time_machine.travel(NOW, tick=False)
def test_what_was_given_has_nothing_to_credit_and_the_page_says_so(desk, client):
    acts.give(party=desk.world.food_aid, quantities={desk.jar.pk: 2}, person=desk.world.sales, key=key(), now=NOW)
    found = recall(desk.world, desk.jars)
    returned(desk.world, found, desk.jars, desk.world.food_aid, 2)
    client.force_login(desk.world.sales)
    said = client.get(reverse("journals:recall_party", args=[found.pk, desk.world.food_aid.pk])).content.decode()
    assert "Rien à créditer" in said
    assert bill() == 0
