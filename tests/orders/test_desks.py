"""The desks' pages at work: open, offer, close, note what came, hand over, take back, give; and what they refuse."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from bocal.directory.models import Organisation
from bocal.journals import reads as registers
from bocal.journals.models import Voucher
from bocal.journals.rules import Account
from bocal.orders import reads
from bocal.orders.acts import Came
from bocal.orders.models import Bringing, Offer, Order, SaleRound, Slot
from bocal.orders.reads import stock
from tests.orders import scene as scenes
from tests.orders.scene import CLOSES, NOW, PICKUP, key

pytestmark = pytest.mark.django_db


#: What the form of a round proposes for when there is too little.
SHARED = {"shortage": "first_come"}


@pytest.fixture
def scene():
    return scenes.build(jars=6)


@pytest.fixture
def sales(scene):
    client = Client()
    client.force_login(scene.world.sales)
    return client


@pytest.fixture
def point(scene):
    client = Client()
    client.force_login(scene.world.point_person)
    return client


def at(page: str, *arguments: int) -> str:
    return reverse(f"orders:{page}", args=arguments)


# ── Opening ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@time_machine.travel(NOW, tick=False)
def test_a_round_is_opened_by_copying_the_last(scene, sales):
    page = sales.get(at("open_round")).content.decode()
    assert "Reprendre les produits" in page
    data = {
        "key": key(),
        "title": "La suivante",
        "opens_at": "2026-09-09T10:00",
        "closes_at": "2026-09-12T10:00",
    } | SHARED
    for _ in range(2):
        sales.post(at("open_round"), data | {"copy": "on"})
    new = SaleRound.objects.get(title="La suivante")
    assert reads.offers(new).count() == 3
    assert reads.slots(new).count() == 4


def test_the_next_round_is_proposed_at_the_same_hour_across_the_change_of_clocks(scene, sales):
    # France leaves summer time on 25 October 2026: ten o'clock is then an hour later elsewhere.
    paris = ZoneInfo("Europe/Paris")
    SaleRound.objects.update(
        opens_at=datetime(2026, 10, 20, 10, 0, tzinfo=paris),
        closes_at=datetime(2026, 10, 23, 18, 0, tzinfo=paris),
        freezes_at=datetime(2026, 10, 23, 18, 0, tzinfo=paris),
    )
    page = sales.get(at("open_round")).content.decode()
    assert 'value="2026-10-27T10:00"' in page
    assert 'value="2026-10-30T18:00"' in page


@pytest.mark.parametrize(
    ("opens", "closes", "said"),
    [
        ("2026-09-09T10:00", "2026-09-08T10:00", "La fermeture vient avant"),
        ("hier", "2026-09-08T10:00", "à revoir"),
        ("1900-01-01T10:00", "2026-09-08T10:00", "trop ancienne"),
    ],
)
@time_machine.travel(NOW, tick=False)
def test_impossible_times_are_refused_and_kept(scene, sales, opens, closes, said):
    data = {"key": key(), "title": "Ma vente à moi", "opens_at": opens, "closes_at": closes} | SHARED
    page = sales.post(at("open_round"), data).content.decode()
    assert said in page
    assert "Ma vente à moi" in page
    assert SaleRound.objects.count() == 1


def goods(scene, **more: str) -> dict[str, str]:
    return {
        "producer": str(scene.world.farm.pk),
        "item": str(scene.world.items["Courgettes"].pk),
        "label": "le kilo",
        "weight": "1",
        "price": "2,40",
        "basis": "gross",
        "cost": "1,60",
        "available": "15",
    } | more


@time_machine.travel(NOW, tick=False)
def test_a_farms_product_is_offered(scene, sales):
    sales.post(at("offer_goods", scene.sale.pk), goods(scene))
    made = Offer.objects.get(item__name="Courgettes")
    assert (made.portion, made.price, made.cost, made.available) == (1_000_000, Decimal("2.4"), Decimal("1.6"), 15)
    page = sales.post(at("offer_goods", scene.sale.pk), goods(scene)).content.decode()
    assert "déjà proposé sous ce nom" in page


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"available": "-2"}, "négatif"),
        ({"available": "9999999"}, "plus grand nombre"),
        ({"price": "abc"}, "pas un nombre"),
        ({"weight": ""}, "Dites combien contient"),
        ({"by_weight": "on", "weight": "1,8", "most": "1"}, "plus petit que le poids habituel"),
        ({"producer": "99999"}, "à revoir"),
    ],
)
@time_machine.travel(NOW, tick=False)
def test_impossible_offers_are_refused(scene, sales, more, said):
    assert said in sales.post(at("offer_goods", scene.sale.pk), goods(scene, **more)).content.decode()
    assert not Offer.objects.filter(item__name="Courgettes").exists()


@time_machine.travel(NOW, tick=False)
def test_jars_are_offered_and_only_those_there(scene, sales):
    Offer.objects.filter(pk=scene.jars.pk).delete()
    scenes.coulis(scene.world, 5)
    data = {
        "key": key(),
        "item": str(scene.world.items["Coulis de tomate 720 ml"].pk),
        "label": "le bocal",
        "price": "4,50",
        "basis": "gross",
    }
    page = sales.post(at("offer_jars", scene.sale.pk), data | {"available": "6"}).content.decode()
    assert "Il n’y en a que 5" in page
    for _ in range(2):
        sales.post(at("offer_jars", scene.sale.pk), data | {"available": "5"})
    assert Offer.objects.get(producer=None).available == 5


@time_machine.travel(NOW, tick=False)
def test_jars_without_a_price_take_their_own_from_the_catalogue(scene, sales):
    Offer.objects.filter(pk=scene.jars.pk).delete()
    scenes.coulis(scene.world, 5)
    jar = scene.world.items["Coulis de tomate 720 ml"]
    where = at("offer_jars", scene.sale.pk)
    assert 'name="price" value' not in sales.get(where).content.decode(), "no other jar's price is proposed"
    sales.post(where, {"key": key(), "item": str(jar.pk), "label": "le bocal", "basis": "net", "available": "2"})
    offer = Offer.objects.get(producer=None)
    assert (offer.price, offer.gross) == (jar.price, jar.basis == "gross")


@time_machine.travel(NOW, tick=False)
def test_an_offer_changes_but_not_below_what_is_ordered(scene, sales):
    scene.place(tomatoes=5)
    where = at("offer", scene.sale.pk, scene.tomatoes.pk)
    page = sales.post(where, {"key": key(), "available": "4", "price": "3", "cost": "2"}).content.decode()
    assert "5 sont déjà commandés" in page
    sales.post(where, {"key": key(), "available": "6", "price": "3", "cost": "2"})
    assert Offer.objects.get(pk=scene.tomatoes.pk).available == 6
    assert "ne peut plus changer" in sales.post(where, {"key": key(), "withdraw": "1"}).content.decode()
    sales.post(at("offer", scene.sale.pk, scene.eggs.pk), {"key": key(), "withdraw": "1"})
    assert not Offer.objects.filter(pk=scene.eggs.pk).exists()


@time_machine.travel(NOW, tick=False)
def test_slots_in_one_go(scene, sales):
    data = {"point": str(scene.point.pk), "day": "2026-09-07", "first": "17:00", "last": "19:00", "minutes": "30"}
    sales.post(at("slots", scene.sale.pk), data | {"capacity": "8"})
    assert Slot.objects.count() == 8
    assert "déjà un créneau" in sales.post(at("slots", scene.sale.pk), data | {"capacity": "8"}).content.decode()
    page = sales.get(at("slots", scene.sale.pk)).content.decode()
    # Each day of the point is one line, unfolded once one of its slots has changed.
    assert page.count("<summary>") == 2
    assert "<details open" not in page
    early = sales.post(at("slots", scene.sale.pk), data | {"capacity": "8", "day": "2026-09-03"}).content.decode()
    assert "commence avant la fermeture" in early
    scene.place(tomatoes=1)
    resize = {"slot": str(scene.slots[0].pk), "capacity": "0"}
    assert "déjà dans ce créneau" in sales.post(at("slots", scene.sale.pk), resize, follow=True).content.decode()
    page = sales.post(at("slots", scene.sale.pk), resize | {"capacity": "9"}, follow=True).content.decode()
    assert page.count("<details open") == 1
    sales.post(at("slots", scene.sale.pk), {"slot": str(scene.slots[1].pk), "capacity": "0"})
    assert Slot.objects.count() == 7


# ── Bringing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@time_machine.travel(PICKUP, tick=False)
def test_what_a_farm_brings_is_noted_once_and_can_be_taken_back(scene, point):
    scene.place(tomatoes=5)
    scene.close()
    where = at("bring", scene.sale.pk, scene.world.farm.pk)
    data = {"key": key(), f"n{scene.tomatoes.pk}": "4"}
    said = point.post(where, data, follow=True)
    point.post(where, data)
    assert "Il manque 1 unité" in said.content.decode()
    noted = Bringing.objects.get()
    assert f"undo:{noted.voucher_id}" in [m.extra_tags for m in get_messages(said.wsgi_request)] or (
        reverse("journals:take_back", args=[noted.voucher_id]) in said.content.decode()
    )


@pytest.mark.parametrize(("typed", "said"), [("-1", "négatif"), ("x", "pas un nombre"), ("1000000", "plus grand")])
@time_machine.travel(PICKUP, tick=False)
def test_impossible_arrivals_are_refused(scene, point, typed, said):
    scene.place(tomatoes=5)
    scene.close()
    where = at("bring", scene.sale.pk, scene.world.farm.pk)
    assert said in point.post(where, {"key": key(), f"n{scene.tomatoes.pk}": typed}).content.decode()
    assert not Bringing.objects.exists()


# ── Handing over ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def order(scene):
    order = scene.place(tomatoes=2, hens=1, jars=3)
    scene.close()
    scene.bring(tomatoes=Came(2))
    scene.bring(hens=Came(1, weight=1_850_000))
    return order


def hand(scene, order, **more: str) -> dict[str, str]:
    lines = {line.offer_id: line.pk for line in order.lines.all()}
    tomatoes, hens, jars = (lines[o.pk] for o in (scene.tomatoes, scene.hens, scene.jars))
    data = {"key": key(), f"n{tomatoes}": "2", f"t{tomatoes}": "on", f"n{hens}": "1", f"t{hens}": "on"}
    data |= {f"w{hens}": "0,9+0,95", f"n{jars}": "3", f"t{jars}": "on"}
    names = {"tomatoes": f"n{tomatoes}", "tick": f"t{tomatoes}", "weight": f"w{hens}"}
    return data | {names.get(name, name): value for name, value in more.items()}


@time_machine.travel(PICKUP, tick=False)
def test_an_order_is_handed_over_once_taken_back_and_handed_over_again(scene, order, point):
    data = hand(scene, order)
    said = point.post(at("hand_over", order.pk), data, follow=True).content.decode()
    point.post(at("hand_over", order.pk), data)
    posted = Voucher.objects.get(kind="deliver")
    assert "commande remise" in said
    # 7.00 + 1.85 kg × 12.00 + 13.50 + 3 deposits.
    assert dict(registers.owed(Account.UNBILLED)) == {scene.world.home: 700 + 2220 + 1350 + 300}
    assert "Cette commande est remise" in point.get(at("hand_over", order.pk)).content.decode()
    back = {"back": at("hand_over", order.pk)}
    page = point.post(reverse("journals:take_back", args=[posted.pk]), back, follow=True).content.decode()
    assert "Remettre" in page
    point.post(at("hand_over", order.pk), hand(scene, order))
    assert Order.objects.get().handover_id != posted.pk


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"weight": ""}, "Il manque le poids"),
        ({"weight": "18"}, "trop grand"),
        ({"weight": "-1"}, "négatif"),
        ({"tomatoes": "3"}, "plus grand nombre"),
        ({"tomatoes": "-1"}, "négatif"),
        ({"tick": ""}, "Cochez « Remis »"),
    ],
)
@time_machine.travel(PICKUP, tick=False)
def test_nothing_is_handed_over_by_mistake(scene, order, point, more, said):
    page = point.post(at("hand_over", order.pk), hand(scene, order, **more)).content.decode()
    assert said in page
    assert not Voucher.objects.filter(kind="deliver").exists()


@time_machine.travel(PICKUP, tick=False)
def test_more_jars_than_were_taken_are_asked_about(scene, order, point):
    jars = f"j{scene.world.formats['720'].pk}"
    page = point.post(at("hand_over", order.pk), hand(scene, order, **{jars: "5"})).content.decode()
    assert "Si c’est bien cela" in page
    assert 'name="sure"' in page
    point.post(at("hand_over", order.pk), hand(scene, order, **{jars: "5", "sure": "on"}))
    assert Order.objects.get().handover is not None


@time_machine.travel(PICKUP, tick=False)
def test_empty_jars_without_an_order(scene, point):
    jars = f"j{scene.world.formats['720'].pk}"
    data = {"key": key(), "customer": str(scene.world.home.pk), jars: "2"}
    assert "Si c’est bien cela" in point.post(at("empties"), data).content.decode()
    said = point.post(at("empties"), data | {"sure": "on"}, follow=True).content.decode()
    assert "bocaux rendus" in said
    assert dict(registers.owed(Account.UNBILLED)) == {scene.world.home: -200}


@time_machine.travel(NOW, tick=False)
def test_giving(scene, sales):
    scenes.coulis(scene.world, 4)
    item = f"i{scene.world.items['Coulis de tomate 720 ml'].pk}"
    data = {"key": key(), "party": str(scene.world.food_aid.pk)}
    assert "plus grand" in sales.post(at("give"), data | {item: "5"}).content.decode()
    assert "rien à enregistrer" in sales.post(at("give"), data).content.decode()
    for _ in range(2):
        sales.post(at("give"), data | {item: "3"})
    assert Voucher.objects.get(kind="give").party == scene.world.food_aid
    shop = Organisation.objects.create(kind="shop", name="Le Comptoir")
    assert "à revoir" in sales.post(at("give"), data | {item: "1", "party": str(shop.pk)}).content.decode()


@time_machine.travel(CLOSES + timedelta(hours=1), tick=False)
def test_the_points_page_shows_who_comes(scene, order, point):
    page = point.get(at("handing", scene.sale.pk, scene.point.pk)).content.decode()
    assert "Foyer Ancelin" in page
    assert "à peser" in page
    assert "Commandes remises : 0 sur 1" in page
    assert "La Halle" in point.get(at("counters")).content.decode()


# ── A large store ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def large(scene, monkeypatch):
    """More products in the store than a page shows."""
    monkeypatch.setattr(stock, "MOST_SHOWN", 1)
    scene.world.receive("Courgettes", kg=3)
    scene.world.receive("Tomates", kg=4)
    scene.world.receive("Œufs", pieces=60)
    return scene


@time_machine.travel(NOW, tick=False)
def test_what_is_given_is_found_by_its_name_and_nothing_typed_is_lost(large, sales):
    page = sales.get(at("give")).content.decode()
    assert "Courgettes" in page
    assert "Tomates" not in page
    assert "2 autres produits sont en réserve" in page
    first, second = (f"i{large.world.items[name].pk}" for name in ("Courgettes", "Tomates"))
    typed = {"key": key(), "party": "", "note": "pour la fête", first: "1,5", "search": "tomat", "see": "1"}
    page = sales.post(at("give"), typed).content.decode()
    assert "Il manque une valeur" not in page
    assert 'value="1,5"' in page
    assert "pour la fête" in page
    assert f'name="{second}"' in page
    assert not Voucher.objects.filter(kind="give").exists()
    assert "Aucun produit libéré" in sales.post(at("give"), {"search": "zzz", "see": "1"}).content.decode()
    typed |= {"party": str(large.world.food_aid.pk), second: "2", "search": ""}
    del typed["see"]
    sales.post(at("give"), typed)
    given = Voucher.objects.get(kind="give")
    assert sorted(given.movements.values_list("quantity", flat=True)) == [1_500_000, 2_000_000]


@time_machine.travel(NOW, tick=False)
def test_what_is_offered_is_found_by_its_name(large, sales):
    Offer.objects.filter(pk=large.jars.pk).delete()
    scenes.coulis(large.world, 5)
    where = at("offer_jars", large.sale.pk)
    assert "Coulis" in sales.get(where).content.decode()
    assert "Coulis" not in sales.get(where, {"chercher": "œufs"}).content.decode()
    assert "Aucun produit libéré" in sales.get(where, {"chercher": "zzz"}).content.decode()
    eggs = {"key": key(), "item": str(large.world.items["Œufs"].pk), "label": "l’œuf", "price": "0,40"}
    sales.post(where, eggs | {"basis": "gross", "available": "12"})
    assert Offer.objects.get(item=large.world.items["Œufs"], producer=None).available == 12
    for item in ("x", "9" * 30, "-1"):
        assert sales.post(where, eggs | {"item": item}).status_code == 200
