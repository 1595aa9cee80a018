"""The short page: what is missing is asked at once, one tap orders the rest, and nothing that was typed is lost."""

import re
from datetime import timedelta
from decimal import Decimal
from html.parser import HTMLParser

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bocal.directory import acts as directory
from bocal.directory.models import Collective
from bocal.directory.rules import Desk
from bocal.orders.models import Offer, Order, Slot
from tests.orders import scene as scenes
from tests.orders.scene import CLOSES, NOW, Scene, key

pytestmark = pytest.mark.django_db


class Form(HTMLParser):
    """What a browser without scripts would send of the basket, and the buttons under it."""

    def __init__(self, answer: HttpResponse) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.hidden: set[str] = set()
        self.slots: list[int] = []
        self.buttons: list[str] = []
        self._inside = False
        assert answer.status_code == 200
        self.text = answer.content.decode()
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form":
            self._inside = "data-basket" in found
        if not self._inside:
            return
        if tag == "button":
            self.buttons.append(found.get("name") or "")
        if tag == "input":
            name, value = str(found["name"]), str(found["value"])
            if found.get("type") == "radio":
                self.slots.append(int(value))
            if found.get("type") in ("radio", "checkbox") and "checked" not in found:
                return
            if name == "csrfmiddlewaretoken":
                return
            assert name not in self.fields, "said once"
            self.fields[name] = value
            if found.get("type") == "hidden":
                self.hidden.add(name)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False


@pytest.fixture
def scene():
    with time_machine.travel(NOW, tick=False):
        yield scenes.build(jars=6)


@pytest.fixture
def buyer(scene):
    client = Client()
    client.force_login(scene.world.customer)
    return client


@pytest.fixture
def two_left(scene):
    """Eighteen of the twenty kilos are somebody else's."""
    return scene.place(scene.world.other_home, scene.world.other_customer, slot=scene.slots[3], tomatoes=18)


def shop(scene: Scene) -> str:
    return reverse("orders:shop", args=[scene.sale.pk])


def basket(scene: Scene, *, slot: int | None = None, seen: int = 0, **quantities: object) -> dict[str, str]:
    """What the sale's page sends."""
    data = {f"q{getattr(scene, name).pk}": str(n) for name, n in quantities.items()}
    return data | {"slot": str(slot or scene.slots[0].pk), "key": key(), "seen": str(seen)}


def ordered(scene: Scene) -> dict[int, int]:
    """What the customer's household has, offer by offer."""
    order = Order.objects.get(customer=scene.world.home)
    return {line.offer_id: line.quantity for line in order.lines.all()}


def test_it_says_what_was_asked_what_is_left_and_until_when(buyer, scene, two_left):
    sent = basket(scene, tomatoes=5, eggs=2)
    form = Form(buyer.post(shop(scene), sent))
    assert "Vous en vouliez 5, il n’en reste que 2." in form.text
    assert "Commandes jusqu’au samedi 5 septembre" in form.text
    assert "2 × Œufs, la boîte de 6" in form.text
    # Two kilos at 3.50 and two boxes at 2.40: what can be had.
    assert "11,80\xa0€" in form.text
    assert "Poulet" not in form.text
    prices = {f"p{scene.tomatoes.pk}": "3.5000", f"p{scene.eggs.pk}": "2.4000"}
    assert form.fields == sent | {f"q{scene.tomatoes.pk}": "2"} | prices
    assert form.hidden == form.fields.keys() - {f"q{scene.tomatoes.pk}"}
    # Enter in the number presses the first: it orders.
    assert form.buttons == ["", "whole"]
    assert not Order.objects.filter(customer=scene.world.home).exists()


def test_one_tap_orders_what_is_left(buyer, scene, two_left):
    form = Form(buyer.post(shop(scene), basket(scene, tomatoes=5, eggs=2)))
    said = buyer.post(shop(scene), form.fields, follow=True).content.decode()
    assert "Votre commande est enregistrée" in said
    assert ordered(scene) == scene.wanted(tomatoes=2, eggs=2)
    assert Order.objects.get(customer=scene.world.home).slot == scene.slots[0]


def test_one_may_do_without_or_take_less(buyer, scene, two_left):
    form = Form(buyer.post(shop(scene), basket(scene, tomatoes=5, eggs=2)))
    buyer.post(shop(scene), form.fields | {f"q{scene.tomatoes.pk}": "0"})
    assert ordered(scene) == scene.wanted(eggs=2)


def test_a_double_click_on_it_orders_once(buyer, scene, two_left):
    form = Form(buyer.post(shop(scene), basket(scene, tomatoes=5)))
    first, second = buyer.post(shop(scene), form.fields), buyer.post(shop(scene), form.fields)
    assert first.url == second.url
    assert Offer.objects.get(pk=scene.tomatoes.pk).ordered == 20


def test_others_may_be_quicker_again(buyer, scene, two_left):
    form = Form(buyer.post(shop(scene), basket(scene, tomatoes=5, eggs=2)))
    home, person = scenes.households(1)[0]
    scene.place(home, person, tomatoes=1)
    again = Form(buyer.post(shop(scene), form.fields))
    assert "Vous en vouliez 2, il n’en reste que 1." in again.text
    buyer.post(shop(scene), again.fields)
    assert ordered(scene) == scene.wanted(tomatoes=1, eggs=2)


def test_what_is_sold_out_is_said_and_left_out(buyer, scene, two_left):
    Offer.objects.filter(pk=scene.tomatoes.pk).update(available=18)
    form = Form(buyer.post(shop(scene), basket(scene, tomatoes=5, eggs=2)))
    assert "Vous en vouliez 5, il n’y en a plus." in form.text
    assert f"q{scene.tomatoes.pk}" not in form.fields
    buyer.post(shop(scene), form.fields)
    assert ordered(scene) == scene.wanted(eggs=2)


def test_when_nothing_is_left_only_the_sale_is_offered(buyer, scene, two_left):
    Offer.objects.filter(pk=scene.tomatoes.pk).update(available=18)
    form = Form(buyer.post(shop(scene), basket(scene, tomatoes=5)))
    assert form.buttons == ["whole"]
    assert "Poulet" in buyer.post(shop(scene), form.fields | {"whole": "1"}).content.decode()


def test_a_full_slot_and_a_missing_line_are_asked_at_once(buyer, scene, two_left):
    Slot.objects.filter(pk__in=[scene.slots[0].pk, scene.slots[1].pk]).update(capacity=1)
    for slot, (home, person) in zip(scene.slots, scenes.households(2), strict=False):
        scene.place(home, person, slot=slot, eggs=1)
    form = Form(buyer.post(shop(scene), basket(scene, tomatoes=5, eggs=2)))
    assert "il n’en reste que 2" in form.text
    assert re.search(r"Le créneau du dimanche 6 septembre 2026 à .* vient de se remplir", form.text)
    assert form.slots == [scene.slots[2].pk, scene.slots[3].pk]
    # None is chosen for anybody.
    assert "slot" not in form.fields
    buyer.post(shop(scene), form.fields | {"slot": str(scene.slots[3].pk)})
    assert ordered(scene) == scene.wanted(tomatoes=2, eggs=2)
    assert Order.objects.get(customer=scene.world.home).slot == scene.slots[3]


def test_a_full_slot_alone_keeps_every_number(buyer, scene):
    Slot.objects.filter(pk=scene.slots[0].pk).update(capacity=1)
    scene.place(scene.world.other_home, scene.world.other_customer, tomatoes=1)
    form = Form(buyer.post(shop(scene), basket(scene, tomatoes=4, eggs=2)))
    assert "Commander ce qui reste" not in form.text
    buyer.post(shop(scene), form.fields | {"slot": str(form.slots[0])})
    assert ordered(scene) == scene.wanted(tomatoes=4, eggs=2)


def test_without_a_slot_it_is_asked_again_with_the_basket(buyer, scene):
    Slot.objects.filter(pk=scene.slots[0].pk).update(capacity=1)
    scene.place(scene.world.other_home, scene.world.other_customer, tomatoes=1)
    form = Form(buyer.post(shop(scene), basket(scene, tomatoes=4)))
    again = Form(buyer.post(shop(scene), form.fields))
    assert "Choisissez un créneau de retrait" in again.text
    assert again.fields[f"q{scene.tomatoes.pk}"] == "4"


def test_ones_own_full_slot_may_be_kept(buyer, scene):
    """Whoever wants to move to a slot that has filled may stay where they are."""
    Slot.objects.filter(pk__in=[slot.pk for slot in scene.slots]).update(capacity=1)
    order = scene.place(slot=scene.slots[1], tomatoes=1)
    scene.place(scene.world.other_home, scene.world.other_customer, tomatoes=1)
    form = Form(buyer.post(shop(scene), basket(scene, tomatoes=3, seen=order.version)))
    assert form.slots == [scene.slots[n].pk for n in (1, 2, 3)]
    buyer.post(shop(scene), form.fields | {"slot": str(scene.slots[1].pk)})
    assert ordered(scene) == scene.wanted(tomatoes=3)


def test_when_no_slot_has_room_it_says_whom_to_ask(buyer, scene):
    Slot.objects.update(capacity=1)
    for slot, (home, person) in zip(scene.slots, scenes.households(4), strict=True):
        scene.place(home, person, slot=slot, eggs=1)
    form = Form(buyer.post(shop(scene), basket(scene, tomatoes=4)))
    assert "Tous les créneaux sont pleins. Appelez-nous" in form.text
    assert form.buttons == ["whole"]


def test_a_change_of_ones_order_counts_what_one_holds(buyer, scene, two_left):
    order = scene.place(tomatoes=1)
    form = Form(buyer.post(shop(scene), basket(scene, tomatoes=5, seen=order.version)))
    assert "il n’en reste que 2" in form.text
    assert ordered(scene) == scene.wanted(tomatoes=1)
    buyer.post(shop(scene), form.fields)
    assert ordered(scene) == scene.wanted(tomatoes=2)


def test_the_whole_sale_comes_back_with_the_basket(buyer, scene, two_left):
    form = Form(buyer.post(shop(scene), basket(scene, tomatoes=5, eggs=2, slot=scene.slots[2].pk)))
    typed = {f"q{scene.tomatoes.pk}": "un peu"}
    whole = Form(buyer.post(shop(scene), form.fields | typed | {"whole": "1"}))
    assert "Poulet" in whole.text
    assert whole.fields | {f"q{scene.hens.pk}": ""} == whole.fields
    assert {name: whole.fields[name] for name in form.fields} == form.fields | typed
    # Looking again is no mistake.
    assert "à revoir" not in whole.text


def test_a_number_that_cannot_be_read_is_mended_in_the_whole_sale(buyer, scene, two_left):
    form = Form(buyer.post(shop(scene), basket(scene, tomatoes=5, eggs=2)))
    whole = Form(buyer.post(shop(scene), form.fields | {f"q{scene.tomatoes.pk}": "deux"}))
    assert "à revoir" in whole.text
    assert whole.fields[f"q{scene.tomatoes.pk}"] == "deux"
    assert whole.fields[f"q{scene.eggs.pk}"] == "2"


def test_a_price_that_changes_meanwhile_is_the_one_shown(buyer, scene, two_left):
    sent = basket(scene, tomatoes=5)
    Offer.objects.filter(pk=scene.tomatoes.pk).update(price=Decimal("5.00"))
    form = Form(buyer.post(shop(scene), sent))
    assert "10,00\xa0€" in form.text
    said = buyer.post(shop(scene), form.fields, follow=True).content.decode()
    assert "10,00\xa0€" in said


@pytest.mark.parametrize(("page", "now", "asks"), [("4.20", "4.60", True), ("4.60", "4.20", False)])
def test_a_price_that_rose_is_asked_about_with_both(buyer, scene, page, now, asks):
    Offer.objects.filter(pk=scene.tomatoes.pk).update(price=Decimal(page))
    seen = Form(buyer.get(shop(scene))).fields[f"p{scene.tomatoes.pk}"]
    Offer.objects.filter(pk=scene.tomatoes.pk).update(price=Decimal(now))
    sent = basket(scene, tomatoes=5, eggs=2) | {f"p{scene.tomatoes.pk}": seen, "rest": "1"}
    answer = buyer.post(shop(scene), sent)
    if asks:
        form = Form(answer)
        assert "Le prix a changé : 4,60\xa0€ au lieu de 4,20\xa0€. Confirmez" in form.text
        assert not Order.objects.filter(customer=scene.world.home).exists()
        assert form.fields[f"q{scene.tomatoes.pk}"] == "5"
        # The whole sale, seen again, has forgotten nothing.
        whole = Form(buyer.post(shop(scene), form.fields | {"whole": "1"}))
        assert whole.fields[f"p{scene.tomatoes.pk}"] == form.fields[f"p{scene.tomatoes.pk}"]
        buyer.post(shop(scene), form.fields)
    line = Order.objects.get(customer=scene.world.home).lines.get(offer=scene.tomatoes)
    assert (line.quantity, line.price) == (5, Decimal(now))
    # It keeps that price, whatever the offer becomes.
    Offer.objects.filter(pk=scene.tomatoes.pk).update(price=Decimal(9))
    buyer.post(shop(scene), sent | basket(scene, tomatoes=6, seen=1))
    line.refresh_from_db()
    assert (line.quantity, line.price) == (6, Decimal(now))


@pytest.mark.parametrize("typed", ["0", "-3", "1e3", "4,20", "abc", "9" * 40])
def test_a_price_that_somebody_made_up_changes_nothing(buyer, scene, typed):
    answer = buyer.post(shop(scene), basket(scene, tomatoes=5) | {f"p{scene.tomatoes.pk}": typed})
    if typed == "0":
        answer = buyer.post(shop(scene), Form(answer).fields)
    line = Order.objects.get(customer=scene.world.home).lines.get(offer=scene.tomatoes)
    assert line.price == Decimal("3.50")


def test_dearer_and_scarce_at_once_says_both(buyer, scene, two_left):
    sent = basket(scene, tomatoes=5) | {f"p{scene.tomatoes.pk}": "3"}
    form = Form(buyer.post(shop(scene), sent))
    assert "il n’en reste que 2" in form.text
    assert "au lieu de 3,00\xa0€" in form.text
    buyer.post(shop(scene), form.fields)
    assert ordered(scene) == scene.wanted(tomatoes=2)


def test_an_offer_withdrawn_meanwhile_is_done_without(buyer, scene, two_left):
    form = Form(buyer.post(shop(scene), basket(scene, tomatoes=5, eggs=2)))
    Offer.objects.get(pk=scene.eggs.pk).delete()
    buyer.post(shop(scene), form.fields)
    assert ordered(scene) == scene.wanted(tomatoes=2)


def test_a_sale_that_closes_while_one_decides_shows_the_basket(buyer, scene, two_left):
    form = Form(buyer.post(shop(scene), basket(scene, tomatoes=5, eggs=2)))
    with time_machine.travel(CLOSES + timedelta(seconds=5), tick=False):
        said = buyer.post(shop(scene), form.fields).content.decode()
    assert "viennent de fermer" in said
    assert "2 × Tomates" in said
    assert "2 × Œufs" in said


def test_whoever_orders_for_another_household_still_does(scene, buyer, two_left):
    restaurant = scenes.households(1)[0][0]
    directory.seat(scene.world.customer, Desk.CUSTOMER, at=restaurant)
    address = f"{shop(scene)}?pour={restaurant.pk}"
    # Its form has no address of its own: a browser sends it where it came from.
    buyer.post(address, Form(buyer.post(address, basket(scene, tomatoes=5))).fields)
    assert Order.objects.get(customer=restaurant).lines.get().quantity == 2


def test_a_first_order_keeps_the_name_that_was_given(client, scene, two_left):
    person = directory.register_person(name="nina", email="nina@exemple.test")
    client.force_login(person)
    # The name she gives is the one that she was called by: it would be asked again.
    asked = {"name": "nina", "phone": "06 00 00 00 09"}
    form = Form(client.post(shop(scene), basket(scene, tomatoes=5) | asked))
    assert form.fields | asked == form.fields
    client.post(shop(scene), form.fields)
    assert Order.objects.get(person=person).lines.get().quantity == 2


def test_it_is_small_asks_little_and_speaks_english(buyer, scene, two_left):
    Slot.objects.filter(pk=scene.slots[0].pk).update(capacity=1)
    home, person = scenes.households(1)[0]
    scene.place(home, person, eggs=1)
    with CaptureQueriesContext(connection) as asked:
        answer = buyer.post(shop(scene), basket(scene, tomatoes=5), headers={"accept-language": "en"})
    assert len([query for query in asked if "SAVEPOINT" not in query["sql"]]) <= 10
    assert len(answer.content) < 10_000
    form = Form(answer)
    assert Collective.objects.get().name in form.text
    for words in ("You wanted 5, only 2 left", "Order what is left", "See the whole sale again", "has just filled"):
        assert words in form.text


def test_whoever_wants_the_rest_anyway_is_not_asked_but_told(buyer, scene, two_left):
    form = Form(buyer.get(shop(scene)))
    assert form.fields["rest"] == "1"
    sent = basket(scene, tomatoes=5, jars=2) | {"rest": "1"}
    answer = buyer.post(shop(scene), sent, follow=True)
    assert ordered(scene) == {scene.tomatoes.pk: 2, scene.jars.pk: 2}
    said = answer.content.decode()
    assert "Votre commande est enregistrée" in said
    assert "(2 au lieu de 5)" in said
    # Sent twice, it counts once.
    buyer.post(shop(scene), sent)
    assert ordered(scene) == {scene.tomatoes.pk: 2, scene.jars.pk: 2}


def test_what_is_sold_out_is_told_too(buyer, scene, two_left):
    Offer.objects.filter(pk=scene.tomatoes.pk).update(ordered=20)
    answer = buyer.post(shop(scene), basket(scene, tomatoes=5, jars=2) | {"rest": "1"}, follow=True)
    assert ordered(scene) == {scene.jars.pk: 2}
    assert "(aucun)" in answer.content.decode()


def test_when_nothing_is_left_at_all_even_they_are_asked(buyer, scene, two_left):
    Offer.objects.filter(pk=scene.tomatoes.pk).update(ordered=20)
    answer = buyer.post(shop(scene), basket(scene, tomatoes=5) | {"rest": "1"})
    assert "il n’y en a plus" in answer.content.decode()
    assert not Order.objects.filter(customer=scene.world.home).exists()


def test_a_full_slot_is_asked_about_and_the_wish_goes_along(buyer, scene, two_left):
    Slot.objects.filter(pk=scene.slots[0].pk).update(capacity=0)
    form = Form(buyer.post(shop(scene), basket(scene, tomatoes=5, jars=2) | {"rest": "1"}))
    assert form.fields["rest"] == "1"
    buyer.post(shop(scene), form.fields | {"slot": str(form.slots[0])})
    assert ordered(scene) == {scene.tomatoes.pk: 2, scene.jars.pk: 2}


def test_an_address_that_somebody_made_up_tells_nothing(buyer, scene, two_left):
    buyer.post(shop(scene), basket(scene, jars=1))
    page = reverse("orders:order", args=[Order.objects.get(customer=scene.world.home).pk])
    said = buyer.get(page, {"enregistree": "1", "manque": ["99999-5-2", "x", "1-2-3<b>"]}).content.decode()
    assert "plus assez" not in said
