"""Importing farms: a spreadsheet sent, looked at, then written whole by the queue."""

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from bocal.directory import acts
from bocal.directory.models import Import, Organisation
from bocal.directory.rules import ImportKind, ImportState, OrganisationKind
from tests.directory import sheets
from tests.world import NOW, World, build


@pytest.fixture
def world(client: Client) -> World:
    world = build()
    client.force_login(world.products)
    return world


def send(client: Client, name: str, data: bytes) -> HttpResponse:
    """The answer to a file, and where it leads."""
    file = SimpleUploadedFile(name, data)
    return client.post(reverse("directory:import_farms"), {"sheet": file}, follow=True)


def work() -> None:
    """The queue does all that waits."""
    call_command("db_worker", "--batch", "--no-startup-delay", "--no-reload", "--interval", "0", verbosity=0)


def last() -> Import:
    return Import.objects.latest("pk")


def farms() -> int:
    return Organisation.objects.filter(kind=OrganisationKind.PRODUCER).count()


FORMS: list[tuple[str, Callable[[sheets.Rows], bytes]]] = [
    ("fermes.xlsx", sheets.xlsx),
    ("fermes.ods", sheets.ods),
    ("fermes.csv", lambda rows: sheets.csv(rows, ";", "cp1252")),
    ("fermes.csv", lambda rows: sheets.csv(rows, "\t")),
    ("fermes.csv", lambda rows: sheets.csv(rows, ",", "utf-8-sig")),
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("name", "write"), FORMS, ids=["xlsx", "ods", "windows-1252", "tab", "comma"])
def test_a_sheet_goes_all_the_way(
    client: Client, world: World, name: str, write: Callable[[sheets.Rows], bytes]
) -> None:
    data = write(sheets.FARMS)
    shown = send(client, name, data).content.decode()
    assert "Enregistrer ces 2 fermes" in shown
    assert "Ferme de l’Érable" in shown
    assert "Colonnes laissées de côté : « Surface »" in shown
    assert farms() == 2, "nothing is written before it is confirmed"

    page = reverse("directory:import_sheet", args=[last().pk])
    waiting = client.post(page, follow=True).content.decode()
    assert "Vous pouvez quitter cette page" in waiting
    assert 'hx-trigger="every 2s"' in waiting
    work()
    done = client.get(page).content.decode()
    assert "C’est fait." in done
    assert "hx-trigger" not in done

    maple = Organisation.objects.get(name="Ferme de l’Érable")
    assert (maple.reference, maple.siret, maple.postcode, maple.town) == (
        "73282932000074",
        "73282932000074",
        "01000",
        "Valmont",
    )
    assert (maple.phone, maple.organic, maple.organic_until) == ("06 11 11 11 11", True, date(2027, 12, 31))
    assert (maple.latitude, maple.longitude, maple.grows) == (49.0912, -0.5983, "tomates, œufs")
    elea = Organisation.objects.get(name="Les Jardins d’Éléa")
    assert (elea.reference, elea.organic) == ("elea@exemple.test", False)
    assert bytes(last().data) == b"", "addresses are not kept twice"

    again = send(client, name, data).content.decode()
    assert "Rien à changer." in again
    assert "Enregistrer ces" not in again
    assert farms() == 4


@pytest.mark.django_db(transaction=True)
def test_what_differs_is_shown_before_it_is_changed(client: Client, world: World) -> None:
    rows = [["Nom", "E-mail", "Bio", "Ville"], ["La Ferme des Tilleuls", "tilleuls@exemple.test", "non", ""]]
    shown = send(client, "f.csv", sheets.csv(rows)).content.decode()
    assert "<del>Ferme des Tilleuls</del> <ins>La Ferme des Tilleuls</ins>" in shown
    assert "<del>oui</del> <ins>non</ins>" in shown
    client.post(reverse("directory:import_sheet", args=[last().pk]))
    work()
    world.farm.refresh_from_db()
    assert (world.farm.name, world.farm.organic, world.farm.town) == ("La Ferme des Tilleuls", False, "Valmont")
    assert farms() == 2


@pytest.mark.django_db
def test_each_mistake_is_told_by_line_and_column(client: Client, world: World) -> None:
    rows = [
        ["Nom", "E-mail", "SIRET", "Code postal", "Fin du certificat", "Longitude"],
        ["Ferme Haute", "haute@", "732829320", "27", "31/02/2027", "0,5"],
        ["", "basse@exemple.test", "", "", "", ""],
        ["<b>Ferme</b>", "haute@exemple.test", "73282932000075", "", "", ""],
    ]
    shown = send(client, "f.csv", sheets.csv(rows)).content.decode()
    for place in (
        "Ligne 2, colonne B (E-mail) : « haute@ » n’est pas une adresse e-mail",
        "Ligne 2, colonne C (SIRET) : « 732829320 » n’est pas un SIRET",
        "Ligne 2, colonne D (Code postal) : « 27 » n’est pas un code postal",
        "Ligne 2, colonne E (Fin du certificat) : « 31/02/2027 » n’est pas une date",
        "Ligne 2, colonne F (Longitude) : Il manque la latitude ou la longitude",
        "Ligne 3, colonne A (Nom) : Il manque le nom de la ferme",
        "Ligne 4, colonne C (SIRET) : Le SIRET « 73282932000075 » contient une faute de frappe",
    ):
        assert place in shown
    assert "7 cases sont à revoir. Rien n’est enregistré." in shown
    assert "Enregistrer ces" not in shown
    assert "<b>Ferme" not in shown


@pytest.mark.django_db(transaction=True)
def test_a_sheet_with_a_mistake_is_not_written_even_when_confirmed(client: Client, world: World) -> None:
    rows = [["Nom", "E-mail"], ["Ferme Haute", "haute@exemple.test"], ["Ferme Basse", "basse@"]]
    send(client, "f.csv", sheets.csv(rows))
    page = reverse("directory:import_sheet", args=[last().pk])
    client.post(page)
    work()
    stopped = client.get(page).content.decode()
    assert "rien n’est enregistré" in stopped
    assert "Ligne 3, colonne B" in stopped
    assert farms() == 2


@pytest.mark.django_db
def test_two_rows_for_one_farm_are_refused(client: Client, world: World) -> None:
    rows = [["Nom", "E-mail"], ["Ferme Haute", "haute@exemple.test"], ["Haute", "HAUTE@exemple.test"]]
    shown = send(client, "f.csv", sheets.csv(rows)).content.decode()
    assert "Ligne 3, colonne B (E-mail) : C’est la même ferme qu’à la ligne 2." in shown


HOSTILE: list[tuple[str, bytes, str]] = [
    ("vide.csv", b"", "Ce fichier est vide"),
    ("rien.csv", b"\n;;\n", "ne contient rien"),
    ("titres.csv", b"Nom;Ville\n", "aucune ferme en dessous"),
    ("sans-nom.csv", b"Ville;SIRET\nValmont;\n", "Aucune colonne ne donne le nom des fermes"),
    ("double.csv", "Nom;Tél;Téléphone\nPré;1;2\n".encode(), "Ligne 1, colonne C : la colonne « Téléphone »"),
    ("accents.csv", b"Nom\nFerme du Pr\x81\n", "Les accents de ce fichier sont illisibles"),
    ("macros.xlsm", b"PK\x03\x04", "Envoyez un fichier .xlsx ou .ods ou .csv"),
    ("macros.xlsx", sheets.with_macros(sheets.FARMS), "contient des macros"),
    ("image.csv", b"\x89PNG\r\n\x1a\n", "contient autre chose"),
    ("faux.xlsx", b"Nom;Ville\n", "contient autre chose"),
    ("abime.xlsx", b"PK\x03\x04" + b"x" * 50, "abîmé"),
    ("guillemet.csv", b'Nom\n"Ferme\n', "guillemet"),
    ("lourd.csv", b"Nom\n" + b"Ferme;" * 1_000_000, "la limite est 5 Mo"),
    ("long.csv", b"Nom\n" + b"Ferme\n" * 800_000, "trop de lignes"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "data", "said"), HOSTILE, ids=[name for name, _, _ in HOSTILE])
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(
    client: Client, world: World, name: str, data: bytes, said: str
) -> None:
    shown = send(client, name, data)
    assert shown.status_code == 200
    assert said in shown.content.decode().replace("\u00a0", " ").replace("&#x27;", "'")
    assert "Prendre le fichier modèle" in shown.content.decode()
    assert not Import.objects.exists()


@pytest.mark.django_db
def test_fifty_megabytes_are_refused(client: Client, world: World) -> None:
    assert "la limite est 5" in send(client, "enorme.csv", b"x" * 50_000_000).content.decode()


@pytest.mark.django_db
def test_nothing_sent_is_said(client: Client, world: World) -> None:
    assert "Choisissez un fichier." in client.post(reverse("directory:import_farms")).content.decode()


@pytest.mark.django_db
def test_formulas_are_never_computed(client: Client, world: World) -> None:
    rows = [["Nom", "Remarque"], ["Ferme Haute", "=1+1"]]
    assert (
        "Ligne 2, colonne B (Remarque) : Cette case contient une formule"
        in send(client, "f.csv", sheets.csv(rows)).content.decode()
    )


@pytest.mark.django_db
def test_the_model_file_can_be_sent_back(client: Client, world: World) -> None:
    model = client.get(reverse("directory:model_sheet"))
    assert model["Content-Type"].startswith("text/csv")
    assert "Enregistrer cette ferme" in send(client, "modele.csv", model.content).content.decode()


@pytest.mark.django_db(transaction=True)
def test_confirming_twice_queues_once(client: Client, world: World) -> None:
    send(client, "f.csv", sheets.csv(sheets.FARMS))
    page = reverse("directory:import_sheet", args=[last().pk])
    client.post(page)
    client.post(page)
    assert DBTaskResult.objects.count() == 1
    work()
    client.post(page)
    assert DBTaskResult.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_work_begun_and_lost_can_be_done_again(world: World) -> None:
    found = acts.bring_sheet(
        ImportKind.PRODUCERS, name="f.csv", data=sheets.csv(sheets.FARMS), by=world.products, now=NOW
    )
    Import.objects.update(state=ImportState.RUNNING)
    acts.apply_import.func(found.pk)
    acts.apply_import.func(found.pk)
    found.refresh_from_db()
    assert (found.state, found.created, farms()) == (ImportState.DONE, 2, 4)


@pytest.mark.django_db(transaction=True)
def test_two_sheets_at_once_make_each_farm_once(world: World) -> None:
    data = sheets.csv(sheets.FARMS)
    found = [
        acts.bring_sheet(ImportKind.PRODUCERS, name=f"{n}.csv", data=data, by=world.products, now=NOW) for n in range(4)
    ]
    Import.objects.update(state=ImportState.QUEUED)
    gate = threading.Barrier(len(found))

    def run(pk: int) -> None:
        gate.wait()
        try:
            acts.apply_import.func(pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[one.pk]) for one in found]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(Import.objects.values_list("state", flat=True)) == {ImportState.DONE}
    assert sorted(Import.objects.values_list("created", flat=True)) == [0, 0, 0, 2]
    assert farms() == 4


@pytest.mark.django_db
def test_sheets_left_aside_are_forgotten(world: World) -> None:
    acts.bring_sheet(ImportKind.PRODUCERS, name="f.csv", data=sheets.csv(sheets.FARMS), by=world.products, now=NOW)
    assert acts.forget_imports(before=NOW) == 0
    assert acts.forget_imports(before=NOW.replace(year=2027)) == 1
