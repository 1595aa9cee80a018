"""A farm's stall: hours of its own, absence, its own page, what to bring where, what it says that lacks."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bocal.directory import acts as directory
from bocal.directory.rules import PlaceKind
from bocal.journals.rules import Refused
from bocal.look import sheets
from bocal.orders import acts, reads
from bocal.orders.acts import Came
from bocal.orders.models import Offer, Order, Stall
from bocal.orders.rules import NotPlaced
from tests.orders import scene as scenes
from tests.orders.scene import CLOSES, NOW, PICKUP, key
from tests.orders.test_rush import the_counts_hold

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def scene():
    return scenes.build()


@pytest.fixture
def farmer(scene) -> Client:
    return scenes.farmer(scene)


def mine(scene) -> str:
    return reverse("orders:my_stall", args=[scene.sale.pk, scene.world.farm.pk])


# ── Hours and absence ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_farm_that_closes_earlier_is_short_for_who_comes_later(scene):
    acts.set_stall(sale=scene.sale, producer=scene.world.farm, closes_at=NOW + HOUR)
    early = scene.place(tomatoes=2, eggs=1)
    with pytest.raises(NotPlaced) as refused:
        scene.place(scene.world.other_home, scene.world.other_customer, tomatoes=1, eggs=1, now=NOW + HOUR)
    [line] = refused.value.missing
    assert (line.offer, line.wanted, line.left) == (scene.tomatoes.pk, 1, 0)
    # The rest goes without it, as with anything short; who ordered in time keeps theirs, no more and no less.
    with pytest.raises(NotPlaced):
        scene.place(tomatoes=3, eggs=1, seen=1, now=NOW + HOUR)
    with pytest.raises(Refused, match="stall_firm"):
        scene.place(tomatoes=1, eggs=1, seen=1, now=NOW + HOUR)
    with pytest.raises(Refused, match="stall_firm"):
        acts.cancel(order=early, now=NOW + HOUR)
    assert scene.place(tomatoes=2, eggs=3, seen=1, now=NOW + HOUR).version == 2
    the_counts_hold()


def test_the_rest_of_a_basket_goes_on_without_a_closed_farm(scene):
    acts.set_stall(sale=scene.sale, producer=scene.world.farm, opens_at=NOW + HOUR)
    placed = acts.place(
        sale=scene.sale.pk,
        customer=scene.world.home.pk,
        person=scene.world.customer.pk,
        slot=scene.slots[0].pk,
        wanted=scene.wanted(tomatoes=1, eggs=2),
        key=key(),
        now=NOW,
        rest=True,
    )
    assert [line.offer for line in placed.short] == [scene.tomatoes.pk]
    assert Order.objects.get().lines.get().offer == scene.eggs
    assert scene.place(tomatoes=1, eggs=2, seen=1, now=NOW + HOUR).version == 2


def test_coordinators_order_from_a_farm_that_has_closed(scene):
    acts.set_stall(sale=scene.sale, producer=scene.world.farm, absent=True)
    told = {
        "sale": scene.sale.pk,
        "customer": scene.world.home.pk,
        "person": scene.world.customer.pk,
        "slot": scene.slots[0].pk,
        "wanted": scene.wanted(tomatoes=1),
        "now": NOW,
    }
    with pytest.raises(NotPlaced):
        acts.place(**told, key=key())
    assert acts.place(**told, key=key(), coordinator=True).fresh


@pytest.mark.parametrize("more", [{"closes_at": CLOSES - timedelta(days=9)}, {"opens_at": CLOSES}])
def test_hours_that_never_sell_are_refused(scene, more):
    with pytest.raises(Refused, match="closes_before_opening"):
        acts.set_stall(sale=scene.sale, producer=scene.world.farm, **more)


def test_the_next_round_keeps_the_hours_and_forgets_the_absence(scene):
    acts.set_stall(sale=scene.sale, producer=scene.world.farm, closes_at=CLOSES - 24 * HOUR, absent=True)
    acts.set_stall(sale=scene.sale, producer=scene.world.other_farm, absent=True)
    week = timedelta(days=7)
    new = acts.open_round(
        title="La suivante",
        opens_at=scenes.OPENS + week,
        closes_at=CLOSES + week,
        copy_of=scene.sale,
        person=None,
        key=key(),
        now=NOW,
    )
    stall = Stall.objects.get(sale=new)
    assert (stall.producer, stall.closes_at, stall.absent) == (scene.world.farm, CLOSES + week - 24 * HOUR, False)


@time_machine.travel(NOW, tick=False)
def test_the_shop_says_a_farms_hours(scene):
    acts.set_stall(sale=scene.sale, producer=scene.world.farm, closes_at=NOW + HOUR)
    acts.set_stall(sale=scene.sale, producer=scene.world.other_farm, absent=True)
    page = Client().get(reverse("orders:shop", args=[scene.sale.pk])).content.decode()
    assert "Pour cette ferme, commandez jusqu’au" in page
    assert "absente cette fois" in page
    assert f'name="q{scene.tomatoes.pk}"' in page
    assert f'name="q{scene.eggs.pk}"' not in page
    desk = Client()
    desk.force_login(scene.world.sales)
    url = reverse("orders:stall", args=[scene.sale.pk, scene.world.other_farm.pk])
    assert "checked" in desk.get(url).content.decode()
    desk.post(url, {"opens_at": "", "closes_at": "", "note": ""})
    assert not Stall.objects.get(producer=scene.world.other_farm).absent
    bad = desk.post(url, {"opens_at": "2026-12-01T10:00", "closes_at": "2026-11-01T10:00"}).content.decode()
    assert "La fermeture vient avant" in bad


# ── The farm's own page ──────────────────────────────────────────────────────────────────────────────────────────────


@time_machine.travel(NOW, tick=False)
def test_a_farmer_sets_the_price_and_the_harvest_of_the_week(scene, farmer):
    assert scene.sale.title in farmer.get(reverse("orders:my_stalls")).content.decode()
    scene.place(tomatoes=3)
    pk = scene.tomatoes.pk
    data = {"what": "week", "key": key(), f"n{pk}": "40", f"p{pk}": "3,20"}
    page = farmer.post(mine(scene), data, follow=True).content.decode()
    assert "C’est enregistré" in page
    offer = Offer.objects.get(pk=pk)
    assert (offer.available, offer.price, offer.cost) == (40, Decimal("3.2"), Decimal("2.1"))
    page = farmer.post(mine(scene), data | {f"n{pk}": "2"}).content.decode()
    assert "3 sont déjà commandés" in page
    page = farmer.post(mine(scene), data | {f"n{pk}": "beaucoup"}).content.decode()
    assert "beaucoup" in page
    assert Offer.objects.get(pk=pk).available == 40


@time_machine.travel(NOW, tick=False)
def test_a_farmer_is_absent_then_back_and_sells_again_what_was_sold_last_time(scene, farmer):
    new = acts.open_round(
        title="La suivante",
        opens_at=CLOSES,
        closes_at=CLOSES + timedelta(days=7),
        person=scene.world.sales,
        key=key(),
        now=NOW,
    )
    url = reverse("orders:my_stall", args=[new.pk, scene.world.farm.pk])
    assert "1 produit repris" in farmer.post(url, {"what": "copy"}, follow=True).content.decode()
    assert "0 produit" in farmer.post(url, {"what": "copy"}, follow=True).content.decode()
    assert reads.offers(new).get().item == scene.tomatoes.item
    assert "absent cette fois" in farmer.post(url, {"what": "absent"}, follow=True).content.decode()
    assert Stall.objects.get(sale=new).absent
    assert "vous êtes là" in farmer.post(url, {"what": "back"}, follow=True).content.decode()


def test_what_to_bring_where_and_what_lacks(scene, farmer):
    second = directory.open_place(kind=PlaceKind.POINT, name="Le Café")
    [there] = acts.add_slots(
        sale=scene.sale, point=second, first=PICKUP + 24 * HOUR, last=PICKUP + 25 * HOUR, minutes=60, capacity=9
    )
    scene.place(tomatoes=3)
    scene.place(scene.world.other_home, scene.world.other_customer, tomatoes=2, eggs=1, slot=there)
    found = reads.to_bring(scene.sale, scene.world.farm.pk)
    assert [(at.point.name, [bundle.quantity for bundle in at.bundles]) for at in found] == [
        ("La Halle", [3]),
        ("Le Café", [2]),
    ]
    with pytest.raises(Refused, match="still_selling"):
        acts.prepare(sale=scene.sale, producer=scene.world.farm, lacks={}, person=scene.world.customer, now=NOW)
    scene.close()
    with time_machine.travel(CLOSES + HOUR, tick=False):
        page = farmer.get(mine(scene)).content.decode()
        assert page.index("La Halle") < page.index("Le Café")
        assert "Poulet" not in page
        paper = farmer.get(reverse("orders:my_stall_pdf", args=[scene.sale.pk, scene.world.farm.pk]))
        assert paper.content.startswith(b"%PDF")
        assert "vous avez tout" in farmer.post(mine(scene), {"what": "all"}, follow=True).content.decode()
        assert reads.lacks(scene.sale) == {}
        lack = {"what": "lack", f"l{scene.tomatoes.pk}": "4"}
        assert "ce qui manque" in farmer.post(mine(scene), lack, follow=True).content.decode()
        assert reads.lacks(scene.sale) == {scene.tomatoes.pk: 4}
        assert "5" in farmer.post(mine(scene), lack | {f"l{scene.tomatoes.pk}": "6"}).content.decode()
        assert reads.lacks(scene.sale) == {scene.tomatoes.pk: 4}
        desk = Client()
        desk.force_login(scene.world.sales)
        assert "il lui manque" in desk.get(reverse("orders:sale", args=[scene.sale.pk])).content.decode()
    scene.bring(tomatoes=Came(1))
    with pytest.raises(Refused, match="already_brought"):
        acts.prepare(sale=scene.sale, producer=scene.world.farm, lacks={}, person=scene.world.customer, now=PICKUP)


@time_machine.travel(NOW, tick=False)
def test_a_farmer_sees_no_other_farms_stall(scene, farmer):
    other = reverse("orders:my_stall", args=[scene.sale.pk, scene.world.other_farm.pk])
    assert farmer.get(other).status_code == 404
    assert farmer.post(other, {"what": "absent"}).status_code == 404
    assert (
        farmer.get(reverse("orders:my_stall_pdf", args=[scene.sale.pk, scene.world.other_farm.pk])).status_code == 404
    )
    with pytest.raises(Refused, match="unknown_producer"):
        acts.price_stall(
            sale=scene.sale,
            producer=scene.world.farm,
            offers={scene.eggs.pk: (1, Decimal(1))},
            person=scene.world.customer,
            key=key(),
            now=NOW,
        )


@time_machine.travel(NOW, tick=False)
def test_a_farm_leaves_with_its_data_and_nobody_elses(scene, farmer):
    scene.place(tomatoes=3, eggs=1)
    assert "donnees.xlsx" in farmer.get(reverse("orders:my_stalls")).content.decode()
    found = farmer.get(reverse("orders:stall_data", args=[scene.world.farm.pk]))
    [sheet] = sheets.read("mes-ventes.xlsx", found.content)
    assert [row[2] for row in sheet.rows] == ["Produit", "Tomates"]
    assert sheet.rows[1][7] == "3"
    assert farmer.get(reverse("orders:stall_data", args=[scene.world.other_farm.pk])).status_code == 404
