"""The header's language button speaks for letters too."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.world import build


@pytest.mark.django_db
def test_the_button_changes_the_persons_own_language(client: Client) -> None:
    world = build()
    client.force_login(world.customer)
    shown = client.post(reverse("set_language"), {"language": "en", "next": reverse("directory:me")}, follow=True)
    assert '<html lang="en">' in shown.content.decode()
    world.customer.refresh_from_db()
    assert world.customer.language == "en"
    client.post(reverse("set_language"), {"language": "xx"})
    world.customer.refresh_from_db()
    assert world.customer.language == "en"


@pytest.mark.django_db
def test_a_stranger_changes_only_the_browser(client: Client) -> None:
    build()
    page = reverse("account_login")
    shown = client.post(reverse("set_language"), {"language": "en", "next": page}, follow=True)
    assert '<html lang="en">' in shown.content.decode()
    assert client.get(reverse("set_language")).status_code == 405
