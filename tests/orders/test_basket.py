"""The basket under a thumb, in a real browser: taps count at once, the total follows, nothing scrolls sideways."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from bocal.orders.models import Order, SaleRound, Slot
from tests.orders import scene as scenes

pytestmark = [pytest.mark.way, pytest.mark.django_db(transaction=True)]


def test_tap_choose_order(settings, live_server, page: Page, context: BrowserContext, client: Client):
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    scene = scenes.build(jars=6)
    now = timezone.now()
    SaleRound.objects.update(
        opens_at=now - timedelta(hours=1), closes_at=now + timedelta(days=1), freezes_at=now + timedelta(days=1)
    )
    Slot.objects.filter(pk=scene.slots[0].pk).update(
        starts_at=now + timedelta(days=2), ends_at=now + timedelta(days=2, minutes=30)
    )
    client.force_login(scene.world.customer)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page.goto(f"{live_server.url}/commandes/")
    for _ in range(3):
        page.get_by_role("button", name="Un de plus : Tomates").click()
    page.get_by_role("button", name="Un de moins : Tomates").click()
    page.get_by_role("button", name="Un de plus : Coulis").click()
    bar = page.locator(".bar")
    expect(bar).to_contain_text("11,50")
    expect(bar).to_contain_text("1,00")
    expect(bar.get_by_text("au plus")).to_be_hidden()
    page.get_by_role("button", name="Un de plus : Poulet").click()
    expect(bar).to_contain_text("37,90")
    expect(bar.get_by_text("au plus")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.locator("label.slot").last.click()
    bar.get_by_role("button", name="Commander").click()
    expect(page.get_by_text("Votre commande est enregistrée")).to_be_visible()
    assert {line.offer_id: line.quantity for line in Order.objects.get().lines.all()} == scene.wanted(
        tomatoes=2, hens=1, jars=1
    )
