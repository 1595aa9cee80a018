"""Finding a farm, changing it, giving it its personal link."""

import re
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bocal.directory import acts, reads
from bocal.directory.models import Organisation, PersonalLink
from bocal.directory.rules import LinkPurpose
from tests.world import NOW, TODAY, World, build

FORM = {"name": "Ferme du Pré", "email": "pre@exemple.test", "active": "on"}


@pytest.fixture
def world(client: Client) -> World:
    world = build()
    client.force_login(world.products)
    return world


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("search", "found"),
    [("tilleul", ["Ferme des Tilleuls"]), ("VALMONT", ["Ferme des Tilleuls"]), ("vergér lise", ["Le Verger de Lise"])],
)
def test_a_farm_is_found_whatever_the_accents(client: Client, world: World, search: str, found: list[str]) -> None:
    shown = client.get(reverse("directory:farms"), {"q": search}).content.decode()
    assert [name for name in ("Ferme des Tilleuls", "Le Verger de Lise") if name in shown] == found


def test_two_of_one_name_are_told_apart_by_what_differs() -> None:
    names = [("Ferme du Pré", "Arcy", "a@x.test"), ("ferme du pre", "Arcy", "b@x.test"), ("Le Verger", "Arcy", "")]
    found = [Organisation(name=name, town=town, email=email) for name, town, email in names]
    told = [label for _one, label in reads.told_apart(found)]
    assert told == ["Ferme du Pré · a@x.test", "ferme du pre · b@x.test", "Le Verger"]
    found[1].town = "Bulle"
    assert [label for _one, label in reads.told_apart(found)][:2] == ["Ferme du Pré · Arcy", "ferme du pre · Bulle"]


@pytest.mark.django_db
def test_a_search_that_finds_nobody_says_what_to_try(client: Client, world: World) -> None:
    assert "Aucune ferme ne correspond" in client.get(reverse("directory:farms"), {"q": "zzz"}).content.decode()


@pytest.mark.django_db
def test_filters_are_in_the_address(client: Client, world: World) -> None:
    shown = client.get(reverse("directory:farms"), {"bio": "on"}).content.decode()
    assert "Ferme des Tilleuls" in shown
    assert "Le Verger de Lise" not in shown


@pytest.mark.django_db
def test_a_certificate_about_to_end_is_marked(client: Client, world: World) -> None:
    acts.save_farm(world.farm, {"organic_until": date(2026, 9, 30)})
    with time_machine.travel(NOW, tick=False):
        client.force_login(world.products)
        shown = client.get(reverse("directory:farms"), {"certificat": "on"}).content.decode()
        assert "bio, jusqu’au 30/09/2026" in shown
        assert (
            "Demandez le nouveau certificat"
            in client.get(reverse("directory:farm", args=[world.farm.pk])).content.decode()
        )
        acts.save_farm(world.farm, {"organic_until": date(2026, 9, 2)})
        assert "certificat fini le 02/09/2026" in client.get(reverse("directory:farms")).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("until", "said"),
    [
        (date(2027, 9, 3), "certificat jusqu’au 03/09/2027"),
        (date(2026, 9, 24), "Le certificat bio finit dans 21 jours."),
        (date(2026, 9, 4), "Le certificat bio finit demain."),
        (date(2026, 9, 3), "Le certificat bio finit aujourd’hui."),
        (date(2026, 9, 2), "fini depuis hier (02/09/2026)"),
        (date(2026, 8, 24), "fini depuis 10 jours (24/08/2026)"),
    ],
)
def test_a_farms_page_says_how_its_certificate_stands(client: Client, world: World, until: date, said: str) -> None:
    acts.save_farm(world.farm, {"organic_until": until})
    with time_machine.travel(NOW, tick=False):
        client.force_login(world.products)
        assert said in client.get(reverse("directory:farm", args=[world.farm.pk])).content.decode()


@pytest.mark.django_db
def test_a_farms_yes_to_be_named_keeps_its_day_and_its_words(client: Client, world: World) -> None:
    page = reverse("directory:farm_edit", args=[world.farm.pk])
    yes = FORM | {"story_consent": "on", "emb": "emb 27300a"}
    with time_machine.travel(NOW, tick=False):
        client.force_login(world.products)
        client.post(page, yes)
    client.force_login(world.products)
    client.post(page, yes)
    world.farm.refresh_from_db()
    assert (world.farm.story_consent_on, world.farm.emb) == (TODAY, "EMB 27300A"), "the first day stays"
    shown = client.get(reverse("directory:farm", args=[world.farm.pk])).content.decode()
    assert "le 03/09/2026 : « La ferme accepte d’être nommée dans l’histoire des bocaux »" in shown
    client.post(page, FORM)
    world.farm.refresh_from_db()
    assert (world.farm.story_consent_on, world.farm.story_consent_words) == (None, "")
    assert "n’est pas nommée" in client.get(reverse("directory:farm", args=[world.farm.pk])).content.decode()


@pytest.mark.django_db
def test_an_empty_directory_teaches_the_first_step(client: Client, world: World) -> None:
    Organisation.objects.filter(pk__in=[world.farm.pk, world.other_farm.pk]).update(active=False)
    assert "importer le tableau que vous avez déjà" in client.get(reverse("directory:farms")).content.decode()


@pytest.mark.django_db
def test_a_farm_is_added_then_changed(client: Client, world: World) -> None:
    point = {"latitude": "49,0912", "longitude": "0.5983", "siret": "732 829 320 00074", "phone": "0611111111"}
    client.post(reverse("directory:farm_edit"), FORM | point)
    farm = Organisation.objects.get(name="Ferme du Pré")
    assert (farm.latitude, farm.longitude, farm.siret) == (49.0912, 0.5983, "73282932000074")
    assert (farm.reference, farm.phone, farm.active) == ("73282932000074", "06 11 11 11 11", True)
    page = reverse("directory:farm_edit", args=[farm.pk])
    assert 'value="49,0912"' in client.get(page).content.decode()
    client.post(page, {"name": "Ferme du Grand Pré"})
    farm.refresh_from_db()
    assert (farm.name, farm.siret, farm.latitude, farm.active) == ("Ferme du Grand Pré", "", None, False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "Il manque une valeur ici."),
        ({"siret": "12345678901234"}, "contient une faute de frappe"),
        ({"email": "pre@"}, "n’est pas une adresse e-mail"),
        ({"postcode": "ABC"}, "n’est pas un code postal"),
        ({"latitude": "49"}, "Il manque la latitude ou la longitude"),
        ({"latitude": "nord", "longitude": "0"}, "n’est pas un nombre"),
        ({"organic_until": "31/02/2026"}, "n’est pas une date"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    client: Client, world: World, typed: dict[str, str], said: str
) -> None:
    shown = client.post(reverse("directory:farm_edit"), FORM | {"grows": "tomates, œufs"} | typed).content.decode()
    assert said in shown
    assert 'value="tomates, œufs"' in shown
    assert all(f'value="{value}"' in shown for value in typed.values() if value)
    assert not Organisation.objects.filter(name="Ferme du Pré").exists()


@pytest.mark.django_db
def test_two_farms_never_share_a_siret(client: Client, world: World) -> None:
    acts.save_farm(world.farm, {"siret": "73282932000074"})
    shown = client.post(reverse("directory:farm_edit"), FORM | {"siret": "73282932000074"}).content.decode()
    assert "« Ferme des Tilleuls » a déjà ce SIRET" in shown


# ── The personal link ────────────────────────────────────────────────────────────────────────────────────────────────


def token_in(page: str) -> str:
    found = re.search(r"<p id=\"link\">http://testserver\S+/([\w-]{32})</p>", page)
    assert found
    return found[1]


@pytest.mark.django_db
def test_a_link_is_shown_once_and_opens_until_next_seasons_end(client: Client, world: World) -> None:
    page = reverse("directory:farm_link", args=[world.farm.pk])
    with time_machine.travel(NOW, tick=False):
        client.force_login(world.products)
        answer = client.post(page, {"do": "open"})
        shown = answer.content.decode()
        token = token_in(shown)
        assert "no-store" in answer["Cache-Control"]
        assert "vendredi 31 décembre 2027" in shown
        assert 'class="qr"><svg' in shown
        found = reads.link(token, LinkPurpose.SURPLUS, today=TODAY)
        assert found is not None
        assert found.organisation == world.farm
        assert reads.link(token, LinkPurpose.SURPLUS, today=date(2028, 1, 1)) is None
        farm = client.get(reverse("directory:farm", args=[world.farm.pk])).content.decode()
        assert token not in farm
        assert "Un lien est ouvert depuis le 03/09/2026, jusqu’au 31/12/2027" in farm
        assert token not in client.get(page, follow=True).content.decode()


@pytest.mark.django_db
def test_a_new_link_closes_the_former_one_and_a_closed_link_opens_nothing(client: Client, world: World) -> None:
    page = reverse("directory:farm_link", args=[world.farm.pk])
    first = token_in(client.post(page, {"do": "open"}).content.decode())
    second = token_in(client.post(page, {"do": "open"}).content.decode())
    today = timezone.localdate()
    assert reads.link(first, LinkPurpose.SURPLUS, today=today) is None
    assert reads.link(second, LinkPurpose.SURPLUS, today=today) is not None
    assert "Le lien est fermé" in client.post(page, {"do": "close"}, follow=True).content.decode()
    assert reads.link(second, LinkPurpose.SURPLUS, today=today) is None


@pytest.mark.django_db
@pytest.mark.parametrize("desk", ["reception", "production", "sales", "accounts", "producer", "customer"])
def test_only_those_who_keep_the_products_open_a_link(client: Client, world: World, desk: str) -> None:
    client.force_login(world.team[desk])
    assert client.post(reverse("directory:farm_link", args=[world.farm.pk]), {"do": "open"}).status_code == 403
    assert not PersonalLink.objects.exists()
