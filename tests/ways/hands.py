"""What hands do on a phone, page after page, and the files that they bring."""

import datetime as dt
import json
import os
import re
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as Timeout

from tests.serving import Letters, Server
from tests.ways.conftest import sign_in

PARIS = ZoneInfo("Europe/Paris")
#: SCREENS_IN=docs/screens keeps the README's pictures.
SCREENS = os.environ.get("SCREENS_IN", "")


class Way:
    """A phone in the hand of one person after the other."""

    def __init__(self, page: Page, server: Server, letters: Letters) -> None:
        self.page, self.server, self.letters, self.home = page, server, letters, ""

    def go(self, path: str) -> Page:
        """Open a page of the collective."""
        answer = self.page.goto(self.home + path)
        assert answer is not None
        assert answer.status == 200, (path, answer.status)
        return self.page

    def fill(self, **values: object) -> None:
        """Fill the fields of these names: text, choices, ticks."""
        for name, value in values.items():
            field = self.page.locator(f"main [name='{name.replace('__', '-')}']")
            kind = field.first.get_attribute("type") or ""
            if field.first.evaluate_handle("e => e.tagName").json_value() == "SELECT":
                field.first.select_option(label=str(value)) if isinstance(value, str) else field.first.select_option(
                    str(value)
                )
            elif kind in ("radio", "checkbox"):
                for one in value if isinstance(value, list) else [value]:
                    self.page.locator(f"main [name='{name}'][value='{one}']").check(force=True)
            else:
                field.first.fill(str(value))

    def press(self, label: str) -> None:
        """Tap a button or a link by what it says."""
        main, name = self.page.get_by_role("main"), re.compile(label)
        found = main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name)).first
        try:
            found.click(timeout=25_000)
        except Timeout as error:
            raise AssertionError(
                f"nothing to press says « {label} » at {self.page.url}:\n{main.inner_text()}"
            ) from error

    def says(self, words: str) -> None:
        """The page shows these words."""
        try:
            expect(self.page.locator("body")).to_contain_text(words, timeout=30_000)
        except AssertionError as error:
            shown = self.page.get_by_role("main").inner_text()
            raise AssertionError(f"{self.page.url} does not say « {words} »:\n{shown}") from error

    def enter(self, email: str) -> None:
        """Sign in by the code that the letter brings."""
        sign_in(self.page, self.home, email, self.letters)

    def picture(self, name: str) -> None:
        """Keep the README's picture of this moment."""
        if SCREENS:
            Path(SCREENS).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(SCREENS) / f"{name}.png")


def receive(way: Way, who: str, how: str, lines: list[tuple[str, str, str]]) -> None:
    """Fill the reception page and send it."""
    way.go("appro/recevoir")
    way.fill(giver=who, way=how)
    for box in way.page.locator("main [name='checks']").all():
        box.check(force=True)
    names = way.page.locator("main input[name$='item']")
    for number, (item, quantity, price) in enumerate(lines):
        prefix = (names.nth(number).get_attribute("name") or "").removesuffix("item")
        way.page.locator(f"main [name='{prefix}item']").fill(item)
        way.page.locator(f"main [name='{prefix}quantity']").fill(quantity)
        if price:
            way.page.locator(f"main [name='{prefix}price']").fill(price)
    way.press("Enregistrer la réception")
    expect(way.page.get_by_role("main").get_by_role("button", name="Reprendre ce geste")).to_be_visible()


def today() -> dt.date:
    """The day in Paris."""
    return dt.datetime.now(PARIS).date()


def logger(plateau: float) -> bytes:
    """A logger's file of today: up in 20 minutes, 30 minutes on the plateau, down in 15."""
    rows = ["Enregistreur;A-7", "", "Date;Heure;Température (°C)"]
    start = dt.datetime.now(PARIS).replace(hour=0, minute=5, second=0, microsecond=0)
    for minute in range(66):
        temperature = min(
            20 + (plateau - 20) * minute / 20, plateau, plateau - (plateau - 40) * max(minute - 50, 0) / 15
        )
        rows.append(f"{start + dt.timedelta(minutes=minute):%d/%m/%Y;%H:%M:%S};{temperature:.1f}".replace(".", ","))
    return "\n".join(rows).encode("cp1252")


def lot_of(way: Way) -> dict[str, object]:
    """The finished lot, as the command line tells it."""
    rows = json.loads(way.server.bocal("lots", "--kind", "finished", "--json"))
    assert len(rows) == 1
    found: dict[str, object] = rows[0]
    return found


def upload(way: Way, plateau: float) -> None:
    """Send a logger's file on the cook page."""
    way.page.locator("input[type=file]").set_input_files(
        {"name": f"cuisson-{plateau:.0f}.csv", "mimeType": "text/csv", "buffer": logger(plateau)}
    )
    way.fill(equipment="Autoclave 1")
    way.press("Lire le fichier")


def set_moment(way: Way, name: str, moment: dt.datetime) -> None:
    """A moment is one field or two."""
    one = way.page.locator(f"main [name='{name}']")
    if one.count():
        one.fill(f"{moment:%Y-%m-%dT%H:%M}")
    else:
        way.page.locator(f"main [name='{name}_0']").fill(f"{moment:%Y-%m-%d}")
        way.page.locator(f"main [name='{name}_1']").fill(f"{moment:%H:%M}")
