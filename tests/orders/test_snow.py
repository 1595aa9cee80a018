"""A point that cannot open: its orders are moved as far as there is room, wait, or are cancelled."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from bocal.directory.models import Letter
from bocal.journals.models import Stock
from bocal.journals.rules import Refused
from bocal.orders import acts, notices, reads
from bocal.orders.models import Displaced, Order, PointClosing, RoundStep, Slot
from bocal.orders.rules.points import Fate
from tests.orders import scene as scenes
from tests.orders.scene import CLOSES, NOW, PICKUP, beside, key
from tests.orders.test_rush import the_counts_hold

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")


def snow(scene: scenes.Scene, **more) -> acts.Closed:
    told = {
        "sale": scene.sale,
        "point": scene.point,
        "person": scene.world.sales,
        "why": "route fermée par la neige",
        "choose_until": CLOSES + timedelta(hours=20),
        "key": key(),
        "now": CLOSES + timedelta(hours=1),
    }
    return acts.cancel_point(**told | more)


# ── Rules ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_orders_move_as_far_as_there_is_room_and_who_ordered_first_goes_first():
    scene = scenes.build()
    place = beside(scene, capacity=1, count=2)
    homes = scenes.households(3)
    orders = [
        scene.place(home, person, eggs=1, now=NOW + timedelta(minutes=n)) for n, (home, person) in enumerate(homes)
    ]
    scene.close()
    form = key()
    done = snow(scene, moved_to=place, key=form)
    assert (done.moved, done.refunded, done.waiting) == (2, 0, (orders[2].pk,))
    assert {Order.objects.get(pk=row.pk).slot.point for row in orders[:2]} == {place}
    assert Order.objects.get(pk=orders[2].pk).slot.point == scene.point
    the_counts_hold()
    # Each is told, once, however often the form is sent.
    snow(scene, moved_to=place, key=form)
    notices.tell_displaced.func(done.closing.pk)
    letters = Letter.objects.filter(subject__contains="n’ouvre pas")
    assert letters.count() == 3
    assert "route fermée par la neige" in letters.first().body
    step = RoundStep.objects.get(sale=scene.sale, step="point_shut")
    assert (step.by, step.note) == (scene.world.sales, "La Halle : route fermée par la neige")
    assert not reads.check_rounds().broken


def test_who_is_moved_pays_no_more_than_they_read():
    scene = scenes.build()
    place = beside(scene, capacity=3)
    Slot.objects.filter(point=place).update(fee_cents=200)
    order = scene.place(eggs=1)
    snow(scene, moved_to=place)
    order.refresh_from_db()
    assert (order.slot.point, order.fee_cents) == (place, 0)


def test_orders_that_are_cancelled_free_their_goods_and_their_jars_return_to_the_store():
    scene = scenes.build(jars=10)
    scene.place(eggs=2, jars=3)
    scene.close()
    assert Stock.objects.filter(place=scene.sale.shelf_id).exists()
    done = snow(scene, refund=True)
    assert (done.moved, done.refunded, done.waiting) == (0, 1, ())
    order = Order.objects.get()
    assert (order.slot, order.cancelled_at is None) == (None, False)
    assert not Stock.objects.filter(place=scene.sale.shelf_id, quantity__gt=0).exists()
    the_counts_hold()
    notices.tell_displaced.func(done.closing.pk)
    assert "rien ne vous sera demandé" in Letter.objects.get(subject__contains="n’ouvre pas").body


def test_nobody_orders_any_more_at_a_cancelled_point():
    scene = scenes.build()
    snow(scene, now=NOW, choose_until=CLOSES)
    with pytest.raises(Refused) as refused:
        scene.place(eggs=1)
    assert refused.value.code == "slot_full"
    for act in (
        lambda: acts.change_slot(slot=scene.slots[0], capacity=20),
        lambda: acts.add_slots(
            sale=scene.sale,
            point=scene.point,
            first=PICKUP + timedelta(days=1),
            last=PICKUP + timedelta(days=1, hours=1),
            minutes=30,
            capacity=1,
        ),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "slot_shut"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"why": "  "}, "why_needed"),
        ({"choose_until": NOW}, "bad_until"),
        ({"choose_until": NOW + timedelta(days=60)}, "bad_until"),
    ],
)
def test_a_cancelling_says_why_and_until_when(wrong, code):
    scene = scenes.build()
    with pytest.raises(Refused) as refused:
        snow(scene, **wrong)
    assert refused.value.code == code
    assert not PointClosing.objects.exists()


def test_a_point_is_cancelled_once_and_never_moved_to_itself():
    scene = scenes.build()
    with pytest.raises(Refused) as refused:
        snow(scene, moved_to=scene.point)
    assert refused.value.code == "same_point"
    snow(scene)
    with pytest.raises(Refused) as refused:
        snow(scene)
    assert refused.value.code == "point_empty"


def test_what_became_of_orders_only_grows():
    scene = scenes.build()
    scene.place(eggs=1)
    snow(scene)
    for change in (
        lambda: Displaced.objects.update(fate=Fate.MOVED),
        lambda: PointClosing.objects.update(why="autre chose"),
        lambda: PointClosing.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@time_machine.travel(CLOSES + timedelta(hours=2), tick=False)
def test_a_household_chooses_another_slot_within_its_time():
    scene = scenes.build()
    place = beside(scene, capacity=1, count=2)
    order = scene.place(eggs=1)
    scene.close()
    client = Client()
    client.force_login(scene.world.customer)
    page = reverse("orders:other_slot", args=[order.pk])
    assert client.get(page).status_code == 404
    snow(scene)
    shown = client.get(reverse("orders:order", args=[order.pk])).content.decode()
    assert "Votre commande attend un autre créneau" in shown
    target = Slot.objects.filter(point=place).first()
    assert target is not None
    assert f'value="{target.pk}"' in client.get(page).content.decode()
    done = client.post(page, {"slot": str(target.pk)}, follow=True).content.decode()
    assert "nous vous attendons à ce créneau" in done
    order.refresh_from_db()
    assert order.slot == target
    last = reads.last_displaced(order)
    assert last is not None
    assert (last.fate, last.by) == (Fate.MOVED, scene.world.customer)
    # Whoever has chosen is no longer alarmed.
    calm = client.get(reverse("orders:order", args=[order.pk])).content.decode()
    assert "vous avez choisi le créneau ci-dessous" in calm
    assert "Votre commande vous attend ici" not in calm
    # A slot that is full, the cancelled one, or a time that has passed.
    scene_slot = scene.slots[0]
    refused = client.post(page, {"slot": str(scene_slot.pk)}).content.decode()
    assert "Choisissez un créneau de retrait" in refused
    the_counts_hold()
    with pytest.raises(Refused) as late:
        acts.choose_slot(
            order=order,
            slot=Slot.objects.filter(point=place).last(),
            person=scene.world.customer,
            now=CLOSES + timedelta(hours=21),
        )
    assert late.value.code == "may_not_choose"


@time_machine.travel(CLOSES + timedelta(hours=2), tick=False)
def test_the_coordination_decides_for_those_who_did_not_fit():
    scene = scenes.build()
    place = beside(scene, capacity=3)
    homes = scenes.households(2)
    first, second = (scene.place(home, person, eggs=1) for home, person in homes)
    scene.close()
    client = Client()
    client.force_login(scene.world.sales)
    page = reverse("orders:cancel_point", args=[scene.sale.pk, scene.point.pk])
    assert "La Gare : 3 places libres" in client.get(page).content.decode().replace("\xa0", " ")
    until = (CLOSES + timedelta(hours=20)).astimezone(PARIS)
    data = {
        "key": key(),
        "why": "neige",
        "then": "wait",
        "choose_until_0": f"{until:%d/%m/%Y}",
        "choose_until_1": f"{until:%H:%M}",
        "choose_until": f"{until:%d/%m/%Y %H:%M}",
    }
    shown = client.post(page, data, follow=True).content.decode()
    assert "à décider : 2" in shown.replace("\xa0", " ")
    slot = Slot.objects.get(point=place)
    for order, answer in ((first, slot.pk), (second, 0)):
        said = client.post(
            reverse("orders:rehouse", args=[scene.sale.pk, order.pk]), {"slot": str(answer)}, follow=True
        ).content.decode()
        assert "le client est prévenu" in said
    assert Order.objects.get(pk=first.pk).slot == slot
    assert Order.objects.get(pk=second.pk).cancelled_at is not None
    assert reads.undecided() == {}
    # Each reads what was decided for them.
    for row in Displaced.objects.exclude(fate=Fate.WAITING):
        notices.tell_rehoused.func(row.pk)
    moved, dropped = Letter.objects.filter(subject__contains="n’ouvre pas").order_by("pk")
    assert "vous attend à un autre point" in moved.body
    assert "Votre commande est annulée" in dropped.body
    the_counts_hold()


# ── The route ────────────────────────────────────────────────────────────────────────────────────────────────────────
