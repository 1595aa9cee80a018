"""The pages of memberships, as the member, the desks and a stranger see them."""

import io

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from bocal.billing import acts as billing
from bocal.billing.rules import Means
from bocal.directory import acts as directory
from bocal.directory.models import Collective, Organisation, Person
from bocal.membership.models import Membership, MembershipTerms
from bocal.membership.rules import Fee
from bocal.orders.models import Basket, Order
from tests import world as worlds
from tests.membership.scene import PURPOSE, join, open_to_members
from tests.orders import scene as scenes
from tests.orders.test_helping import new_round, opened
from tests.world import NOW, TODAY

MINE = "/adhesions/"


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def read(answer) -> str:
    """What a page says, its spaces made plain."""
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture
def world(db):
    with time_machine.travel(NOW, tick=False):
        found = worlds.build()
        open_to_members()
        yield found


# ── The member ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_page_says_how_much_until_when_and_what_for_and_one_tap_joins(world):
    client = signed_in(world.customer)
    page = client.get(MINE)
    shown = read(page)
    assert PURPOSE in shown
    assert "Adhérer pour 15,00 €" in shown
    assert "jeudi 2 septembre 2027" in shown
    key = str(page.context["form"]["key"].value())
    for _twice in range(2):
        answer = read(client.post(MINE, {"key": key, "cents": "15,00"}, follow=True))
        assert "court jusqu’au jeudi 2 septembre 2027" in answer
    assert Membership.objects.count() == 1
    assert "Reste 15,00 € à payer" in answer
    assert "Adhérer pour" not in answer
    # Another window, opened before.
    assert "il n’y a rien d’autre à faire" in read(
        client.post(MINE, {"key": "6f2a7f7e-5f0b-4f0e-9d3c-000000000001", "cents": "15,00"}, follow=True)
    )
    assert Membership.objects.count() == 1


def test_what_is_given_freely_is_read_and_refused_beside_the_field(world):
    open_to_members(least=500)
    client = signed_in(world.customer)
    key = str(client.get(MINE).context["form"]["key"].value())
    assert "moins que le plus petit montant : 5,00 €" in read(client.post(MINE, {"key": key, "cents": "4,99"}))
    client.post(MINE, {"key": key, "cents": "12,50"})
    assert Membership.objects.get().cents == 1_250


def test_who_has_no_household_yet_joins_too(world):
    person = directory.register_person(name="Nadia Neuve", email="nadia@exemple.test")
    client = signed_in(person)
    key = str(client.get(MINE).context["form"]["key"].value())
    client.post(MINE, {"key": key, "cents": "15,00"})
    assert Membership.objects.get().member.name == "Nadia Neuve"


def test_where_nothing_is_set_nothing_is_shown(world):
    MembershipTerms.objects.all().delete()
    Collective.objects.update(takes_members=False)
    client = signed_in(world.customer)
    assert "On n’adhère pas ici" in read(client.get(MINE))
    assert "dhésion" not in read(client.get("/"))
    assert "dhésion" not in read(signed_in(world.direction).get("/"))


def test_the_receipt_comes_once_the_fee_is_paid_and_to_no_other_household(world):
    made = join(world)
    paper, client = reverse("membership:receipt", args=[made.pk]), signed_in(world.customer)
    assert "n’est pas encore payée" in read(client.get(paper, follow=True))
    billing.put_in(
        customer=world.home, cents=1_500, means=Means.CASH, day=TODAY, author=world.accounts, key="in", now=NOW
    )
    found = client.get(paper)
    said = PdfReader(io.BytesIO(found.content)).pages[0].extract_text().replace("\u00a0", " ").replace("\u202f", " ")
    assert found.headers["Content-Type"] == "application/pdf"
    for part in ("Reçu d’adhésion 2026-2027", "Foyer Ancelin", "15,00 €", "n’est pas un reçu fiscal"):
        assert part in said
    assert signed_in(world.other_customer).get(paper).status_code == 404
    assert signed_in(world.accounts).get(paper).status_code == 200


def test_a_member_undoes_it_on_the_day_and_nobody_elses(world):
    made = join(world)
    undo = reverse("membership:take_back", args=[made.pk])
    assert signed_in(world.other_customer).post(undo).status_code == 404
    assert signed_in(world.cook).post(undo).status_code == 404
    client = signed_in(world.customer)
    assert "annuler mon adhésion" in read(client.get(MINE))
    assert "rien n’est dû" in read(client.post(undo, follow=True))
    assert client.post(undo).status_code == 404


# ── The desks ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_direction_says_once_how_one_becomes_a_member(world):
    MembershipTerms.objects.all().delete()
    client = signed_in(world.direction)
    assert "Ouvrir les adhésions" in read(client.get(reverse("membership:members")))
    told = {"year": "civil", "purpose": "Pour les tables.", "name1": "Foyer", "cents1": "12", "name2": "Petit"}
    assert "Dites combien" in read(client.post(reverse("membership:terms"), told))
    told |= {"cents2": "12"}
    assert "le même nom ou la même somme" in read(client.post(reverse("membership:terms"), told))
    client.post(reverse("membership:terms"), told | {"cents2": "3,50", "orders_for_members": "on"})
    found = MembershipTerms.objects.get()
    assert found.named == [Fee("Foyer", 1_200), Fee("Petit", 350)]
    assert found.orders_for_members
    page = read(client.get(reverse("membership:terms")))
    assert 'value="3,50"' in page
    # What is written is to be seen; the rest is one tap away.
    shown, _, folded = page.partition("D’autres montants")
    assert "Montant 2" in shown
    assert "Montant 3" in folded
    assert signed_in(world.sales).get(reverse("membership:terms")).status_code == 403


def test_the_desk_reads_who_is_a_member_and_takes_the_list_away(world):
    join(world)
    client = signed_in(world.sales)
    assert "jusqu’au 02/09/2027" in read(client.get(reverse("membership:members")))
    never = read(client.get(reverse("membership:members"), {"qui": "never"}))
    assert "Foyer Belkacem" in never
    assert "Foyer Ancelin" not in never
    rows = client.get(reverse("membership:members_out", args=["csv"])).content.decode("utf-8-sig")
    assert "Foyer Ancelin" in rows
    assert client.get(reverse("membership:members_out", args=["pdf"])).status_code == 404
    assert signed_in(world.customer).get(reverse("membership:members")).status_code == 403


def test_a_paper_form_and_its_cheque_are_typed_on_one_page(world):
    client, page = signed_in(world.sales), reverse("join_for", args=[world.home.pk])
    key = str(client.get(page).context["form"]["key"].value())
    told = {"key": key, "cents": "15", "day": "01/09/2026", "means": "cheque", "reference": "n° 31"}
    assert "Ce montant n’est pas proposé" in read(client.post(page, told | {"cents": "14"}))
    for _twice in range(2):
        assert "jusqu’au 31/08/2027" in read(client.post(page, told, follow=True))
    card = read(client.get(reverse("membership:member", args=[world.home.pk])))
    assert "à payer" not in card
    assert Membership.objects.count() == 1
    undo = reverse("membership:take_back", args=[Membership.objects.get().pk])
    assert "rien n’est dû" in read(client.post(undo, follow=True))


# ── The shop, the order, the home ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def scene(db):
    with time_machine.travel(NOW, tick=False):
        found = scenes.build()
        open_to_members()
        yield found


def test_the_shop_and_the_order_say_it_in_one_line_with_one_button(scene):
    client, shop = signed_in(scene.world.customer), reverse("orders:shop", args=[scene.sale.pk])
    order = scene.place(tomatoes=1)
    for page in (shop, reverse("orders:order", args=[order.pk])):
        assert "Vous n’êtes pas encore adhérent" in read(client.get(page))
    invitation = client.get(shop).context["invitation"]
    where = f"{MINE}?pour={scene.world.home.pk}&retour={shop}"
    answer = client.post(where, {"key": invitation.key, "cents": "15,00"})
    assert answer.headers["Location"] == shop
    assert Membership.objects.get().member == scene.world.home
    assert "pas encore adhérent" not in read(client.get(shop))
    assert "pas encore adhérent" not in read(Client().get(shop))
    assert (
        client.post(f"{MINE}?retour=//ailleurs.test/", {"key": invitation.key, "cents": "15"})
        .headers["Location"]
        .startswith(MINE)
    )


def test_home_leads_there_and_to_where_a_hand_is_wanted(scene):
    opened("La Halle", helpers=2)
    new_round(scene)
    client = signed_in(scene.world.customer)
    shown = read(client.get("/"))
    assert "Adhérer" in shown
    assert "Donner un coup de main" in shown
    join(scene.world)
    assert "<b>Adhérer</b>" not in read(client.get("/"))


def test_the_order_says_in_one_tap_that_one_comes(scene):
    here = opened("La Halle", helpers=1)
    sale = new_round(scene)
    slot = sale.slots.filter(point=here).order_by("starts_at")[0]
    order = Order.objects.create(
        sale=sale,
        customer=scene.world.home,
        person=scene.world.customer,
        slot=slot,
        key="mine",
        placed_at=NOW,
        changed_at=NOW,
    )
    client, page = signed_in(scene.world.customer), reverse("orders:order", args=[order.pk])
    hands = client.get(page).context["hands"]
    assert "Il manque 1 personne pour tenir cette distribution" in read(client.get(page))
    client.post(reverse("shifts:shifts"), {"shift": hands.shift.pk})
    assert "Vous venez donner un coup de main ce jour-là" in read(client.get(page))


def test_where_orders_are_for_members_the_basket_is_kept_and_the_way_in_is_said(scene):
    open_to_members(orders_for_members=True)
    client, shop = signed_in(scene.world.customer), reverse("orders:shop", args=[scene.sale.pk])
    told = {
        "key": scenes.key(),
        "seen": "0",
        "slot": scene.slots[0].pk,
        f"q{scene.tomatoes.pk}": "3",
    }
    answer = read(client.post(shop, told))
    assert "seuls les adhérents commandent" in answer
    assert "Vous n’êtes pas encore adhérent" in answer
    assert 'value="3"' in answer
    assert not Order.objects.exists()
    assert Basket.objects.get().wanted == {str(scene.tomatoes.pk): 3}
    join(scene.world)
    assert client.post(shop, told).status_code == 302
    order = Order.objects.get()
    # A membership that ends leaves the order that stands.
    Membership.objects.update(since=TODAY.replace(year=2025), until=TODAY.replace(day=2))
    told |= {"key": scenes.key(), "seen": str(order.version), f"q{scene.tomatoes.pk}": "2"}
    assert client.post(shop, told).status_code == 302
    assert Organisation.objects.filter(pk=scene.world.home.pk).exists()
