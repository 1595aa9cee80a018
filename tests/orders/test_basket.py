"""The basket under a thumb, in a real browser: taps count at once, the total follows, nothing scrolls sideways."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from bocal.orders.models import Order, SaleRound, Slot
from tests.orders import scene as scenes

pytestmark = [pytest.mark.way, pytest.mark.django_db(transaction=True)]


def opened(settings, live_server, context: BrowserContext, client: Client) -> scenes.Scene:
    """A round that sells now; its customer is signed in on this device."""
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
    return scene


def left_half_way(live_server, context: BrowserContext) -> Page:
    """Another device of the same person, once the basket has come to it."""
    browser = context.browser
    assert browser is not None
    other = browser.new_context(storage_state=context.storage_state()).new_page()
    for _ in range(40):
        other.goto(f"{live_server.url}/commandes/")
        if other.get_by_text("comme vous l’aviez laissé").count():
            break
    return other


def test_a_basket_is_there_on_another_device_a_moment_after_the_last_tap(
    settings, live_server, page: Page, context: BrowserContext, client: Client
):
    opened(settings, live_server, context, client)
    page.goto(f"{live_server.url}/commandes/")
    page.get_by_role("button", name="Un de plus : Tomates").click()
    page.get_by_role("button", name="Un de plus : Tomates").click()
    with page.expect_response(lambda answer: answer.url.partition("?")[0].endswith("/panier")):
        page.get_by_role("button", name="Un de moins : Tomates").click()
    other = left_half_way(live_server, context)
    expect(other.get_by_role("textbox", name="Tomates").first).to_have_value("1")
    assert not Order.objects.exists()
    other.context.close()


def test_a_basket_is_kept_when_one_leaves_at_once(
    settings, live_server, page: Page, context: BrowserContext, client: Client
):
    opened(settings, live_server, context, client)
    page.goto(f"{live_server.url}/commandes/")
    for _ in range(3):
        page.get_by_role("button", name="Un de plus : Tomates").click()
    page.goto("about:blank")
    other = left_half_way(live_server, context)
    expect(other.get_by_role("textbox", name="Tomates").first).to_have_value("3")
    assert not Order.objects.exists()
    other.context.close()


def test_tap_choose_order(settings, live_server, page: Page, context: BrowserContext, client: Client):
    scene = opened(settings, live_server, context, client)
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
