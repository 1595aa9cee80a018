"""What a recall finds: every lot reached, every party, every gram."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bocal.directory.models import Organisation
from bocal.directory.rules import OrganisationKind, PlaceKind
from bocal.house.commands.recall import told
from bocal.journals import acts, reads
from bocal.journals.models import Lot
from bocal.journals.rules import Doubt, Gesture, Kind, Move
from tests import world as worlds
from tests.journals.kitchen import cook, cook_gesture, pantry, release, sale
from tests.world import KG, NOW, TODAY, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return worlds.build()


@pytest.fixture
def story(world: World) -> tuple[Lot, Lot, Lot]:
    """A crate became twice ten jars; three and two were sold to two households, two given, one broke."""
    tomatoes, jars, lids = pantry(world, kg=24)
    first, second = (
        release(world, acts.post(cook_gesture(world, tomatoes, jars, lids), now=NOW).lots["coulis"]) for _ in range(2)
    )
    acts.post(sale(world, first, 3), now=NOW)
    acts.post(sale(world, second, 2, party=world.other_home.pk), now=NOW)
    give(world, second, 2)
    acts.lose(
        first,
        place=world.store,
        to=PlaceKind.BREAKAGE,
        quantity=1,
        reason="tombé",
        author=world.reception,
        key=uuid4().hex,
        now=NOW,
    )
    return tomatoes, first, second


def give(world: World, lot: Lot, pieces: int) -> None:
    moves = [Move(lot.pk, world.store.pk, world.outside[PlaceKind.RECIPIENT], pieces, pieces * lot.item.piece_mg)]
    gesture = Gesture(Kind.GIVE, TODAY, world.sales.pk, uuid4().hex, party=world.food_aid.pk, moves=moves)
    acts.post(gesture, now=NOW)


def test_the_crate_reaches_its_jars_and_the_jars_their_tables(world: World, story: tuple[Lot, Lot, Lot]) -> None:
    tomatoes, first, second = story
    found = reads.survey([tomatoes.pk])
    assert [line.lot for line in found.lots] == [tomatoes, first, second]
    assert {line.party.name: [one.account.sent for one in line.lots] for line in found.parties if line.party} == {
        "Foyer Ancelin": [3],
        "Foyer Belkacem": [2],
        "L’Épicerie solidaire du Gué": [2],
    }
    crate, one, two = found.lots
    assert (crate.balance.came, crate.balance.used, crate.balance.lost) == (24 * KG, 20 * KG, KG)
    assert crate.balance.stock == 3 * KG
    assert (one.balance.came, one.balance.sent, one.balance.lost, one.balance.stock) == (10, 3, 1, 6)
    assert (two.balance.came, two.balance.sent, two.balance.stock) == (10, 4, 6)
    assert all(line.balance.adrift == 0 and line.mass.adrift == 0 for line in found.lots)
    # 4 kg of the crate that were not cooked, and twenty jars of 680 g.
    assert found.made_mg == 4 * KG + 20 * 680_000
    assert found.share == 1


def test_a_delivery_taken_back_is_no_news_and_a_return_is(world: World, story: tuple[Lot, Lot, Lot]) -> None:
    first = story[1]
    wrong = acts.post(sale(world, first, 2, party=world.other_home.pk), now=NOW)
    acts.reverse(wrong.voucher, author=world.sales, now=NOW)
    back = [Move(first.pk, world.outside[PlaceKind.CUSTOMER], world.store.pk, 1, first.item.piece_mg)]
    acts.post(Gesture(Kind.RETURN, TODAY, world.sales.pk, uuid4().hex, party=world.home.pk, moves=back), now=NOW)
    found = reads.survey([first.pk])
    (home,) = found.parties
    assert home.party == world.home
    assert (home.lots[0].account.sent, home.lots[0].account.returned, home.lots[0].account.missing) == (3, 1, 2)
    assert found.share == 1
    # The list that is called by says the same.
    assert [(row.party, row.sent, row.returned) for row in reads.recall(first)] == [("Foyer Ancelin", 3, 1)]


def test_what_an_inventory_misses_is_not_found(world: World, story: tuple[Lot, Lot, Lot]) -> None:
    first = story[1]
    acts.count(first, place=world.store, found=4, reason="inventaire", author=world.reception, key=uuid4().hex, now=NOW)
    found = reads.survey([first.pk])
    assert found.lots[0].balance.gap == 2
    assert found.share == pytest.approx(0.8)
    acts.count(first, place=world.store, found=6, reason="retrouvés", author=world.reception, key=uuid4().hex, now=NOW)
    assert reads.survey([first.pk]).share == 1


def test_a_lid_lot_reaches_every_jar_that_it_closed(world: World, story: tuple[Lot, Lot, Lot]) -> None:
    lids = Lot.objects.get(item=world.items["Couvercle 82 mm"])
    found = reads.survey([lids.pk])
    assert [line.lot for line in found.lots] == [lids, *story[1:]]
    assert found.lots[0].balance.used == 20
    assert len(found.parties) == 3


def test_where_a_doubt_begins(world: World, story: tuple[Lot, Lot, Lot]) -> None:
    tomatoes, first, second = story
    other = world.receive("Courgettes", kg=3, farm=world.other_farm)
    assert list(reads.doubted(Doubt.LOT, lot=first)) == [first]
    assert list(reads.doubted(Doubt.MAKING, lot=second)) == [second]
    assert list(reads.doubted(Doubt.ORIGIN, origin=world.other_farm, since=TODAY, until=TODAY)) == [other]
    assert tomatoes in reads.doubted(Doubt.ORIGIN, origin=world.farm, since=TODAY, until=TODAY)
    assert set(reads.doubted(Doubt.DAY, since=TODAY)) == {first, second}


def test_it_asks_no_more_when_there_is_more(world: World, story: tuple[Lot, Lot, Lot]) -> None:
    tomatoes = story[0]

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            reads.survey([tomatoes.pk])
        return len(queries)

    before = asked()
    for number in range(8):
        home = Organisation.objects.create(kind=OrganisationKind.HOUSEHOLD, name=f"Foyer {number}")
        acts.post(sale(world, story[1 + number % 2], 1, party=home.pk), now=NOW)
    assert asked() == before <= 6


def test_the_command_answers_as_it_promised(world: World, story: tuple[Lot, Lot, Lot]) -> None:
    answer = told(story[1])
    assert answer.keys() == {"lot", "parties", "seconds", "mass_found_share"}
    home, ours = answer["parties"]
    assert {"party", "contact", "sent", "returned", "in_stock", "missing"} <= home.keys()
    assert (home["party"], home["sent"], home["returned"], home["in_stock"], home["missing"]) == (
        "Foyer Ancelin",
        3,
        0,
        0,
        3,
    )
    assert "06 00 00 00 02" in home["contact"]
    assert (ours["party"], ours["in_stock"], ours["missing"]) == ("La Conserverie du Gué", 6, 0)
    assert answer["mass_found_share"] == 1
    assert answer["seconds"] >= 0
    # Jars and kilos together: everything in kilos.
    rows = {row["party"]: row for row in told(story[0])["parties"]}
    assert rows["Foyer Ancelin"]["sent"] == 3
    assert rows["La Conserverie du Gué"]["unit"] == "kg"
    assert rows["La Conserverie du Gué"]["in_stock"] == pytest.approx(3 + 12 * 0.68)


def test_nothing_reached_by_nobody(world: World) -> None:
    crate = world.receive("Tomates", kg=2)
    found = reads.survey([crate.pk])
    assert found.parties == ()
    assert found.share == 1
    assert reads.survey([]).lots == ()
    assert cook(world)
