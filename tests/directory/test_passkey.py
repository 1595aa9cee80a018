"""A passkey made and used in a real browser, under the strict policy of every page."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from bocal.directory.models import Person
from tests.world import build


@pytest.fixture(autouse=True)
def _plain_files(settings: Any) -> None:
    """The test server finds static files by their plain names."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


def sign_in(page: Page, server: LiveServer, person: Person) -> None:
    """Put the session's cookie of this person in the browser."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key or "", "url": server.url}]
    )


@pytest.mark.way
@pytest.mark.django_db(transaction=True)
def test_a_passkey_is_made_then_lets_in(page: Page, live_server: LiveServer) -> None:
    world = build()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_in(page, live_server, world.cook)
    page.goto(live_server.url + reverse("directory:me"))
    page.get_by_role("link", name="Mes clés d’accès").click()
    page.get_by_role("link", name="Mettre une clé sur cet appareil").click()
    page.get_by_label("Nom de la clé").fill("Téléphone de Chloé")
    page.get_by_role("button", name="Créer la clé").click()
    expect(page.get_by_text("Vous avez une clé.")).to_be_visible()

    page.context.clear_cookies()
    page.goto(live_server.url + reverse("account_login") + "?next=" + reverse("directory:me"))
    page.get_by_role("button", name="Entrer avec ma clé d’accès").click()
    expect(page).to_have_url(re.compile(reverse("directory:me") + "$"))
    expect(page.get_by_role("heading", name="Moi")).to_be_visible()
    assert said == []


@pytest.mark.way
@pytest.mark.django_db(transaction=True)
def test_a_device_that_refuses_is_told_in_a_sentence(page: Page, live_server: LiveServer) -> None:
    build()
    page.goto(live_server.url + reverse("account_login"))
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options | {"isUserVerified": False}})
    page.get_by_role("button", name="Entrer avec ma clé d’accès").click()
    expect(page.get_by_text("La clé n’a pas servi. Recommencez, ou recevez un code.")).to_be_visible()
