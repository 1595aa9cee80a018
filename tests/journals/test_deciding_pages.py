"""The registers' pages where one acts: taking back, blocking, moving, correcting."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from bocal.directory import acts as directory
from bocal.directory.rules import PlaceKind
from bocal.journals import acts, reads
from bocal.journals.models import Lot, LotState, Stock, Voucher
from bocal.journals.rules import Status
from tests import world as worlds
from tests.journals.kitchen import cook, on_hand, sale
from tests.world import KG, NOW, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return worlds.build()


def enter(client: Client, person: object) -> Client:
    client.force_login(person)  # type: ignore[arg-type]
    return client


def of(lot: Lot, name: str) -> str:
    return reverse(f"journals:{name}", args=[lot.code])


@pytest.fixture
def jars(world: World) -> Lot:
    made = cook(world)
    acts.post(sale(world, made, 3), now=NOW)
    return made


# ── Taking back ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_gesture_is_taken_back_by_its_author_or_the_direction(world: World, jars: Lot, client: Client) -> None:
    sold = Voucher.objects.get(kind="deliver")
    address = reverse("journals:take_back", args=[sold.pk])
    assert enter(client, world.direction).get(address).status_code == 405
    answer = enter(client, world.cook).post(address, follow=True)
    assert "ou la direction" in answer.content.decode()
    assert on_hand(jars) == 7
    back_to = reverse("journals:stock")
    answer = enter(client, world.sales).post(address, {"back": back_to}, follow=True)
    assert answer.redirect_chain == [(back_to, 302)]
    assert "Geste repris" in answer.content.decode()
    assert on_hand(jars) == 10
    answer = enter(client, world.direction).post(address, follow=True)
    assert "déjà été repris" in answer.content.decode()
    both = client.get(reverse("journals:register")).content.decode()
    reversal = Voucher.objects.get(reverses=sold)
    assert f"reprend le geste {sold.pk}" in both
    assert f"repris par le {reversal.pk}" in both
    for one, other in ((sold, reversal), (reversal, sold)):
        page = client.get(reverse("journals:voucher", args=[one.pk])).content.decode()
        assert reverse("journals:voucher", args=[other.pk]) in page


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_taking_back_leads_to_no_other_site(world: World, jars: Lot, client: Client, elsewhere: str) -> None:
    sold = Voucher.objects.get(kind="deliver")
    answer = enter(client, world.sales).post(reverse("journals:take_back", args=[sold.pk]), {"next": elsewhere})
    assert answer.headers["Location"] == reverse("journals:register")


# ── Deciding, moving, correcting ─────────────────────────────────────────────────────────────────────────────────────


def form(**typed: object) -> dict[str, object]:
    return {"key": str(uuid4()), **typed}


def test_a_lot_is_blocked_with_a_reason_and_freed_by_undo(world: World, jars: Lot, client: Client) -> None:
    enter(client, world.quality)
    bare = client.post(of(jars, "decide"), form(status="blocked"))
    assert (bare.status_code, LotState.objects.get(lot=jars).status) == (200, Status.RELEASED)
    refused = client.post(of(jars, "decide"), form(status="released", reason="je veux"))
    assert refused.status_code == 200
    done = client.post(of(jars, "decide"), form(status="blocked", reason="couvercle bombé"), follow=True)
    assert "couvercle bombé" in done.content.decode()
    assert LotState.objects.get(lot=jars).status == Status.BLOCKED
    client.post(reverse("journals:take_back", args=[Voucher.objects.latest("pk").pk]))
    assert LotState.objects.get(lot=jars).status == Status.RELEASED


def test_a_crate_on_hold_is_freed_here(world: World, client: Client) -> None:
    crate = world.receive("Tomates", kg=5)
    enter(client, world.quality)
    client.post(of(crate, "decide"), form(status="hold", reason="trop chaud"))
    assert LotState.objects.get(lot=crate).status == Status.HOLD
    client.post(of(crate, "decide"), form(status="released", reason="vérifié"))
    assert LotState.objects.get(lot=crate).status == Status.RELEASED


def test_some_of_a_lot_goes_to_another_place(world: World, client: Client) -> None:
    crate = world.receive("Tomates", kg=5)
    fridge = directory.open_place(kind=PlaceKind.FRIDGE, name="Chambre froide")
    enter(client, world.reception)
    typed = form(source=world.store.pk, target=fridge.pk, quantity="1,5+0,5")
    assert client.post(of(crate, "move"), typed).status_code == 302
    assert client.post(of(crate, "move"), typed).status_code == 302
    assert dict(Stock.objects.filter(lot=crate).values_list("place", "quantity")) == {
        world.store.pk: 3 * KG,
        fridge.pk: 2 * KG,
    }
    too_much = client.post(of(crate, "move"), form(source=world.store.pk, target=fridge.pk, quantity="9"))
    assert "Il ne reste pas assez" in too_much.content.decode()
    nowhere = client.post(of(crate, "move"), form(source=world.store.pk, target=world.store.pk, quantity="1"))
    assert nowhere.status_code == 200


@pytest.mark.parametrize(
    ("what", "typed", "left"),
    [("counted", "4,2", 4_200_000), ("counted", "6", 6_000_000), ("counted", "0", 0), ("waste", "1", 4_000_000)],
)
def test_the_books_follow_the_shelf(world: World, client: Client, what: str, typed: str, left: int) -> None:
    crate = world.receive("Tomates", kg=5)
    enter(client, world.reception)
    answer = client.post(
        of(crate, "correct"), form(what=what, place=world.store.pk, quantity=typed, reason="pesé deux fois")
    )
    assert answer.status_code == 302
    assert on_hand(crate) == left
    assert reads.check().broken == ()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"what": "counted", "quantity": "5", "reason": "vu"}, "dit déjà cela"),
        ({"what": "counted", "quantity": "-1", "reason": "vu"}, "à revoir"),
        ({"what": "waste", "quantity": "8", "reason": "moisi"}, "Il ne reste pas assez"),
        ({"what": "waste", "quantity": "1", "reason": " "}, "Il manque une valeur"),
        ({"what": "customer", "quantity": "1", "reason": "?"}, "à revoir"),
        ({"what": "waste", "quantity": "0", "reason": "rien"}, "plus grande que zéro"),
    ],
)
def test_a_wrong_correction_is_said_and_kept(world: World, client: Client, typed: dict[str, str], words: str) -> None:
    crate = world.receive("Tomates", kg=5)
    enter(client, world.reception)
    answer = client.post(of(crate, "correct"), form(place=world.store.pk, **typed))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert words in page
    assert f'value="{typed["quantity"]}"' in page
    assert on_hand(crate) == 5 * KG
