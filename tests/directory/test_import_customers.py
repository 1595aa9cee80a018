"""Importing customers: the same way as farms, with the kind of each in French words."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from bocal.directory import acts, reads
from bocal.directory.models import Import, Organisation
from bocal.directory.rules import OTHERS, ImportKind, OrganisationKind, Refused, register
from bocal.directory.rules.contact import Fault, Mistaken
from bocal.directory.rules.register import Fate
from tests.directory import sheets
from tests.world import World, build

HEADER = ["Genre", "Nom", "E-mail"]


@pytest.fixture
def world(client: Client) -> World:
    world = build()
    client.force_login(world.sales)
    return world


def send(client: Client, rows: sheets.Rows, name: str = "clients.csv") -> HttpResponse:
    """The answer to a file, and where it leads."""
    data = sheets.xlsx(rows) if name.endswith("xlsx") else sheets.csv(rows)
    return client.post(reverse("directory:import_customers"), {"sheet": SimpleUploadedFile(name, data)}, follow=True)


def confirm(client: Client) -> str:
    """What the sheet's page says once the queue has done its work."""
    page = reverse("directory:import_customers_sheet", args=[Import.objects.latest("pk").pk])
    assert "Vous pouvez quitter cette page" in client.post(page, follow=True).content.decode()
    call_command("db_worker", "--batch", "--no-startup-delay", "--no-reload", "--interval", "0", verbosity=0)
    return client.get(page).content.decode()


# ── Without a database ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Restaurants", OrganisationKind.RESTAURANT),
        ("CANTINE SCOLAIRE", OrganisationKind.CANTEEN),
        ("épicerie", OrganisationKind.SHOP),
        ("Épicerie solidaire", OrganisationKind.FOOD_AID),
        ("Centres sociaux", OrganisationKind.CENTRE),
        ("particulier", OrganisationKind.HOUSEHOLD),
        ("fournisseurs", OrganisationKind.SUPPLIER),
    ],
)
def test_a_kind_is_read_as_people_say_it(text: str, kind: OrganisationKind) -> None:
    assert register.read_kind(text) is kind


def test_every_kind_of_customer_has_its_words_and_no_other() -> None:
    assert set(register.KINDS) == set(OTHERS)
    with pytest.raises(Mistaken):
        register.read_kind("ferme")


def test_title_lines_stand_above_the_header() -> None:
    reading = register.read(sheets.CUSTOMERS, register.CUSTOMERS)
    assert (reading.header, reading.mistakes, reading.ignored) == (3, (), ())
    assert [row.values["kind"] for row in reading.rows] == ["restaurant", "canteen", "food_aid"]


def test_someone_new_needs_a_kind_someone_known_keeps_theirs() -> None:
    reading = register.read([["Nom"], ["Le Bistrot"], ["La Cantine"]], register.CUSTOMERS)
    known = register.Known(3, None, {"kind": OrganisationKind.RESTAURANT, "name": "Le bistrot", "siret": ""})
    plan = register.plan(reading.rows, [known], [], reading.columns, "kind")
    assert [(found.line, found.column, found.fault) for found in plan.mistakes] == [(3, None, Fault.NO_KIND)]
    assert [(step.pk, step.fate) for step in plan.steps] == [(3, Fate.CHANGED)]


# ── Through the pages ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["clients.csv", "clients.xlsx"])
def test_customers_go_all_the_way_and_twice_changes_nothing(client: Client, world: World, name: str) -> None:
    shown = send(client, sheets.CUSTOMERS, name).content.decode()
    assert "Enregistrer ces 3 clients" in shown
    assert "restaurant" in shown
    before = reads.known(*OTHERS).count()
    done = confirm(client)
    assert "3</span>clients nouveaux" in done
    assert reads.known(*OTHERS).count() == before + 3
    bistro = Organisation.objects.get(name="Le Bistrot du Gué")
    assert (bistro.kind, bistro.siret, bistro.postcode, bistro.town) == (
        OrganisationKind.RESTAURANT,
        "55203253400646",
        "01000",
        "Saint-Aubin",
    )
    assert (bistro.email, bistro.phone, bistro.contact) == ("bistrot@exemple.test", "06 33 33 33 33", "Ana Bol")
    assert "Rien à changer." in send(client, sheets.CUSTOMERS, name).content.decode()


@pytest.mark.django_db(transaction=True)
def test_someone_known_is_found_and_shown_before_being_changed(client: Client, world: World) -> None:
    rows = [[*HEADER, "Commune"], ["centre", "Foyer Ancelin", "ancelin@exemple.test", "Valmont"]]
    shown = send(client, rows).content.decode()
    assert "<del>foyer</del> <ins>centre social</ins>" in shown
    assert "1</span>client changé" in confirm(client)
    world.home.refresh_from_db()
    assert (world.home.kind, world.home.town) == (OrganisationKind.CENTRE, "Valmont")


@pytest.mark.django_db
def test_each_mistake_is_told_by_line_and_column(client: Client, world: World) -> None:
    rows = [
        ["Clients de l’an dernier"],
        HEADER,
        ["planète", "Le Bistrot", "bistrot@"],
        ["", "La Cantine", ""],
        ["restaurant", "", "x@exemple.test"],
        ["restaurant", "Ferme", "tilleuls@exemple.test"],
    ]
    Organisation.objects.filter(pk=world.farm.pk).update(reference="tilleuls@exemple.test")
    before = Organisation.objects.count()
    shown = send(client, rows).content.decode()
    for place in (
        "Ligne 3, colonne A (Genre) : « planète » n’est pas un genre de client",
        "Ligne 3, colonne C (E-mail) : « bistrot@ » n’est pas une adresse e-mail",
        "Ligne 4, colonne A (Genre) : Il manque le genre de ce nouveau client",
        "Ligne 5, colonne B (Nom) : Il manque le nom du client",
        "Ligne 6, colonne C (E-mail) : « tilleuls@exemple.test » est déjà dans l’annuaire, mais ce n’est pas un client",
    ):
        assert place in shown
    assert "5 cases sont à revoir. Rien n’est enregistré." in shown
    with pytest.raises(Refused):
        acts.bring_register(ImportKind.CUSTOMERS, "x.csv", sheets.csv(rows))
    assert Organisation.objects.count() == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["Ville", "SIRET"], ["Valmont", ""]], "Aucune colonne ne donne le nom des clients"),
        ([HEADER], "aucun client en dessous"),
    ],
)
def test_a_sheet_that_says_nothing_is_refused_in_a_sentence(
    client: Client, world: World, rows: sheets.Rows, said: str
) -> None:
    assert said in send(client, rows).content.decode()
    assert not Import.objects.exists()


@pytest.mark.django_db
def test_the_model_file_can_be_sent_back(client: Client, world: World) -> None:
    for language in ("fr", "en"):
        model = client.get(reverse("directory:model_customers"), headers={"accept-language": language})
        sent = {"sheet": SimpleUploadedFile("modele.csv", model.content)}
        shown = client.post(reverse("directory:import_customers"), sent, follow=True)
        assert "Enregistrer ce client" in shown.content.decode()


@pytest.mark.django_db
def test_a_sheet_of_customers_is_no_sheet_of_farms(client: Client, world: World) -> None:
    send(client, sheets.CUSTOMERS)
    client.force_login(world.direction)
    page = reverse("directory:import_sheet", args=[Import.objects.latest("pk").pk])
    assert client.get(page).status_code == 404
