"""An order by phone with the keyboard alone, and a signature with a finger: in a real browser, on the demonstration."""

import re
import time

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.serving import Server
from tests.ways.test_every_page import enter

pytestmark = pytest.mark.way

#: How much can be promised on the line whose field holds the keyboard; nothing for a line that is weighed.
PROMISED = (
    "document.activeElement.dataset.sum ? 0 : parseInt(document.activeElement.closest('tr')?.cells[2].innerText) || 0"
)


@pytest.fixture
def desk(browser: Browser, demo: Server) -> Page:
    """The sales desk's browser, at home."""
    page = browser.new_context(locale="fr-FR").new_page()
    enter(page, f"{demo.url}/bernay/", "ventes")
    return page


def test_an_order_is_taken_with_the_keyboard_alone(desk: Page, demo: Server) -> None:
    """Letters, Enter, quantities by Tab, Enter: placed within a minute, and undone by Enter on its button."""
    desk.goto(f"{demo.url}/bernay/commandes/livraisons/telephone")
    began = time.monotonic()
    keys = desk.keyboard
    keys.type("augustine")
    keys.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("La Table d’Augustine")
    first = desk.locator("input[data-focus]")
    expect(first).to_be_focused()
    for _line in range(30):
        # The first line of which there is enough for that day.
        if desk.evaluate(PROMISED) >= 12:
            break
        keys.press("Tab")
    keys.type("12")
    keys.press("Enter")
    expect(desk.locator("#messages")).to_contain_text("la commande est notée")
    assert time.monotonic() - began < 60
    undo = desk.get_by_role("button", name="Annuler cette commande")
    for _step in range(60):
        if undo.evaluate("button => button === document.activeElement"):
            break
        keys.press("Tab")
    keys.press("Enter")
    expect(desk.locator("#messages")).to_contain_text("annulée")


def test_what_lacks_is_chosen_on_a_phone(desk: Page, demo: Server) -> None:
    """A line that is refused shows its choices within the phone's width."""
    desk.set_viewport_size({"width": 360, "height": 740})
    desk.goto(f"{demo.url}/bernay/commandes/livraisons/telephone")
    desk.get_by_label("Quel client").fill("augustine")
    desk.keyboard.press("Enter")
    desk.locator("main td .with-unit input:visible").first.fill("9999")
    desk.get_by_role("button", name="Commander").click()
    expect(desk.get_by_role("group", name=re.compile("Il en manque"))).to_be_visible()
    assert desk.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_finger_signs_on_the_phone(desk: Page, demo: Server) -> None:
    """What is drawn on the pad is what is kept; without it the name is enough."""
    desk.set_viewport_size({"width": 360, "height": 740})
    desk.goto(f"{demo.url}/bernay/commandes/livraisons/tournee")
    desk.get_by_role("link", name=re.compile("préparée")).first.click()
    desk.get_by_label("Reçu par").fill("Mme Roux")
    pad = desk.locator(".pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    desk.mouse.move(box["x"] + 20, box["y"] + 20)
    desk.mouse.down()
    desk.mouse.move(box["x"] + 120, box["y"] + 60, steps=6)
    desk.mouse.up()
    assert re.fullmatch(r"\d+,\d+( \d+,\d+)+", desk.locator("input[name=signature]").input_value())
    desk.get_by_role("button", name="Livré").click()
    expect(desk.locator("#messages")).to_contain_text("livré")
