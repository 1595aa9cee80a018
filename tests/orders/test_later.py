"""What phones noted without network: written once, on its day; what cannot be written is kept, and a person chooses."""

from datetime import timedelta
from threading import Thread

import pytest
import time_machine
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bocal.journals import acts as journals
from bocal.journals.acts.noting import leave
from bocal.journals.models import Voucher
from bocal.journals.rules import Refused, noting
from bocal.journals.rules.noting import Ending
from bocal.orders import acts, reads
from bocal.orders.acts import Came, Given
from bocal.orders.models import Bringing, Order, SaleRound, Unresolved
from bocal.orders.rules.rhythm import State
from tests.orders import scene as scenes
from tests.orders.scene import PICKUP
from tests.seat import Seat

pytestmark = pytest.mark.django_db

HOUR = 3600
KEY = "0a9d4a52-6a0c-4a57-9d3e-0f6cdd3c7a11"
BACK = PICKUP + timedelta(hours=4)


@pytest.fixture
def scene():
    made = scenes.build(jars=12)
    made.order = made.place(tomatoes=2, hens=1, jars=3)
    made.close()
    made.bring(tomatoes=Came(2))
    made.bring(hens=Came(1, 1_900_000))
    return made


def form_of(scene, order=None, *, weight="0,9+0,95", form="", **more):
    """What a phone kept of a handover."""
    order = order or scene.order
    fields = {
        "key": form or "0a9d4a52-6a0c-4a57-9d3e-0f6cdd3c7a11",
        "version": order.version,
        "later": "1",
        "age": 2 * HOUR,
    }
    for line in order.lines.all():
        fields |= {f"n{line.pk}": line.quantity, f"t{line.pk}": "on"}
        if line.offer.by_weight:
            fields[f"w{line.pk}"] = weight
    return fields | more


def phone(person):
    client = Client()
    client.force_login(person)
    return client


def sends(scene, fields, order=None, *, person=None, at=BACK):
    """The phone comes back."""
    with time_machine.travel(at, tick=False):
        return phone(person or scene.world.point_person).post(
            reverse("orders:hand_over", args=[(order or scene.order).pk]),
            fields,
            headers={"accept": "application/json"},
        )


def handed(order):
    return Order.objects.select_related("handover").get(pk=order.pk).handover


def test_a_note_is_written_once_however_often_it_is_sent(scene):
    for _again in range(3):
        answer = sends(scene, form_of(scene))
        assert answer.status_code == 200
        assert answer.json() == {"state": "done"}
    assert reads.holds(scene.order)
    assert Voucher.objects.filter(kind="deliver").count() == 1
    assert not Unresolved.objects.exists()


def test_it_bears_the_day_on_which_it_was_done(scene):
    next_day = PICKUP + timedelta(days=1, hours=2)
    sends(scene, form_of(scene, age=26 * HOUR), at=next_day)
    assert handed(scene.order).day == timezone.localdate(PICKUP)
    assert handed(scene.order).written_at == next_day


def test_a_day_that_cannot_be_is_today(scene):
    """Before the pickup, years ago or nonsense: the phone's clock is not believed, the note is."""
    now = PICKUP + timedelta(days=1)
    for age in (40 * HOUR, 10 * 365 * 24 * HOUR, -5, 10**30):
        found = noting.noted_at(age, earliest=PICKUP, now=now)
        assert found == now
    assert noting.noted_at(HOUR, earliest=PICKUP, now=now) == now - timedelta(hours=1)
    sends(scene, form_of(scene, age="hier"), at=now)
    assert handed(scene.order).day == timezone.localdate(now)


def test_two_people_hand_over_the_same_order(scene):
    scene.hand(scene.order, tomatoes=Given(2), hens=Given(1, 1_700_000), jars=Given(3))
    assert sends(scene, form_of(scene), person=scene.world.sales).json() == {"state": "kept"}
    assert sends(scene, form_of(scene), person=scene.world.sales).json() == {"state": "kept"}
    [note] = Unresolved.objects.all()
    assert (note.why, note.outcome, note.person) == ("already_handed", Ending.WAITING, scene.world.sales)
    with time_machine.travel(BACK, tick=False):
        seat = Seat(scene.world.sales).go(reverse("orders:counters")).follow("Deux versions")
        seat.follow(scene.order.customer.name)
        seat.says("Cette commande est déjà remise", "Ce qui est enregistré", "1,7 kg", "Ce qui a été noté sans réseau")
        assert "0,9+0,95" in [one.get("value") for one in seat.page.xpath("//input")]
        first = handed(scene.order)
        seat.send("Reprendre l’autre et enregistrer celle-ci")
        seat.says("Rien n’attend")
    assert reads.holds(scene.order)
    assert handed(scene.order).reverses_id is None
    assert handed(scene.order).pk != first.pk
    assert Voucher.objects.filter(reverses=first).count() == 1
    # The phone asks once more: it is settled, and nothing is written twice.
    assert sends(scene, form_of(scene), person=scene.world.sales).json() == {"state": "done"}
    assert Voucher.objects.filter(kind="deliver").count() == 2


def test_what_stands_may_stay(scene):
    scene.hand(scene.order, tomatoes=Given(2), jars=Given(3))
    sends(scene, form_of(scene), person=scene.world.sales)
    first = handed(scene.order)
    with time_machine.travel(BACK, tick=False):
        note = Unresolved.objects.get()
        page = reverse("orders:decide", args=[note.pk])
        Seat(scene.world.point_person).go(page).send("Garder ce qui est enregistré")
        seat = Seat(scene.world.sales).go(page)
        seat.says("Écarté")
        seat.silent("Garder")
    assert handed(scene.order) == first
    assert not Voucher.objects.filter(reverses=first).exists()


def test_another_points_gesture_is_not_taken_back_by_anyone(scene):
    scene.world.point_person, other = scene.world.sales, scene.world.point_person
    scene.hand(scene.order, tomatoes=Given(2), jars=Given(3))
    sends(scene, form_of(scene), person=other)
    with time_machine.travel(BACK, tick=False):
        seat = Seat(other).go(reverse("orders:decide", args=[Unresolved.objects.get().pk]))
        seat.tries("Reprendre l’autre").says("demandez-leur de décider")
    assert Unresolved.objects.get().outcome == Ending.WAITING


def test_after_settlement_a_person_decides(scene):
    SaleRound.objects.filter(pk=scene.sale.pk).update(state=State.SETTLED)
    assert sends(scene, form_of(scene)).json() == {"state": "kept"}
    assert handed(scene.order) is None
    with time_machine.travel(BACK, tick=False):
        seat = Seat(scene.world.point_person).go(reverse("orders:decide", args=[Unresolved.objects.get().pk]))
        seat.says("déjà réglée", "Rien n’est enregistré")
        seat.send("Enregistrer celle-ci")
    assert reads.holds(scene.order)


def test_an_order_changed_since_is_compared(scene):
    Order.objects.filter(pk=scene.order.pk).update(version=7)
    assert sends(scene, form_of(scene)).json() == {"state": "kept"}
    assert Unresolved.objects.get().why == "order_changed"
    with time_machine.travel(BACK, tick=False):
        Seat(scene.world.sales).go(reverse("orders:decide", args=[Unresolved.objects.get().pk])).send(
            "Enregistrer celle-ci"
        )
    assert reads.holds(scene.order)


def test_an_order_cancelled_since_is_kept_too(scene):
    fields = form_of(scene)
    Order.objects.filter(pk=scene.order.pk).update(cancelled_at=BACK, slot=None)
    assert sends(scene, fields).json() == {"state": "kept"}
    with time_machine.travel(BACK, tick=False):
        seat = Seat(scene.world.sales).go(reverse("orders:decide", args=[Unresolved.objects.get().pk]))
        seat.says("annulée", "0,9+0,95")
        seat.send("Ne rien enregistrer")


def test_a_forgotten_weight_is_completed(scene):
    assert sends(scene, form_of(scene, weight="")).json() == {"state": "kept"}
    with time_machine.travel(BACK, tick=False):
        seat = Seat(scene.world.point_person).go(reverse("orders:decide", args=[Unresolved.objects.get().pk]))
        seat.says("Il manque le poids")
        seat.send("Enregistrer celle-ci", {"Poids en tout": "1,85"})
    assert reads.holds(scene.order)


def test_goods_noted_by_another_phone_later_free_the_handover():
    scene = scenes.build()
    order = scene.place(tomatoes=2, hens=1)
    scene.close()
    scene.order = order
    assert sends(scene, form_of(scene)).json() == {"state": "kept"}
    hens, eggs = scene.hens.pk, scene.eggs.pk
    for farm, more in (
        (scene.world.farm, {f"n{scene.tomatoes.pk}": 2}),
        (scene.world.other_farm, {f"n{hens}": 1, f"w{hens}": "1,85", f"n{eggs}": 0}),
    ):
        with time_machine.travel(BACK, tick=False):
            answer = phone(scene.world.reception).post(
                reverse("orders:bring", args=[scene.sale.pk, farm.pk]),
                {"key": f"0a9d4a52-6a0c-4a57-9d3e-{farm.pk:012}", "seen": 0, "later": "1", "age": HOUR} | more,
            )
            assert answer.json() == {"state": "done"}, Unresolved.objects.values()
    assert reads.holds(order)
    assert handed(order).author == scene.world.point_person
    assert Unresolved.objects.get(order=order).outcome == Ending.WRITTEN


def test_a_farm_noted_by_two_phones_is_not_counted_twice(scene):
    fields = {
        "key": "0a9d4a52-6a0c-4a57-9d3e-0f6cdd3c7a12",
        "seen": 0,
        "later": "1",
        "age": HOUR,
        f"n{scene.tomatoes.pk}": 3,
    }
    with time_machine.travel(BACK, tick=False):
        address = reverse("orders:bring", args=[scene.sale.pk, scene.world.farm.pk])
        assert phone(scene.world.reception).post(address, fields).json() == {"state": "kept"}
        assert reads.arrived([scene.tomatoes.pk]) == {scene.tomatoes.pk: 2}
        seat = Seat(scene.world.sales).go(reverse("orders:decide", args=[Unresolved.objects.get().pk]))
        seat.says("2 × Tomates")
        seat.send("Reprendre l’autre")
    assert reads.arrived([scene.tomatoes.pk]) == {scene.tomatoes.pk: 3}
    assert Bringing.objects.count() == 3


def test_what_a_phone_sends_is_not_believed(scene):
    for bad in ({"n1": "9" * 500}, {"<script>": "1"}, {f"x{n}": "1" for n in range(700)}):
        answer = sends(scene, form_of(scene, version=99) | bad)
        assert (answer.status_code, answer.json()) == (400, {"state": "unreadable"})
    assert not Unresolved.objects.exists()
    assert sends(scene, form_of(scene), person=scene.world.customer).status_code == 403
    with time_machine.travel(BACK, tick=False):
        assert Client().post(reverse("orders:hand_over", args=[scene.order.pk]), form_of(scene)).status_code == 302


def test_a_form_used_before_its_gesture_was_taken_back_is_asked_about(scene):
    sends(scene, form_of(scene))
    journals.reverse(handed(scene.order), author=scene.world.direction, now=BACK)
    assert sends(scene, form_of(scene)).json() == {"state": "kept"}
    assert not reads.holds(scene.order)
    assert Unresolved.objects.get().why == "key_reused"


def test_the_script_hears_a_word_and_a_person_reads_a_page(scene):
    fields = form_of(scene)
    del fields["later"], fields["age"]
    answer = sends(scene, fields | {f"t{scene.order.lines.first().pk}": ""})
    assert answer["Content-Type"].startswith("text/html")
    assert sends(scene, fields).json() == {"state": "done"}


def test_the_worker_watches_over_the_collective_and_is_asked_for_each_time(scene):
    answer = Client().get(reverse("worker"))
    assert answer["Cache-Control"] == "no-cache"
    assert answer["Content-Type"].startswith("text/javascript")
    assert reverse("worker").rpartition("/")[0] == reverse("home").rstrip("/")
    assert len(answer.content) < 4_000


@pytest.mark.django_db(transaction=True)
def test_two_phones_come_back_at_once():
    scene = scenes.build()
    scene.order = scene.place(tomatoes=2)
    scene.close()
    scene.bring(tomatoes=Came(2))
    people = [scene.world.point_person, scene.world.sales]
    said = []

    def back(person, form):
        try:
            said.append(sends_raw(scene, form_of(scene, form=form), person))
        finally:
            connections.close_all()

    threads = [
        Thread(target=back, args=(people[n % 2], f"0a9d4a52-6a0c-4a57-9d3e-0f6cdd3c7a2{n % 2}")) for n in range(4)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(said) == ["done", "done", "kept", "kept"]
    assert Voucher.objects.filter(kind="deliver").count() == 1
    assert Unresolved.objects.count() == 1


def sends_raw(scene, fields, person):
    return phone(person).post(reverse("orders:hand_over", args=[scene.order.pk]), fields).json()["state"]


def test_nobody_chooses_twice(scene):
    scene.hand(scene.order, tomatoes=Given(2), jars=Given(3))
    sends(scene, form_of(scene), person=scene.world.sales)
    note = Unresolved.objects.get()
    leave(note=note, person=scene.world.sales, now=BACK)
    with pytest.raises(Refused, match="already_resolved"):
        leave(note=note, person=scene.world.sales, now=BACK)


def test_crates_filled_product_by_product_begin_the_handover(scene):
    with time_machine.travel(BACK, tick=False):
        seat = Seat(scene.world.point_person).go(reverse("orders:handing", args=[scene.sale.pk, scene.point.pk]))
        seat.follow("Répartir").says("Poulet fermier", "paniers remplis : 0 sur 1")
        seat.follow("Poulet fermier")
        seat.send("Noter les paniers", {"Poids en tout": "0,9+0,95", f"t{line_of(scene, scene.hens).pk}": True})
        seat.says("paniers remplis : 1 sur 1")
        seat.go(reverse("orders:hand_over", args=[scene.order.pk]))
        assert "0,9+0,95" in [one.get("value") for one in seat.page.xpath("//input")]
    assert not reads.holds(scene.order)
    assert not Voucher.objects.filter(kind="deliver").exists()


def line_of(scene, offer):
    """The order's line of an offer."""
    return scene.order.lines.get(offer=offer)


def test_of_two_notes_on_a_crate_the_later_holds_whichever_arrives_first(scene):
    line = line_of(scene, scene.hens)
    for hours, weighing in ((2, "1,7"), (3, "1,8"), (1, "1,6")):
        at = PICKUP + timedelta(hours=hours)
        acts.pack(offer=scene.hens, packed={line.pk: (1, weighing)}, person=scene.world.sales, noted_at=at, now=BACK)
    assert reads.packed([line.pk])[line.pk].weighing == "1,8"
    with pytest.raises(Refused, match="too_much"):
        acts.pack(offer=scene.hens, packed={line.pk: (2, "")}, person=scene.world.sales, noted_at=BACK, now=BACK)
    with pytest.raises(Refused, match="unknown_offer"):
        acts.pack(offer=scene.eggs, packed={line.pk: (1, "")}, person=scene.world.sales, noted_at=BACK, now=BACK)


def test_a_phone_comes_back_with_filled_crates(scene):
    line = line_of(scene, scene.hens)
    address = reverse("orders:pack", args=[scene.sale.pk, scene.point.pk, scene.hens.pk])
    fields = {
        "key": KEY,
        "later": "1",
        "age": HOUR,
        f"t{line.pk}": "on",
        f"n{line.pk}": "1",
        f"w{line.pk}": "0,192+0,167",
    }
    with time_machine.travel(BACK, tick=False):
        for _again in range(2):
            assert phone(scene.world.point_person).post(address, fields).json() == {"state": "done"}
        bad = phone(scene.world.point_person).post(address, fields | {f"w{line.pk}": "beaucoup"})
        assert (bad.status_code, bad.json()) == (400, {"state": "unreadable"})
    [kept] = reads.packed([line.pk]).values()
    assert (kept.count, kept.weighing, kept.noted_at) == (1, "0,192+0,167", BACK - timedelta(hours=1))
