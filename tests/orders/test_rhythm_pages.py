"""The pages of a round's way: the rhythm set once, the line of states, orders changed for somebody, cancelling."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bocal.orders import acts
from bocal.orders.models import Order, Rhythm, SaleRound
from bocal.orders.rules.rhythm import State
from tests.orders import scene as scenes
from tests.orders.scene import CLOSES, NOW, OPENS, key

pytestmark = pytest.mark.django_db

TOLD = {
    "title": "Le panier du mardi",
    "every": "week",
    "opens_weekday": "4",
    "opens_hour": "8:00",
    "closes_weekday": "1",
    "closes_hour": "20h",
    "starts_on": "2026-09-01",
    "dates": "",
    "coordinators_hours": "12",
    "reminder_hours": "24",
    "copies_offers": "on",
    "copies_slots": "on",
}


@pytest.fixture
def scene():
    return scenes.build()


@pytest.fixture
def sales(scene) -> Client:
    client = Client()
    client.force_login(scene.world.sales)
    return client


@time_machine.travel(NOW, tick=False)
def test_a_rhythm_is_set_once_and_shows_what_comes(scene, sales):
    data = TOLD | {"key": key()}
    for _ in range(2):
        page = sales.post(reverse("orders:new_rhythm"), data, follow=True).content.decode()
    found = Rhythm.objects.get()
    assert "La prochaine vente se prévoit toute seule" in page
    assert page.count("ferme mardi") == 3
    assert "listes arrêtées mercredi" in page
    assert "ouvre le vendredi à" in sales.get(reverse("orders:rounds")).content.decode()
    page = sales.post(reverse("orders:rhythm", args=[found.pk]), data | {"paused": "on"}, follow=True).content.decode()
    assert "en pause" in page
    assert Rhythm.objects.get().paused


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"every": "by_hand", "dates": "01/01/2020"}, "au moins une date"),
        ({"every": "by_hand", "dates": "un jour"}, "ne se lit pas"),
        ({"coordinators_hours": "200"}, "96"),
        ({"opens_hour": "25:00"}, "pas une heure"),
        ({"closes_weekday": "9"}, "errors"),
    ],
)
@time_machine.travel(NOW, tick=False)
def test_a_rhythm_that_cannot_be_kept_is_refused_beside_its_field(scene, sales, change, said):
    page = sales.post(reverse("orders:new_rhythm"), TOLD | {"key": key()} | change).content.decode()
    assert said in page
    assert "Le panier du mardi" in page
    assert not Rhythm.objects.exists()


@time_machine.travel(NOW, tick=False)
def test_the_line_of_states_says_what_was_and_what_comes(scene, sales):
    acts.edit_round(
        sale=scene.sale,
        title=scene.sale.title,
        opens_at=OPENS,
        closes_at=CLOSES,
        coordinators_hours=12,
        person=scene.world.sales,
        now=NOW,
    )
    page = sales.get(reverse("orders:sale", args=[scene.sale.pk])).content.decode()
    line = page[page.index('class="way"') : page.index("</ol>")]
    assert line.index("Ouverte") < line.index("Coordination seulement") < line.index("Arrêtée") < line.index("Réglée")
    assert 'aria-current="step"' in line
    assert "Titre ou dates changés" in page
    assert "Fermer aux clients maintenant" in page
    for said in ("C’est fermé aux clients", "C’était déjà fait"):
        page = sales.post(
            reverse("orders:advance", args=[scene.sale.pk]), {"to": "coordinators"}, follow=True
        ).content.decode()
        assert said in page
    assert "Rouvrir aux clients" in page
    page = sales.post(reverse("orders:advance", args=[scene.sale.pk]), {"to": "settled"}, follow=True).content.decode()
    assert "n’en est plus là" in page
    page = sales.post(reverse("orders:advance", args=[scene.sale.pk]), {"to": "ailleurs"}, follow=True).content.decode()
    assert "incomplète" in page


@time_machine.travel(NOW, tick=False)
def test_a_round_is_cancelled_with_a_reason(scene, sales):
    scene.place(tomatoes=1)
    told = {"to": "cancelled", "note": "La neige"}
    page = sales.post(reverse("orders:advance", args=[scene.sale.pk]), told, follow=True).content.decode()
    assert "La vente est annulée" in page
    assert "La neige" in page
    assert SaleRound.objects.get().state == State.CANCELLED
    buyer = Client()
    assert "fermées" in buyer.get(reverse("orders:shop", args=[scene.sale.pk])).content.decode()


def test_after_the_closing_the_desk_changes_an_order_and_its_buyer_does_not(scene, sales):
    acts.edit_round(
        sale=scene.sale,
        title=scene.sale.title,
        opens_at=OPENS,
        closes_at=CLOSES,
        coordinators_hours=12,
        person=scene.world.sales,
        now=NOW,
    )
    order = scene.place(tomatoes=2)
    shop = reverse("orders:shop", args=[scene.sale.pk]) + f"?pour={scene.world.home.pk}"
    form = {
        "key": key(),
        "seen": "1",
        "slot": str(scene.slots[1].pk),
        f"q{scene.tomatoes.pk}": "5",
    }
    with time_machine.travel(CLOSES + timedelta(hours=1), tick=False):
        listed = sales.get(reverse("orders:sale_orders", args=[scene.sale.pk])).content.decode()
        assert scene.world.home.name in listed
        assert f"?pour={scene.world.home.pk}" in listed
        assert f"Vous commandez pour {scene.world.home.name}" in sales.get(shop).content.decode()
        buyer = Client()
        buyer.force_login(scene.world.customer)
        assert "viennent de fermer" in buyer.post(shop, form).content.decode()
        page = sales.post(shop, form, follow=True).content.decode()
        assert "La commande est enregistrée" in page
    order = Order.objects.get()
    assert (order.version, order.person, order.lines.get().quantity) == (2, scene.world.customer, 5)
    with time_machine.travel(CLOSES + timedelta(hours=13), tick=False):
        assert "Vous commandez pour" not in sales.get(shop).content.decode()


@time_machine.travel(NOW, tick=False)
def test_a_stranger_to_the_desk_orders_for_nobody_else(scene):
    buyer = Client()
    buyer.force_login(scene.world.other_customer)
    shop = reverse("orders:shop", args=[scene.sale.pk]) + f"?pour={scene.world.home.pk}"
    form = {"key": key(), "seen": "0", "slot": str(scene.slots[1].pk), f"q{scene.tomatoes.pk}": "1"}
    buyer.post(shop, form)
    assert Order.objects.get().customer == scene.world.other_home


@time_machine.travel(NOW, tick=False)
def test_the_desk_orders_for_somebody_on_the_phone(scene, sales):
    page = sales.get(reverse("orders:sale_orders", args=[scene.sale.pk])).content.decode()
    assert "Personne n’a encore commandé" in page
    url = reverse("orders:sale_orders", args=[scene.sale.pk]) + f"?chercher={scene.world.home.name}"
    assert f"?pour={scene.world.home.pk}" in sales.get(url).content.decode()
