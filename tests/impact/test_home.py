"""The page that says what was saved: its figures, who may read it, what it does with what people type."""

import csv
import io
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from bocal.directory.models import Organisation
from bocal.directory.rules import TEAM, PlaceKind
from bocal.impact import reads
from bocal.journals import acts as journals
from bocal.journals.rules import (
    Account,
    Gesture,
    Hours,
    HoursKind,
    Kind,
    Link,
    Money,
    Move,
    NewLot,
    Status,
    Way,
)
from bocal.measure.period import Period
from tests import world as worlds
from tests.world import KG, NOW, TODAY

pytestmark = pytest.mark.django_db

SEPTEMBER = Period.month(2026, 9)


@pytest.fixture(autouse=True)
def _that_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def world():
    return worlds.build()


def post(world, kind: Kind, **parts):
    return journals.post(Gesture(kind, parts.pop("day", TODAY), world.cook.pk, uuid4().hex, **parts), now=NOW)


def season(world):
    """Twenty kilos given or bought, ten euros; ten jars made, three sold to a home, four given; two hours."""
    out = world.outside
    tomatoes = world.receive("Tomates", kg=12)
    world.receive("Courgettes", kg=8, farm=world.other_farm, way=Way.BOUGHT)
    jars = world.receive("Pot 720 ml", pieces=50, way=Way.BOUGHT)
    lids = world.receive("Couvercle 82 mm", pieces=50, way=Way.BOUGHT)
    post(
        world,
        Kind.RECEIVE,
        party=world.other_farm.pk,
        money=[Money(Account.PURCHASES, 1000), Money(Account.SUPPLIER_UNBILLED, -1000, party=world.other_farm.pk)],
    )
    coulis = world.items["Coulis de tomate 720 ml"]
    full = 10 * coulis.piece_mg
    made = post(
        world,
        Kind.MAKE,
        lots=[NewLot("coulis", coulis.pk, world.us.pk, Way.MADE)],
        moves=[
            Move(tomatoes.pk, world.store.pk, out[PlaceKind.TRANSFORM], 10 * KG, 10 * KG),
            Move(tomatoes.pk, world.store.pk, out[PlaceKind.PEEL], KG, KG),
            Move(jars.pk, world.store.pk, out[PlaceKind.TRANSFORM], 10, 0),
            Move(lids.pk, world.store.pk, out[PlaceKind.TRANSFORM], 10, 0),
            Move("coulis", out[PlaceKind.TRANSFORM], world.store.pk, 10, full),
            Move("coulis", out[PlaceKind.TRANSFORM], out[PlaceKind.EVAPORATION], 0, 10 * KG - full),
        ],
        links=[
            Link(tomatoes.pk, "coulis", 10 * KG, 10 * KG),
            Link(jars.pk, "coulis", 10, 0),
            Link(lids.pk, "coulis", 10, 0),
        ],
        hours=[Hours(world.cook.pk, HoursKind.PRODUCTION, 90), Hours(world.quality.pk, HoursKind.PRODUCTION, 30)],
    ).lots["coulis"]
    journals.decide([made], Status.RELEASED, reason="bon", author=world.quality, key=uuid4().hex, now=NOW)
    for kind, place, party, count in (
        (Kind.DELIVER, PlaceKind.CUSTOMER, world.home, 3),
        (Kind.GIVE, PlaceKind.RECIPIENT, world.food_aid, 4),
    ):
        mass = count * coulis.piece_mg
        post(world, kind, party=party.pk, moves=[Move(made.pk, world.store.pk, out[place], count, mass)])
    return made


def browser(person=None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person, backend="bocal.house.sign_in.Backend")
    return client


def page(client: Client, **asked) -> str:
    answer = client.get(reverse("impact:home"), asked)
    assert answer.status_code == 200
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def test_the_figures_of_a_season(world):
    season(world)
    found = reads.report(SEPTEMBER)
    assert found.goods.saved == {Way.GIVEN: 12 * KG, Way.BOUGHT: 8 * KG, Way.TOLL: 0}
    assert [(one.name, one.figure) for one in found.farms] == [
        ("Ferme des Tilleuls", 12 * KG),
        ("Le Verger de Lise", 8 * KG),
    ]
    assert [(one.name, one.figure) for one in found.jars] == [("Coulis de tomate 720 ml", 10)]
    assert found.into_jars == 10 * KG
    assert (found.goods.jars_sold, found.goods.jars_given) == (3, 4)
    assert found.families == 1
    assert found.goods.food_aid == 4 * 680_000
    assert found.goods.waste_total == KG
    assert found.goods.waste_share == pytest.approx(1 / 11)
    assert [(one.kind, one.minutes, one.people) for one in found.hours] == [(HoursKind.PRODUCTION, 120, 2)]
    assert [(one.name, one.figure) for one in found.money] == [("Le Verger de Lise", 1000)]
    assert sum(found.goods.entries.values()) == sum(found.goods.exits.values()) == 20 * KG


def test_what_was_taken_back_counts_for_nothing_even_when_taken_back_later(world):
    crate = world.receive("Tomates", kg=12, day=TODAY - timedelta(days=40))
    world.receive("Courgettes", kg=5, day=TODAY - timedelta(days=40))
    gone = post(world, Kind.WORK, hours=[Hours(world.cook.pk, HoursKind.GLEANING, 60)])
    journals.reverse(crate.voucher, author=world.cook, now=NOW)
    journals.reverse(gone.voucher, author=world.cook, now=NOW)
    july, september = reads.report(Period.month(2026, 7)), reads.report(SEPTEMBER)
    assert july.goods.saved_total == 5 * KG
    assert september.empty
    assert july.minutes == september.minutes == 0


def test_a_household_counts_once(world):
    made = season(world)
    for home in (world.home, world.other_home):
        move = Move(made.pk, world.store.pk, world.outside[PlaceKind.CUSTOMER], 1, 680_000)
        post(world, Kind.DELIVER, party=home.pk, moves=[move])
    assert reads.report(SEPTEMBER).families == 2


def test_a_period_has_its_own_days(world):
    season(world)
    assert reads.report(Period.month(2026, 8)).empty
    assert not reads.report(Period(TODAY, TODAY + timedelta(days=1))).empty
    assert reads.report(Period(TODAY + timedelta(days=1), TODAY + timedelta(days=9))).empty


def test_the_page_says_them_with_their_method(world):
    season(world)
    said = page(browser(world.cook))
    for wanted in ("septembre 2026", "20 kg", "9,1 %", "2,72 kg", "2 h", "Coulis de tomate 720 ml", "10,00 €"):
        assert wanted in said, wanted
    assert "Poids des fruits et légumes pesés à la réception" in said
    assert "Kilos sauvés, ferme par ferme" in said


@pytest.mark.parametrize("name", ["impact:home", "impact:table", "impact:paper"])
def test_the_team_reads_it_and_nobody_else(world, name):
    for role, person in world.team.items():
        status = browser(person).get(reverse(name)).status_code
        assert status == (200 if role in TEAM else 403), role
    assert reverse("account_login") in browser().get(reverse(name))["Location"]


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ({}, "septembre 2026"),
        ({"periode": "mois", "jour": "2026-08-15"}, "août 2026"),
        ({"periode": "trimestre", "jour": "2026-09-03"}, "3e trimestre 2026"),
        ({"periode": "trimestre", "jour": "2026-01-03"}, "1er trimestre 2026"),
        ({"periode": "annee", "jour": "2026-09-03"}, "année 2026"),
        ({"periode": "libre", "du": "2026-09-01", "au": "15/09/2026"}, "du 01/09/2026 au 15/09/2026"),
        ({"periode": "siecle"}, "septembre 2026"),
        ({"jour": "1900-01-01"}, "septembre 2026"),
        ({"jour": "hier"}, "septembre 2026"),
        ({"periode": "annee", "jour": "2100-12-31"}, "année 2026"),
        ({"periode": "mois", "jour": "2000-01-01"}, "janvier 2000"),
    ],
)
def test_the_period_stands_in_the_address(world, asked, title):
    assert f"<strong>{title}</strong>" in page(browser(world.direction), **asked)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"du": "2026-09-10", "au": "2026-09-01"}, "Le dernier jour doit suivre le premier"),
        ({"du": "", "au": "2026-09-01"}, "Il manque une valeur ici"),
        ({"du": "1900-01-01", "au": "2026-09-01"}, "id_du_error"),
        ({"du": "x", "au": "2026-09-01"}, "id_du_error"),
    ],
)
def test_free_dates_that_cannot_be_are_refused_beside_their_field(world, asked, sentence):
    assert sentence in page(browser(world.direction), periode="libre", **asked)


def test_an_empty_period_teaches_the_first_step(world):
    assert "Dès qu’une cagette est reçue" in page(browser(world.direction))


def test_the_table_for_a_spreadsheet(world):
    season(world)
    answer = browser(world.direction).get(reverse("impact:table"), {"periode": "annee", "jour": "2026-09-03"})
    assert 'filename="impact-2026-01-01-2026-12-31.csv"' in answer["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    figures = {(row["Chiffre"], row["Détail"]): (row["Valeur"], row["Unité"]) for row in rows}
    assert figures["Kilos sauvés, par ferme", "Ferme des Tilleuls"] == ("12", "kg")
    assert figures["Bocaux fabriqués", "Coulis de tomate 720 ml"] == ("10", "bocaux")
    assert figures["Part perdue", ""] == ("9,1", "%")
    assert figures["Argent versé ou dû aux fermes", "Le Verger de Lise"] == ("10", "€")
    assert all(row["Méthode"] for row in rows)


def test_queries_do_not_grow_with_gestures(world, django_assert_num_queries):
    season(world)
    with django_assert_num_queries(7):
        reads.report(SEPTEMBER)
    for _ in range(5):
        season(world)
    with django_assert_num_queries(7):
        reads.report(SEPTEMBER)


def test_the_sheet_of_paper_is_one_page_and_says_the_same(world):
    season(world)
    answer = browser(world.direction).get(reverse("impact:paper"), {"periode": "annee", "jour": "2026-09-03"})
    assert answer["Content-Type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.content)).pages
    assert len(pages) == 1
    said = " ".join(pages[0].extract_text().split())
    for wanted in (
        "Ce que nous avons sauvé",
        "année 2026",
        "20 kg",
        "Ferme des Tilleuls",
        "9,1 %",
        "La Conserverie du Gué",
    ):
        assert wanted in said, wanted


def test_the_sheet_of_an_empty_period_is_printed_too(world):
    assert browser(world.direction).get(reverse("impact:paper")).content.startswith(b"%PDF")


def test_a_season_of_many_farms_and_recipes_still_fits_one_sheet(world):
    season(world)
    farms = [
        Organisation.objects.create(kind="producer", name=f"Ferme du lieu-dit n° {n} au long nom") for n in range(30)
    ]
    for farm in farms:
        world.receive("Tomates", kg=3, farm=farm)
    answer = browser(world.direction).get(reverse("impact:paper"))
    assert len(PdfReader(io.BytesIO(answer.content)).pages) == 1
