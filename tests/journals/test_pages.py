"""The pages of the registers: who enters, what they say, how little they ask of the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bocal.directory.models import Organisation
from bocal.directory.rules import TEAM, Desk, OrganisationKind, PlaceKind
from bocal.journals import acts, reads
from bocal.journals.models import Lot, Voucher
from bocal.journals.rules import Gesture, Kind, Money, Way
from bocal.journals.rules.kinds import Account
from tests import world as worlds
from tests.journals.kitchen import cook, pantry, sale
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db

LISTS = ["register", "stock", "lots"]
OF_A_LOT = ["lot", "trace", "recall", "recall_csv"]


@pytest.fixture
def world() -> World:
    return worlds.build()


def enter(client: Client, person: object) -> Client:
    client.force_login(person)  # type: ignore[arg-type]
    return client


@contextmanager
def queries() -> Iterator[CaptureQueriesContext]:
    with CaptureQueriesContext(connection) as captured:
        yield captured


def of(lot: Lot, name: str) -> str:
    return reverse(f"journals:{name}", args=[lot.code])


@pytest.fixture
def jars(world: World) -> Lot:
    made = cook(world)
    acts.post(sale(world, made, 3), now=NOW)
    return made


# ── Who enters ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_strangers_farmers_and_customers_stay_out(world: World, jars: Lot, client: Client) -> None:
    addresses = [reverse(f"journals:{name}") for name in (*LISTS, "money")] + [of(jars, name) for name in OF_A_LOT]
    for address in addresses:
        assert client.get(address).status_code == 302
    for person in (world.customer, world.farmer):
        enter(client, person)
        assert {client.get(address).status_code for address in addresses} == {403}


def test_the_whole_team_reads_and_only_some_desks_act(world: World, jars: Lot, client: Client) -> None:
    for desk, person in world.team.items():
        if desk in ("producer", "customer"):
            continue
        enter(client, person)
        read = [reverse(f"journals:{name}") for name in LISTS] + [of(jars, "lot"), of(jars, "trace")]
        assert {client.get(address).status_code for address in read} == {200}
        # Whom to call, with their telephones: for those who call.
        calls = desk in ("quality", "direction", "sales")
        lists = [of(jars, "recall"), of(jars, "recall_csv")]
        assert {client.get(address).status_code == 200 for address in lists} == {calls}
        path = client.get(of(jars, "trace")).content.decode()
        assert (
            (of(jars, "recall") in path)
            == (of(jars, "recall") in client.get(of(jars, "lot")).content.decode())
            == calls
        )
        may = {name: client.get(of(jars, name)).status_code == 200 for name in ("decide", "move", "correct")}
        keeps = desk in ("reception", "production", "direction")
        assert may == {"decide": desk in ("quality", "direction"), "move": keeps, "correct": keeps}
        assert (client.get(reverse("journals:money")).status_code == 200) == (desk in ("accounts", "direction"))


# ── What they say ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_empty_pages_teach_the_first_step(world: World, client: Client) -> None:
    enter(client, world.direction)
    for name, words in (("register", "premier geste"), ("stock", "recevrez"), ("lots", "première réception")):
        assert words in client.get(reverse(f"journals:{name}")).content.decode()
    assert "Pas encore d’argent" in client.get(reverse("journals:money")).content.decode()


@pytest.mark.parametrize("mess", [str.lower, lambda code: code.replace("-", " "), lambda code: f" {code[1:]} "])
def test_a_code_is_found_however_it_is_typed(world: World, jars: Lot, client: Client, mess: object) -> None:
    enter(client, world.team["quality"])
    typed = mess(jars.code)  # type: ignore[operator]
    for name in ("lot", "trace", "recall"):
        answer = client.get(reverse(f"journals:{name}", args=[typed]))
        assert (answer.status_code, answer.headers["Location"]) == (302, of(jars, name))
    for name in ("stock", "lots"):
        assert client.get(reverse(f"journals:{name}"), {"q": typed}).headers["Location"] == of(jars, "lot")


def test_lots_and_stock_are_found_without_accents(world: World, jars: Lot, client: Client) -> None:
    jars.item.name = "Velouté d’épinards"
    jars.item.save()
    enter(client, world.cook)
    for name in ("stock", "lots"):
        address = reverse(f"journals:{name}")
        assert len(client.get(address, {"q": "EPINARDS veloute"}).context["shown"]) == 1
        assert len(client.get(address, {"q": "epinards poireau"}).context["shown"]) == 0


def test_a_code_that_nobody_has_is_not_found(world: World, client: Client) -> None:
    enter(client, world.cook)
    for code in ("L26-001-F2-2", "n’importe quoi", "%00", "x" * 300):
        assert client.get(reverse("journals:lot", args=[code])).status_code in (302, 404)


def test_a_lot_says_what_whose_where_and_who_decided(world: World, jars: Lot, client: Client) -> None:
    page = enter(client, world.quality).get(of(jars, "lot")).content.decode()
    for words in ("Coulis de tomate", world.us.name, "Réserve", "libéré", "Quentin Contrôle", "tout est bon", "100"):
        assert words in page
    crate = Lot.objects.filter(children__child=jars).earliest("pk")
    page = client.get(of(crate, "lot")).content.decode()
    assert "Ferme des Tilleuls" in page


def test_the_chain_is_drawn_with_links_and_told_in_a_table(world: World, jars: Lot, client: Client) -> None:
    page = enter(client, world.quality).get(of(jars, "trace")).content.decode()
    assert page.count("<svg class=") >= 2
    for words in ("Ferme des Tilleuls", "Foyer Ancelin", "a reçu 3", "encore là : 7", "Marmite", "Pot 720 ml"):
        assert words in page
    assert "style=" not in page
    assert page.count(f'<a href="{of(jars, "lot")}"><g') == 2
    assert page.count("<a ") == page.count("</a>")
    crate = Lot.objects.filter(children__child=jars).earliest("pk")
    assert "Foyer Ancelin" in client.get(of(crate, "trace")).content.decode()


@pytest.mark.parametrize("desk", sorted(TEAM))
def test_households_are_named_to_those_who_would_call_them_and_counted_for_the_others(
    world: World, jars: Lot, client: Client, desk: Desk
) -> None:
    acts.post(sale(world, jars, 2, party=world.food_aid.pk), now=NOW)
    page = enter(client, world.team[desk]).get(of(jars, "trace")).content.decode()
    calls = desk in {Desk.QUALITY, Desk.DIRECTION, Desk.SALES}
    assert ("Foyer Ancelin" in page) == calls
    assert (of(jars, "recall") in page) == calls
    # The class and the count, in the table and in the picture; organisations keep their names.
    assert ("1 foyer</th>" in page) == (not calls)
    assert ("+ 1 foyer<" in page) == (not calls)
    assert "L’Épicerie solidaire" in page
    assert not (calls and "réservés" in page)


def test_the_recall_list_says_whom_to_call(world: World, jars: Lot, client: Client) -> None:
    enter(client, world.quality)
    crate = Lot.objects.filter(children__child=jars).earliest("pk")
    for lot in (crate, jars):
        page = client.get(of(lot, "recall")).content.decode()
        for words in ("Foyer Ancelin", "06 00 00 00 02", "ancelin@exemple.test", jars.code, "Réserve"):
            assert words in page
        sheet = client.get(of(lot, "recall_csv")).content.decode("utf-8-sig")
        assert "Foyer Ancelin" in sheet
        assert "Réserve" in sheet


def test_a_mistake_taken_back_is_nobodys_recall(world: World, jars: Lot) -> None:
    wrong = acts.post(sale(world, jars, 2, party=world.other_home.pk), now=NOW).voucher
    acts.reverse(wrong, author=world.sales, now=NOW)
    assert [(row.party, row.sent, row.returned) for row in reads.recall(jars)] == [("Foyer Ancelin", 3, 0)]


def test_what_comes_back_is_counted(world: World, jars: Lot) -> None:
    mass = jars.item.piece_mg
    back = Gesture(
        Kind.RECEIVE,
        TODAY,
        world.sales.pk,
        "back",
        party=world.home.pk,
        moves=[acts_move(jars, world.outside[PlaceKind.CUSTOMER], world.store.pk, 1, mass)],
    )
    acts.post(back, now=NOW)
    (row,) = reads.recall(jars)
    assert (row.sent, row.returned, row.kept) == (3, 1, 2)
    assert [h.kept for h in reads.handed([jars.pk])] == [2]


def acts_move(lot: Lot, source: int, target: int, quantity: int, mass: int):  # type: ignore[no-untyped-def]
    from bocal.journals.rules import Move  # noqa: PLC0415

    return Move(lot.pk, source, target, quantity, mass)


def test_the_register_filters_by_day_kind_and_person(world: World, jars: Lot, client: Client) -> None:
    enter(client, world.accounts)
    address = reverse("journals:register")
    sold = client.get(address, {"geste": "deliver"}).content.decode()
    assert "Remise au client" in sold
    assert "Fabrication " not in sold
    assert "Aucun geste" in client.get(address, {"au": TODAY - timedelta(days=400)}).content.decode()
    assert "Aucun geste" in client.get(address, {"du": TODAY + timedelta(days=1)}).content.decode()
    assert "Réception " in client.get(address, {"du": TODAY - timedelta(days=400), "au": TODAY}).content.decode()
    assert "Réception " in client.get(address, {"par": world.reception.pk}).content.decode()
    for junk in ({"du": "hier"}, {"geste": "x"}, {"par": "zz"}, {"page": "-3"}, {"page": "9" * 30}):
        assert client.get(address, junk).status_code == 200


def test_a_voucher_shows_its_money_to_those_who_keep_it(world: World, jars: Lot, client: Client) -> None:
    sold = Voucher.objects.get(kind="deliver")
    address = reverse("journals:voucher", args=[sold.pk])
    assert "13,50" in enter(client, world.accounts).get(address).content.decode()
    assert "13,50" not in enter(client, world.cook).get(address).content.decode()
    assert client.get(reverse("journals:voucher", args=[987654])).status_code == 404


def test_the_accounts_balance(world: World, jars: Lot, client: Client) -> None:
    page = enter(client, world.accounts).get(reverse("journals:money")).content.decode()
    assert page.count("13,50") >= 4


# ── How little they ask ──────────────────────────────────────────────────────────────────────────────────────────────


def grow(world: World, times: int) -> None:
    for number in range(times):
        world.receive("Tomates", kg=1 + number, farm=world.other_farm)
        home = Organisation.objects.create(kind=OrganisationKind.HOUSEHOLD, name=f"Foyer {number}")
        made = cook(world, 3)
        acts.post(sale(world, made, 2, party=home.pk), now=NOW)


def costs(world: World, client: Client, lot: Lot) -> dict[str, int]:
    found = {}
    for name in (*LISTS, "money", *OF_A_LOT, "decide", "move", "correct"):
        address = of(lot, name) if name in (*OF_A_LOT, "decide", "move", "correct") else reverse(f"journals:{name}")
        with queries() as captured:
            assert client.get(address).status_code == 200
        found[name] = len(captured)
    with queries() as captured:
        client.get(reverse("journals:voucher", args=[lot.voucher_id]))
    found["voucher"] = len(captured)
    return found


def test_no_page_asks_more_when_there_is_more(world: World, client: Client) -> None:
    enter(client, world.direction)
    lids = pantry(world)[2]
    made = cook(world)
    acts.post(sale(world, made), now=NOW)
    grow(world, 1)
    client.get(reverse("journals:register"))
    before = {"lids": costs(world, client, lids), "jars": costs(world, client, made)}
    grow(world, 12)
    after = {"lids": costs(world, client, lids), "jars": costs(world, client, made)}
    assert after == before
    assert {name: n for name, n in before["jars"].items() if n > 12} == {}


def test_a_lot_that_is_in_everything_is_counted(world: World, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from bocal.journals.reads import tracing  # noqa: PLC0415

    monkeypatch.setattr(tracing, "MOST", 3)
    tomatoes, jars, lids = pantry(world, kg=40)
    from tests.journals.kitchen import cook_gesture, release  # noqa: PLC0415

    for number in range(5):
        home = Organisation.objects.create(kind=OrganisationKind.HOUSEHOLD, name=f"Foyer {number}")
        made = acts.post(cook_gesture(world, tomatoes, jars, lids, count=2), now=NOW).lots["coulis"]
        acts.post(sale(world, release(world, made), 1, party=home.pk), now=NOW)
    page = enter(client, world.cook).get(of(lids, "trace")).content.decode()
    assert "Ce lot est entré dans 5 autres" in page
    assert "+ 5 foyers" in page
    assert len(reads.trace(lids).forward) == 5


def test_a_long_column_says_how_many_more(world: World, client: Client) -> None:
    made = cook(world)
    for number in range(9):
        home = Organisation.objects.create(kind=OrganisationKind.HOUSEHOLD, name=f"Foyer {number}")
        acts.post(sale(world, made, 1, party=home.pk), now=NOW)
    page = enter(client, world.quality).get(of(made, "trace")).content.decode()
    assert "+ 5 destinataires" in page
    assert page.count("Foyer ") >= 9


def test_totals_of_the_accounts_are_right(world: World) -> None:
    lines = [Money(Account.BANK, 1234, party=world.home.pk), Money(Account.CUSTOMER, -1234, party=world.home.pk)]
    acts.post(Gesture(Kind.PAY, TODAY, world.accounts.pk, "paid", party=world.home.pk, money=lines), now=NOW)
    found = {one.account: one.cents for one in reads.balances(reads.money_lines())}
    assert found == {"411": -1234, "512": 1234}
    assert reads.balances(reads.money_lines(account="512"))[0].debit == 1234
    assert reads.balances(reads.money_lines(until=TODAY - timedelta(days=1))) == []
    assert Way.MADE
