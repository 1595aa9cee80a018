"""The register taken away as a spreadsheet: brought back, it changes nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from bocal.directory import acts, reads
from bocal.directory.models import Organisation
from bocal.directory.rules import OTHERS, ImportKind, OrganisationKind
from bocal.look import sheets as look_sheets
from tests.directory import sheets
from tests.world import World, build

PAGES = {
    ImportKind.PRODUCERS: ("directory:farms_out", "directory:import_farms"),
    ImportKind.CUSTOMERS: ("directory:customers_out", "directory:import_customers"),
}


@pytest.fixture
def world(client: Client) -> World:
    world = build()
    for kind, rows in ((ImportKind.PRODUCERS, sheets.FARMS), (ImportKind.CUSTOMERS, sheets.CUSTOMERS)):
        acts.bring_register(kind, "x.csv", sheets.csv(rows))
    # What people type in forms: a telephone in one piece, all the figures of a number, lines, what looks like a sum.
    awkward = {"phone": "0612345678", "note": "- le lundi ;\n- le « jeudi »", "contact": "+ Lou"}
    Organisation.objects.filter(pk=world.farm.pk).update(latitude=49.09123456789012, longitude=-0.1, **awkward)
    Organisation.objects.filter(pk=world.other_farm.pk).update(emb="EMB 27300A", phone="+32 475 12 34 56")
    Organisation.objects.filter(pk=world.home.pk).update(**awkward)
    client.force_login(world.direction)
    return world


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("extension", ["xlsx", "csv"])
@pytest.mark.parametrize("kind", PAGES)
def test_a_round_trip_changes_nothing(
    client: Client, world: World, kind: ImportKind, extension: str, language: str
) -> None:
    out, back = PAGES[kind]
    before = list(Organisation.objects.order_by("pk").values())
    spoken = {"accept-language": language}
    taken = client.get(reverse(out, args=[extension]), headers=spoken)
    assert f'.{extension}"' in taken["Content-Disposition"]
    [sheet] = look_sheets.read(f"x.{extension}", taken.content)
    kinds = (OrganisationKind.PRODUCER,) if kind is ImportKind.PRODUCERS else OTHERS
    assert len(sheet.rows) == 1 + reads.organisations(*kinds).count()
    sent = {"sheet": SimpleUploadedFile(f"x.{extension}", taken.content)}
    shown = client.post(reverse(back), sent, follow=True, headers=spoken).content.decode()
    assert ("Rien à changer." if language == "fr" else "Nothing to change.") in shown
    assert acts.bring_register(kind, f"x.{extension}", taken.content)[:2] == (0, 0)
    assert list(Organisation.objects.order_by("pk").values()) == before


@pytest.mark.django_db
def test_what_is_taken_away_is_what_the_list_shows(client: Client, world: World) -> None:
    taken = client.get(reverse("directory:farms_out", args=["csv"]), {"q": "lise"}).content.decode()
    assert "Le Verger de Lise" in taken
    assert "Ferme des Tilleuls" not in taken
    shops = client.get(reverse("directory:customers_out", args=["csv"]), {"genre": "restaurant"}).content.decode()
    assert "Le Bistrot du Gué" in shops
    assert "Foyer Ancelin" not in shops
    assert "fermes.xlsx?q=lise" in client.get(reverse("directory:farms"), {"q": "lise"}).content.decode()
    assert client.get(reverse("directory:farms_out", args=["exe"])).status_code == 404
