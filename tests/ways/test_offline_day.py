"""A session's day without network, on two tablets: heads, somebody new, sealed answers, jars, a reading; a tablet
closed half-way, a server that stops, a clock an hour ahead, a session closed too early. All of it is there once, and
what two people said differently is decided by a person who sees both versions."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.serving import Server
from tests.ways.test_every_page import enter

pytestmark = pytest.mark.way

#: All that a tablet keeps, as text.
NOTES = """async (name) => {
  const base = await new Promise((done) => { indexedDB.open(name).onsuccess = (event) => done(event.target.result); });
  return new Promise((done) => {
    const asked = base.transaction("notes").objectStore("notes").getAll();
    asked.onsuccess = () => done(JSON.stringify(asked.result));
  });
}"""


class Tablet:
    """One of the crew's tablets, as wide as a phone."""

    def __init__(self, browser: Browser, home: str, desk: str, ahead: timedelta = timedelta()) -> None:
        self.context = browser.new_context(viewport={"width": 360, "height": 740}, locale="fr-FR")
        if ahead:
            self.context.clock.install(time=datetime.now(UTC) + ahead)
        self.home, self.desk = home, desk
        self.page: Page = self.context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        enter(self.page, home, desk)

    def take(self, session: str) -> None:
        """In the morning: the session's pages stay on the tablet."""
        self.page.goto(session)
        self.page.get_by_role("button", name="Emporter sans réseau").click()
        expect(self.page.locator("[data-takeaway] [role=status]")).to_contain_text("✓", timeout=60_000)

    def leave(self, session: str) -> None:
        """Out of reach of any network."""
        self.context.set_offline(True)
        self.page.goto(session)
        self.says("Sans réseau. Page vue")

    def reopen(self) -> None:
        """The tablet was closed half-way."""
        self.page.close()
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def open(self, link: str) -> None:
        self.page.get_by_role("link", name=re.compile(link)).first.click()
        self.page.wait_for_load_state()

    def tap(self, name: str) -> None:
        self.page.locator("#people .heads").get_by_role("button", name=name).click()

    def says(self, words: str) -> None:
        """In sight: what the page keeps hidden does not count."""
        expect(self.page.locator("main")).to_contain_text(words, timeout=20_000, use_inner_text=True)

    def waits(self, count: int) -> None:
        line = self.page.locator("[data-when=queued]")
        if count:
            expect(line.locator("output")).to_have_text(str(count), timeout=20_000)
        else:
            expect(line).to_be_hidden(timeout=20_000)

    def kept(self) -> str:
        return str(self.page.evaluate(NOTES, f"bocal {urlsplit(self.home).path}"))


def latest_open(page: Page, home: str) -> str:
    """The session that is over and not yet closed, with people on its list."""
    page.goto(f"{home}ateliers/")
    rows = page.locator("main li").filter(has_text="à clore").locator("a[href*='/seances/']")
    addresses = [one.get_attribute("href") or "" for one in rows.all()]
    return home.rstrip("/").rpartition("/")[0] + addresses[-1]


def test_a_day_without_network_on_two_tablets(browser: Browser, demo: Server) -> None:
    home = f"{demo.url}/romans/"
    ana, bob = Tablet(browser, home, "animation"), Tablet(browser, home, "direction", timedelta(hours=1))
    session = latest_open(ana.page, home)
    for tablet in (ana, bob):
        tablet.take(session)
        tablet.leave(session)
        tablet.open("Qui est là")
    absent = ana.page.locator("#people .heads button[aria-pressed=false]").first.inner_text().split("\n")[0]
    said = ana.page.locator("#people .lead b").first
    before, heads = int(said.inner_text()), int(ana.page.locator("#heads").inner_text())

    # Hours without network. Ana ticks somebody, counts two heads, writes two down; one answers, and takes jars twice.
    ana.tap(absent)
    expect(said).to_have_text(str(before + 1))
    for _head in range(2):
        ana.page.get_by_role("button", name="une personne sans nom").click()
    for name in ("Zohra", "Nour"):
        ana.page.get_by_label("Prénom", exact=True).fill(name)
        if name == "Nour":
            ana.page.get_by_label("Enfant ?").select_option("Zohra")
        ana.page.get_by_role("button", name=re.compile("Ajouter, il est là|Inscrire")).click()
        expect(ana.page.locator("#people").get_by_text(name)).to_be_visible()
    ana.waits(5)
    ana.page.goto(session)
    ana.open("Qui n’a pas encore répondu")
    ana.open("Zohra")
    ana.page.get_by_label("Une femme").check()
    ana.page.get_by_role("button", name="Enregistrer mes réponses").click()
    ana.says("Pour garder des réponses, il faut l’accord de la personne")
    ana.page.get_by_label("Je suis d’accord").check()
    ana.page.get_by_role("button", name="Enregistrer mes réponses").click()
    ana.says("Merci !")
    assert "woman" not in ana.kept()

    # The tablet is closed, and opened again where no network is.
    ana.reopen()
    ana.page.goto(session)
    ana.waits(6)
    ana.open("Bocaux")
    for jars in ("2", "1"):
        ana.open("Zohra")
        ana.page.locator("main input[name^=i]").first.fill(jars)
        ana.page.get_by_role("button", name="Noter").click()
        ana.page.wait_for_url(re.compile(r"/bocaux$"))
    ana.waits(8)
    ana.page.goto(session)
    ana.open("Températures")
    for degrees in ("3,2", "3,6"):
        ana.page.get_by_label("Lu, en °C").fill(degrees)
        ana.page.get_by_role("button", name="Noter").first.click()
    ana.waits(10)

    # Bob says first that the same person is there, then that they are not.
    bob.tap(absent)
    bob.tap(absent)
    bob.waits(2)

    # Bob's network comes back while the server is down.
    demo.stop()
    try:
        bob.context.set_offline(False)
        bob.page.reload()
        bob.says("Sans réseau. Page vue")
        bob.waits(2)
    finally:
        demo.start()
    bob.page.reload()
    bob.waits(0)

    # Ana is back: all of hers once, and both versions of the one head.
    ana.context.set_offline(False)
    ana.says("Tout ce que vous aviez noté est envoyé")
    ana.waits(0)
    # Said where it happened, and among those who are there for as long as it waits.
    ana.says("n’a pas pu être enregistré tel quel")
    ana.page.goto(f"{session}/presents")
    ana.open("tel quel")
    ana.open("Présence")
    ana.says(absent)
    ana.says("Quelqu’un a dit le contraire depuis")
    ana.page.get_by_role("button", name="Enregistrer ceci").click()
    ana.says("Rien n’attend")
    ana.page.goto(f"{session}/presents")
    expect(ana.page.locator("#people .lead b").first).to_have_text(str(before + 3))
    expect(ana.page.locator("#heads")).to_have_text(str(heads + 2))
    heads_there = ana.page.locator("#people .heads")
    expect(heads_there.get_by_role("button", name=re.compile("^(là )?Zohra"))).to_have_count(1)
    expect(heads_there.get_by_role("button", name=re.compile("Nour.*enfant, avec Zohra", re.DOTALL))).to_have_count(1)
    ana.page.goto(f"{session}/profils")
    expect(ana.page.locator("main ul.rows").get_by_text("Zohra", exact=True).first).to_be_visible()
    ana.page.goto(f"{session}/bocaux")
    ana.says("2 × ")
    expect(ana.page.locator("main li").filter(has_text="Zohra").filter(has_text="×")).to_have_count(2)
    ana.page.goto(f"{session}/temperatures")
    ana.says("3,6")

    # One more head on a tablet that is away while the session is closed.
    ana.leave(f"{session}/presents")
    ana.page.get_by_role("button", name="une personne sans nom").click()
    ana.waits(1)
    bob.page.goto(f"{session}/clore")
    bob.page.get_by_role("button", name="Clore", exact=True).click()
    bob.says("La séance est close")
    ana.context.set_offline(False)
    ana.waits(0)
    ana.page.goto(f"{session}/presents")
    ana.open("tel quel")
    ana.open("Personne sans nom")
    ana.says("Cette séance est close")
    ana.page.get_by_role("button", name="Rouvrir la séance et l’enregistrer").click()
    ana.says("Rien n’attend")
    ana.page.goto(f"{session}/presents")
    expect(ana.page.locator("#heads")).to_have_text(str(heads + 3))

    # A lost tablet whose person signed out shows nobody's page.
    assert ana.page.evaluate("caches.keys()")
    ana.page.goto(session)
    ana.page.get_by_role("button", name="Se déconnecter").click()
    ana.page.wait_for_url(re.compile(r"/romans/(compte/|$)"))
    assert not ana.page.evaluate("caches.keys()")
    assert not ana.errors + bob.errors
    for tablet in (ana, bob):
        tablet.context.close()
