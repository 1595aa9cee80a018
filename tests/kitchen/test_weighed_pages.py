"""What is made by weight on screen: kilos wherever a jar would be counted, and each role at its door."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from bocal.catalog.models import Item
from bocal.catalog.rules import ItemKind
from bocal.directory.models import Organisation
from bocal.journals.rules import Account, Refused, Way
from bocal.kitchen import acts, reads
from bocal.kitchen.acts import tolling
from bocal.kitchen.models import ManufacturingOrder
from bocal.kitchen.reads import needs
from bocal.kitchen.rules.labels import Criterion
from bocal.kitchen.rules.toll import TollWork
from tests.kitchen import workshops
from tests.kitchen.kitchens import status
from tests.kitchen.screens import by, text
from tests.kitchen.workshops import CARROTS, PEELED
from tests.supply import cast
from tests.world import KG, NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_that_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def shop():
    return workshops.build()


@pytest.fixture
def cook(shop):
    return by(shop.world.cook)


def said(client, name: str, *args: object, query: str = "") -> str:
    return text(client.get(reverse(name, args=args) + query)).replace("\N{NO-BREAK SPACE}", " ").replace("\u202f", " ")


def new_order(shop) -> str:
    return reverse("kitchen:new_order") + f"?version={shop.version.pk}&bocal={shop.product.pk}"


def test_a_recipe_by_weight_is_written_and_needs_no_schedule(shop, cook):
    product = workshops.prepared(shop.world, "Carottes râpées")
    sent = {
        "name": "Carottes râpées",
        "products": [product.pk],
        "item-0": shop.world.items[CARROTS].pk,
        "grams-0": "1000",
        "peel-0": "15",
        "what": "save",
    }
    answer = cook.post(reverse("kitchen:write_recipe"), sent, follow=True)
    page = text(answer)
    assert "Recette enregistrée." in page
    assert "barème validé pour chaque bocal" not in page
    assert "DLC : 5 jours" in page
    assert "Aucun barème validé" not in page


def test_a_circle_is_said_where_the_recipe_is_written(shop, cook):
    world = shop.world
    workshops.prepared(world, "Purée")
    workshops.recipe(world, "Purée", world.items["Purée"], (PEELED, 1000, 0))
    again = acts.new_version(shop.version, author=world.cook, now=NOW)
    sent = {"item-0": world.items["Purée"].pk, "grams-0": "1000", "what": "save"}
    page = text(cook.post(reverse("kitchen:version", args=[again.pk]), sent))
    assert "tourne en rond : Carottes épluchées → Purée → Carottes épluchées" in page


def test_from_the_lots_to_the_release_in_kilos(shop, cook):
    world = shop.world
    page = text(cook.get(new_order(shop))).replace("\N{NO-BREAK SPACE}", " ").replace("\u202f", " ")
    assert "34 kg de produit fini" in page
    assert "Couvercles" not in page
    assert "Il se garde 5 jours" in page
    sent = {
        "lots": [f"{shop.carrots.pk}-{world.store.pk}"],
        "wished": "17",
        "day": TODAY.isoformat(),
        "store": world.store.pk,
        "key": str(uuid4()),
        "what": "order",
    }
    answer = cook.post(new_order(shop), sent, follow=True)
    order = ManufacturingOrder.objects.get()
    assert order.mass_mg == 17 * KG
    assert f"Ordre {order.number} : 17\N{NO-BREAK SPACE}kg." in text(answer) or "17" in text(answer)
    for name in ("kitchen:board", "kitchen:orders"):
        page = said(cook, name)
        assert "17 kg" in page
        assert "0 bocal" not in page
    page = said(cook, "kitchen:order", order.pk)
    assert "17 kg" in page
    assert "Cuisson" not in page
    page = said(cook, "kitchen:kettle", order.pk)
    steps = ["Laver", "Éplucher et couper", "Peser", "Mettre en sachets", "Mettre au froid", "Étiqueter"]
    assert [page.index(f" {step} ") for step in steps] == sorted(page.index(f" {step} ") for step in steps)
    assert "autoclave" not in page
    cook.post(reverse("kitchen:kettle", args=[order.pk]), {"what": "filled", "weighed": "16,9", "spilled": "0,1"})
    bags = world.receive("Sachet 5 kg", pieces=10, way=Way.BOUGHT)
    page = said(cook, "kitchen:make", order.pk)
    assert 'value="16,9"' in cook.get(reverse("kitchen:make", args=[order.pk])).content.decode()
    assert "Sachet 5 kg" in page
    assert "Bocaux" not in page
    ref = f"{shop.carrots.pk}-{world.store.pk}"
    sent = {
        f"q-{ref}": "20",
        f"p-{ref}": "3",
        "weighed": "16,9",
        "spilled": "0,1",
        f"b-{bags.item_id}": "4",
        "day": TODAY.isoformat(),
        "key": str(uuid4()),
        "what": "make",
    }
    balance = text(cook.post(reverse("kitchen:make", args=[order.pk]), sent | {"what": "balance"}))
    assert "Le bilan tombe juste" in balance
    page = text(cook.post(reverse("kitchen:make", args=[order.pk]), sent, follow=True))
    assert "kg faits, lot" in page
    assert "attend ses contrôles" in page
    lot = reads.file_of(order.pk).lot
    assert status(lot) == "hold"
    # The day's record does not ask a bag for the schedule of a jar.
    day = text(by(world.quality).get(reverse("kitchen:day_record"), {"jour": TODAY.isoformat()}))
    assert "c’est le plan qui retient ce lot" in day
    assert "dans ce bocal" not in day
    quality = by(world.quality)
    page = said(quality, "kitchen:release", order.pk)
    assert "Il manque :" in page
    assert "C’est le plan qui retient ce lot." in page
    assert "barème" in page
    assert "À consommer jusqu’au" in page
    page = said(cook, "kitchen:check", order.pk)
    assert "Lavées, désinfectées, rincées" in page
    assert "Fermetures" not in page
    for point, reading in ((shop.wash, {"sound": "yes"}), (shop.cold, {"value": "2,5"})):
        named = {f"p{point.pk}-{name}": value for name, value in ({"key": str(uuid4())} | reading).items()}
        cook.post(reverse("kitchen:check", args=[order.pk]), {"point": point.pk, **named, **reading})
    assert reads.file_of(order.pk).gaps == ()
    quality.post(
        reverse("kitchen:release", args=[order.pk]), {"what": "release", "free-key": str(uuid4()), "free-reason": ""}
    )
    assert status(lot) == "released"
    page = said(cook, "kitchen:cost", order.pk)
    assert "16,9 kg gardés" in page
    assert "bocal" not in page.partition("Ce que coûtent les bocaux")[2]
    assert "16,9 kg" in said(cook, "kitchen:costs")
    assert cook.get(reverse("kitchen:cook", args=[order.pk])).status_code == 404
    for name in ("kitchen:record",):
        assert cook.get(reverse(name, args=[order.pk])).status_code == 200
    assert "100" in said(cook, "kitchen:yields") or CARROTS in said(cook, "kitchen:yields")


def test_its_label_bears_its_use_by_date_its_cold_and_what_a_bag_weighs(shop, cook):
    lot = shop.bag()
    products = by(shop.world.products)
    assert PEELED in said(products, "kitchen:labels")
    form = products.get(reverse("kitchen:label_text", args=[shop.product.pk])).context["form"]
    assert form.initial["storage"] == "À conserver entre 0 et 4 °C."
    acts.write_label(shop.product, legal_name=PEELED, storage=form.initial["storage"])
    acts.set_label_policy(
        certifier="FR-BIO-01",
        criteria=list(Criterion),
        glass_back="Rapportez ce bocal.",
        author=shop.world.direction,
        now=NOW,
    )
    Organisation.objects.update(address="1 rue du Four", postcode="27300", town="Saint-Aubin")
    page = said(cook, "kitchen:label", lot.code)
    assert "À consommer jusqu’au 8 septembre 2026" in page
    assert "Poids de chaque sachet" in page
    assert "Ingrédients : carottes." in page
    assert "Poids net" not in page
    assert "bocal" not in page.partition("Ce qu’elle dira")[2].partition("Imprimer")[0]
    paper = cook.get(reverse("kitchen:label", args=[lot.code]), {"format": "a4-8", "net": "2,5", "count": "4"})
    assert paper["Content-Type"] == "application/pdf"
    read = " ".join(cast.pdf_text(paper.content))
    assert "2,5" in read
    assert "À consommer jusqu’au 8 septembre 2026" in read.replace("\N{NO-BREAK SPACE}", " ")
    asked = cook.get(reverse("kitchen:label", args=[lot.code]), {"format": "a4-8", "count": "4"})
    assert asked.context["form"].errors["net"]


def test_what_customers_ordered_by_weight_is_to_be_prepared(shop):
    found = proposed(shop, {shop.product.pk: 12 * KG + 1})
    assert [(one.product, one.quantity) for one in found] == [(shop.product, 12 * KG + 100_000)]
    # Nobody asked: carrots keep longer than peeled ones.
    assert proposed(shop, {}) == []
    shop.bag()
    assert proposed(shop, {shop.product.pk: 12 * KG}) == []


def proposed(shop, ordered):
    return [one for group in needs.batches(ordered, today=TODAY).values() for one in group]


def test_too_old_crates_are_shown_with_their_age_and_not_ticked(shop, cook):
    world = shop.world
    with time_machine.travel(NOW, tick=False):
        old = world.receive(CARROTS, kg=8, day=TODAY.replace(month=7, day=24))
    page = cook.get(new_order(shop)).content.decode()
    ref = f"{old.pk}-{world.store.pk}"
    assert f'value="{ref}"' in page
    assert f'value="{ref}" checked' not in page
    assert "reçu il y a 41 jours" in text(cook.get(new_order(shop)))
    assert [row.lot for batch in proposed(shop, {shop.product.pk: 60 * KG}) for row, _q in batch.lots] == [shop.carrots]
    # Ticked by hand, it goes in.
    assert shop.order(shop.carrots, old).mass_mg == 40 * KG + 800_000
    Item.objects.filter(kind=ItemKind.RAW).update(shelf_days=90)
    assert f'value="{ref}" checked' in cook.get(new_order(shop)).content.decode()


def test_roles_at_the_doors_of_what_is_made_by_weight(shop):
    order = shop.order()
    shop.make(order)
    for name, allowed in (
        ("kitchen:order", {"production", "quality", "direction"}),
        ("kitchen:make", {"production", "direction"}),
        ("kitchen:kettle", {"production", "direction"}),
        ("kitchen:check", {"production", "quality", "direction"}),
        ("kitchen:release", {"quality", "direction"}),
        ("kitchen:cost", {"production", "accounts", "direction"}),
    ):
        seen = {
            desk
            for desk, person in shop.world.team.items()
            if by(person).get(reverse(name, args=[order.pk])).status_code == 200
        }
        assert seen == allowed, name


def test_what_is_too_old_or_past_is_to_be_sorted_on_the_stock_page(shop, cook):
    assert "à trier :" not in said(cook, "journals:stock")
    shop.world.receive(CARROTS, kg=8, day=TODAY.replace(month=7, day=24))
    bag = shop.bag()
    with time_machine.travel(NOW + timedelta(days=6), tick=False):
        assert "2 lots sont à trier" in said(cook, "journals:stock")
        page = said(cook, "journals:stock", query="?trier=on")
        assert bag.code in page
        assert "reçu le 24/07/2026" in page or "24 juil" in page
        assert shop.carrots.code not in page
        Item.objects.filter(kind=ItemKind.RAW).update(shelf_days=90)
        assert "1 lot est à trier" in said(cook, "journals:stock")
    assert "Rien à trier" in said(cook, "journals:stock", query="?trier=on")


def test_toll_work_by_weight_is_counted_by_the_kilo(shop):
    world = shop.world
    theirs = world.receive(CARROTS, kg=20, way=Way.TOLL)
    order = shop.order(theirs)
    lot = shop.make(order, lot=theirs).lots["jars"]
    assert lot.owner == world.farm
    shop.answer(order)
    shop.release(order)
    leaving = [tolling.Leaving(lot.pk, world.store.pk, 17 * KG)]

    def back(per: TollWork):
        return tolling.give_back(
            world.farm,
            leaving=leaving,
            per=per,
            unit_price=Decimal("0.80"),
            sorting_price=Decimal(0),
            author=world.cook,
            key=uuid4().hex,
            now=NOW,
        )

    with pytest.raises(Refused, match="toll_by_kilo"):
        back(TollWork.JAR)
    posted = back(TollWork.KILO)
    assert sum(posted.voucher.money.filter(account=Account.SERVICES).values_list("cents", flat=True)) == -1_360
