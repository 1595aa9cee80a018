"""Signing in by code, by password, signing up, and the pages around: plain French, no inline script."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.test import Client
from django.urls import reverse

from bocal.directory.models import Letter, Person
from tests.world import World, build


@pytest.fixture
def world() -> World:
    return build()


def code_of(letter: Letter) -> str:
    found = re.search(r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]{3,})*)\s*$", letter.body, re.MULTILINE)
    assert found, letter.body
    return found[1]


@pytest.mark.django_db
def test_a_code_lets_in(client: Client, world: World) -> None:
    page = client.get(reverse("account_login")).content.decode()
    assert "Recevoir un code" in page
    answer = client.post(reverse("account_login"), {"login": "chloé@exemple.test"}, follow=True)
    assert "Recopiez" not in answer.content.decode(), "not an e-mail"
    Person.objects.filter(pk=world.cook.pk).update(email="chloe@exemple.test")
    answer = client.post(reverse("account_login"), {"login": "Chloe@exemple.test"}, follow=True)
    assert "Recopiez le code" in answer.content.decode()
    letter = Letter.objects.get()
    assert letter.secret
    client.post(reverse("account_confirm_login_code"), {"code": code_of(letter)})
    assert "Chloé Cuisine" in client.get(reverse("directory:me")).content.decode()


@pytest.mark.django_db
def test_a_stranger_is_told_the_same(client: Client, world: World) -> None:
    answer = client.post(reverse("account_login"), {"login": "inconnu@exemple.test"}, follow=True)
    assert "S’il y a un compte à cette adresse" in answer.content.decode()


@pytest.mark.django_db
def test_a_password_lets_in_and_a_wrong_one_does_not(client: Client, world: World) -> None:
    world.sales.set_password("courgette-ronde-12")
    world.sales.save()
    form = {"login": "vera@exemple.test", "password": "autre-chose-12"}
    wrong = client.post(reverse("account_login"), form).content.decode()
    assert "<details open>" in wrong
    assert 'role="alert"' in wrong
    assert client.get(reverse("directory:me")).status_code == 302
    assert client.post(reverse("account_login"), form | {"password": "courgette-ronde-12"}).status_code == 302
    assert client.get(reverse("directory:me")).status_code == 200


@pytest.mark.django_db
def test_a_customer_opens_an_account(client: Client, world: World) -> None:
    assert "Votre e-mail suffit" in client.get(reverse("account_signup")).content.decode()
    client.post(reverse("account_signup"), {"email": "zoe@exemple.test"})
    assert Person.objects.filter(email="zoe@exemple.test").exists()


@pytest.mark.django_db
def test_a_collective_may_keep_its_door_shut(client: Client, world: World) -> None:
    world.collective.open_to_customers = False
    world.collective.save()
    assert "Ouvrir mon compte" not in client.get(reverse("account_login")).content.decode()
    assert "Les comptes s’ouvrent sur place" in client.get(reverse("account_signup")).content.decode()


@pytest.mark.django_db
def test_the_pages_of_ones_own_sign_in(client: Client, world: World) -> None:
    client.force_login(world.cook)
    for name, said in {
        "account_set_password": "Choisir un mot de passe",
        "account_logout": "Me déconnecter",
        "mfa_index": "Mettre une clé sur cet appareil",
        "mfa_list_webauthn": "Aucune clé encore",
    }.items():
        shown = client.get(reverse(name)).content.decode()
        assert said in shown
        assert shown.count("<h1") == 1


@pytest.mark.django_db
@pytest.mark.parametrize("email", ["vera@exemple.test", "libre@exemple.test"])
def test_nobody_adds_an_address_without_proving_it(client: Client, world: World, email: str) -> None:
    world.cook.email = "chloe@exemple.test"
    world.cook.save()
    client.force_login(world.cook)
    client.post(reverse("account_email"), {"action_add": "", "email": email})
    assert not EmailAddress.objects.filter(email=email).exists()


@pytest.mark.django_db
def test_a_password_too_simple_is_refused_at_its_place(client: Client, world: World) -> None:
    client.force_login(world.cook)
    shown = client.post(
        reverse("account_set_password"), {"password1": "tomate", "password2": "tomate"}
    ).content.decode()
    assert '<ul class="errors"' in shown
    assert "Rien n’est enregistré" in shown


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["account_login", "account_signup", "account_request_login_code", "account_reset_password"]
)
def test_no_page_has_a_script_or_a_style_of_its_own(client: Client, world: World, name: str) -> None:
    shown = client.get(reverse(name)).content.decode()
    scripts = re.findall(r"<script([^>]*)>", shown)
    assert all("src=" in script or 'type="application/json"' in script for script in scripts)
    assert "style=" not in shown
    assert "onclick" not in shown


@pytest.mark.django_db
def test_a_passkey_is_no_second_step(client: Client, world: World) -> None:
    Authenticator.objects.create(user=world.cook, type=Authenticator.Type.WEBAUTHN, data={})
    assert not is_mfa_enabled(world.cook)
