"""Every page that a person of the demonstration can reach by tapping: no fault for axe, nothing wider than a phone, no
error in the console. SHOTS=folder also keeps a picture of each at 360 and 1280 px."""

import os
import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.serving import Server

pytestmark = pytest.mark.way

PLACES = ("bernay", "orleans", "romans", "tarn", "dieppe")
#: Who sees most in each kind of collective; the cannery is walked by five of its people.
DESKS = ("direction", "produits", "ventes", "ferme", "client")
#: A page with its number taken out is visited once.
MOST = 60
SHOTS = os.environ.get("SHOTS", "")
#: So many stops of the keyboard on each page, and what is asked of each.
STOPS = 14
HELD = 6
STOP = """() => {
  const there = document.activeElement, box = there.getBoundingClientRect();
  return [there.tagName, box.width > 0 && box.height > 0, [...document.querySelectorAll("*")].indexOf(there)];
}"""
#: Not pages: files, and doors out.
FILES = re.compile(r"\.(pdf|csv|ics|xlsx|json)$|/logout/|/pdf/")


def pattern(path: str) -> str:
    """The same for two addresses of one page: numbers and lot codes taken out."""
    path = re.sub(r"/(L\d\d-\d{3}-[\w-]+|F\d{4}-\d+)(?=/|$)", "/CODE", path)
    return re.sub(r"/\d+(?=[/.]|$)", "/N", path)


def enter(page: Page, home: str, desk: str) -> None:
    """The demo's one-click sign-in."""
    page.goto(f"{home}compte/login/")
    page.get_by_role("button", name=f"· {desk}").first.click()
    page.wait_for_url(home)


def walk(page: Page, home: str, desk: str) -> list[str]:
    """Visit whatever can be reached from home; returns what is wrong, page by page."""
    axe, wrong, seen, queue = Axe(), [], set(), [home]
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    while queue and len(seen) < MOST:
        url = queue.pop(0)
        key = pattern(urlsplit(url).path)
        if key in seen:
            continue
        seen.add(key)
        answer = page.goto(url)
        if answer is None or answer.status != 200:
            wrong.append(f"{desk} {url}: {answer.status if answer else 'no answer'}")
            continue
        wide = page.evaluate_handle("document.documentElement.scrollWidth").json_value()
        if wide > 360:
            wrong.append(f"{desk} {url}: {wide} px wide on a phone")
        results = axe.run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
        for fault in results.response["violations"]:
            where = "; ".join(node["html"][:120] for node in fault["nodes"][:3])
            wrong.append(f"{desk} {url}: {fault['id']} ({fault['help']}): {where}")
        wrong += [f"{desk} {url}: keyboard: {fault}" for fault in by_keyboard(page)]
        wrong += [f"{desk} {url}: console: {error}" for error in errors]
        errors.clear()
        if SHOTS:
            picture(page, f"{urlsplit(home).path.strip('/')}-{desk}-{key.strip('/').replace('/', '_')}")
        for link in page.locator("a[href]").all():
            href = link.get_attribute("href") or ""
            full = urljoin(url, href)
            if full.startswith(home) and not href.startswith("#") and not FILES.search(urlsplit(full).path):
                queue.append(full.partition("#")[0])
    return wrong


def by_keyboard(page: Page) -> list[str]:
    """What Tab meets first: each stop another one, in sight once it has the focus; nothing holds the focus."""
    wrong: list[str] = []
    stops: list[int] = []
    page.evaluate("document.activeElement.blur()")
    for _stop in range(STOPS):
        page.keyboard.press("Tab")
        tag, shown, index = page.evaluate(STOP)
        if tag == "BODY":
            break
        if not shown:
            wrong.append(f"{tag} has the focus and is not in sight")
        stops.append(index)
    # A date has a stop for its day, its month, its year and its calendar.
    if any(len(set(stops[n : n + HELD])) == 1 for n in range(len(stops) - HELD + 1)):
        wrong.append("something holds the focus")
    return wrong


def picture(page: Page, name: str) -> None:
    """Keep what the page looks like on a phone and on a desk."""
    folder = Path(SHOTS)
    folder.mkdir(parents=True, exist_ok=True)
    safe = re.sub(r"[^\w-]+", "_", name)[:150]
    for width, height in ((1280, 800), (360, 740)):
        page.set_viewport_size({"width": width, "height": height})
        page.screenshot(path=folder / f"{safe}-{width}.png", full_page=True)


@pytest.mark.parametrize("desk", DESKS)
def test_the_cannerys_pages(demo: Server, browser: Browser, desk: str) -> None:
    assert visit(demo, browser, "bernay", desk) == []


@pytest.mark.parametrize("place", PLACES[1:])
def test_the_other_collectives_pages(demo: Server, browser: Browser, place: str) -> None:
    assert visit(demo, browser, place, "direction") == []


def test_the_pages_of_whoever_leads_the_workshops(demo: Server, browser: Browser) -> None:
    assert visit(demo, browser, "romans", "animation") == []


def visit(demo: Server, browser: Browser, place: str, desk: str) -> list[str]:
    """A phone in the hand of someone of that desk."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="fr-FR", bypass_csp=True)
    page = context.new_page()
    home = f"{demo.url}/{place}/"
    enter(page, home, desk)
    wrong = walk(page, home, desk)
    context.close()
    return wrong
