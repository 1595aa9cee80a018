"""« Vente solidaire », the pages: asked near the total, read by the buyer and by who bills alone."""

import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bocal.directory import acts as directory
from bocal.directory.models import Letter
from bocal.directory.rules import Desk
from bocal.orders import acts
from bocal.orders import notices as letters
from bocal.orders.acts import Came, Given
from bocal.orders.models import Basket, Order
from tests.billing.test_paper import text_of
from tests.orders.scene import CLOSES, NOW, PICKUP, key
from tests.orders.solidary import LESS, MORE, goods, place, seen_by, solidary


@pytest.fixture
def scene(db):
    with time_machine.travel(NOW, tick=False):
        yield solidary()


SAID = ("solidaire", "soutien", "2,80", "5,60")


def test_nobody_but_the_buyer_and_who_bills_reads_what_was_chosen(scene):
    world = scene.world
    order = place(scene, LESS, tomatoes=2)
    plain = place(scene, 0, world.other_home, world.other_customer, tomatoes=2)
    scene.close()
    scene.bring(tomatoes=Came(4))
    sale, point = scene.sale.pk, scene.point.pk
    hand, mine = reverse("orders:hand_over", args=[order.pk]), reverse("orders:order", args=[order.pk])
    assert "au prix solidaire, 20 % de moins" in seen_by(world.customer, mine).replace("\xa0", " ")
    assert "5,60" in seen_by(world.customer, reverse("orders:mine"))
    seen_by(world.other_customer, mine, 404)
    helper = directory.register_person(name="Berthe Bénévole", email="berthe@exemple.test")
    directory.seat(helper, Desk.CUSTOMER, at=world.other_home)
    before = {
        (world.point_person, hand),
        (world.sales, hand),
        *((world.point_person, reverse("orders:lists", args=[sale, kind])) for kind in ("fermes", "points", "clients")),
        (world.sales, reverse("orders:sale_orders", args=[sale])),
        (world.sales, reverse("orders:sale", args=[sale])),
        (world.point_person, reverse("orders:handing", args=[sale, point])),
        (world.point_person, reverse("orders:share_out", args=[sale, point])),
        (world.farmer, reverse("orders:my_stall", args=[sale, world.farm.pk])),
        (world.other_customer, reverse("orders:mine")),
        (world.other_customer, reverse("orders:order", args=[plain.pk])),
        (helper, reverse("shifts:shifts")),
    }
    for person, address in before:
        read_by_nobody(person, address)
    for kind in ("points", "clients"):
        client = Client()
        client.force_login(world.point_person)
        paper = text_of(client.get(reverse("orders:lists_pdf", args=[sale, kind])).content)
        assert "Ancelin" in paper
        assert not [said for said in SAID if said in paper]
    given = {line.pk: Given(2) for line in order.lines.all()}
    handover = acts.hand_over(order=order, given=given, person=world.point_person, key=key(), now=PICKUP).voucher
    voucher = reverse("journals:voucher", args=[handover.pk])
    for person, address in ((world.point_person, hand), (world.sales, hand), (world.sales, voucher)):
        assert "Tomates" in read_by_nobody(person, address)
    assert "(prix solidaire)" in seen_by(world.accounts, voucher)
    assert "(prix solidaire)" in seen_by(world.customer, mine)


def read_by_nobody(person, address: str) -> str:
    page = seen_by(person, address)
    found = [said for said in SAID if said in page]
    assert not found, (person.name, address, found)
    return page


def shop(scene) -> str:
    return reverse("orders:shop", args=[scene.sale.pk])


def form(scene, **more) -> dict[str, str]:
    return {"slot": str(scene.slots[0].pk), "key": key(), "seen": "0", f"q{scene.tomatoes.pk}": "2"} | more


def checked(page: str) -> str:
    """The value of the price that is ticked."""
    [found] = re.findall(r'name="level" value="([-0-9]+)" checked', page)
    return str(found)


def test_the_shop_asks_once_near_the_total_and_the_next_sale_remembers(client, scene):
    world = scene.world
    client.force_login(world.customer)
    page = client.get(shop(scene)).content.decode()
    assert "Prix solidaire : 20 % de moins" in page.replace("\xa0", " ")
    assert checked(page) == "0"
    # A tap without script: the total follows the choice, and the basket keeps it.
    tapped = form(scene, level=str(LESS), step=f"{scene.tomatoes.pk}+")
    page = client.post(shop(scene), tapped).content.decode()
    assert checked(page) == str(LESS)
    assert "8,40\xa0€" in page
    assert Basket.objects.get().level_bp == LESS
    assert checked(client.get(shop(scene)).content.decode()) == str(LESS)
    said = client.post(shop(scene), form(scene, level=str(LESS)), follow=True).content.decode()
    assert "5,60\xa0€" in said
    assert "Il manque" in said or "Payer d’avance" in said
    assert "montant=560" in said
    assert checked(client.get(shop(scene)).content.decode()) == str(LESS)
    # The next sale has other levels: what was chosen stands on the same side.
    later = acts.open_round(
        title="La suivante",
        opens_at=NOW,
        closes_at=CLOSES,
        person=world.sales,
        key=key(),
        now=NOW,
        copy_of=scene.sale,
        solidarity_bp=1_500,
    )
    page = client.get(reverse("orders:shop", args=[later.pk])).content.decode()
    assert checked(page) == "-1500"
    assert "soutien" not in page
    other = Client()
    other.force_login(world.other_customer)
    assert checked(other.get(reverse("orders:shop", args=[later.pk])).content.decode()) == "0"


def test_a_stranger_who_signs_in_finds_the_price_chosen(client, scene):
    client.post(shop(scene), form(scene, level=str(MORE)))
    client.force_login(scene.world.customer)
    session = client.session
    session["basket"] = {"sale": scene.sale.pk, "wanted": {str(scene.tomatoes.pk): 2}, "slot": "", "level": MORE}
    session.save()
    page = client.get(shop(scene)).content.decode()
    assert checked(page) == str(MORE)
    assert "7,70\xa0€" in page


def test_who_orders_for_a_household_neither_reads_nor_changes_its_choice(scene):
    order = place(scene, LESS, tomatoes=2)
    client = Client()
    client.force_login(scene.world.sales)
    address = f"{shop(scene)}?pour={scene.world.home.pk}"
    page = client.get(address).content.decode()
    assert 'name="level"' not in page
    assert "solidaire" not in page
    client.post(address, form(scene, seen="1", level="0") | {f"q{scene.tomatoes.pk}": "3"})
    order.refresh_from_db()
    assert (order.level_bp, goods(order)) == (LESS, 840)


def test_what_is_short_is_asked_about_at_the_price_chosen_and_the_check_stays_on_the_plain_price(client, scene):
    client.force_login(scene.world.customer)
    many = form(scene, level=str(LESS)) | {f"q{scene.tomatoes.pk}": "25", f"p{scene.tomatoes.pk}": "3.5000"}
    page = client.post(shop(scene), many).content.decode()
    assert f'name="level" value="{LESS}"' in page
    # Twenty are left, at 2.80.
    assert "56,00\xa0€" in page
    placed = client.post(shop(scene), many | {f"q{scene.tomatoes.pk}": "20"}, follow=True).content.decode()
    assert "56,00\xa0€" in placed
    assert Order.objects.get().level_bp == LESS


def test_a_price_that_is_gone_is_said_and_the_basket_kept(client, scene):
    client.force_login(scene.world.customer)
    page = client.post(shop(scene), form(scene, level="-1500")).content.decode()
    assert "n’est plus proposé" in page
    assert f'name="q{scene.tomatoes.pk}" value="2"' in page
    assert checked(page) == str(LESS)
    assert not Order.objects.exists()


def test_the_closing_letter_says_the_price_to_the_buyer_alone(scene):
    place(scene, MORE, tomatoes=2)
    scene.close()
    letters.tell.func(scene.sale.pk)
    told = [(one.email, one.body.replace("\xa0", " ").replace("\u202f", " ")) for one in Letter.objects.all()]
    mine = [body for email, body in told if email == scene.world.customer.email]
    assert any("7,70 € (au prix de soutien, 10 % de plus)" in body for body in mine)
    assert not [email for email, body in told if "soutien" in body and email != scene.world.customer.email]


def test_a_coordinator_sets_the_levels_on_the_rounds_form(scene):
    client = Client()
    client.force_login(scene.world.sales)
    address = reverse("orders:edit_round", args=[scene.sale.pk])
    assert re.search(r'name="solidarity" value="20"', client.get(address).content.decode())
    told = {
        "key": key(),
        "title": scene.sale.title,
        "opens_at": "2026-09-02T10:00",
        "closes_at": "2026-09-05T10:00",
        "shortage": "first_come",
        "solidarity": "12,5",
        "support": "",
    }
    client.post(address, told)
    scene.sale.refresh_from_db()
    assert (scene.sale.solidarity_bp, scene.sale.support_bp) == (1_250, 0)
    assert "50" in client.post(address, told | {"support": "51"}).content.decode()
    place(scene, -1_250, tomatoes=1)
    page = client.post(address, told | {"solidarity": "0"}).content.decode()
    assert "Des clients ont déjà commandé à ces prix" in page
