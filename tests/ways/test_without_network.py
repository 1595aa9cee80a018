"""A sale handed over without network by two people on two phones: all of it written once, and what two of them noted
differently decided by a person who sees both versions. With the network cut, then with the server down."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.serving import Server
from tests.ways.test_every_page import enter

pytestmark = pytest.mark.way


class Phone:
    """One person's phone, 360 px wide."""

    def __init__(self, browser: Browser, home: str, desk: str) -> None:
        self.context = browser.new_context(viewport={"width": 360, "height": 740}, locale="fr-FR")
        self.page: Page = self.context.new_page()
        self.home, self.desk, self.list = home, desk, ""
        self.errors: list[str] = []
        self.page.on("console", lambda said: self.errors.append(said.text) if "Content Security" in said.text else None)
        self.sign_in()

    def sign_in(self) -> None:
        enter(self.page, self.home, self.desk)

    def take(self) -> None:
        """Take the fullest point of today's sale along."""
        self.page.goto(f"{self.home}commandes/remise/")
        points = self.page.locator("main ul.today").first.get_by_role("link").filter(has_text=re.compile(r"sur \d"))
        counts = [int(text.split()[-1]) for text in points.locator("small").all_inner_texts()]
        points.nth(counts.index(max(counts))).click()
        self.page.wait_for_url(re.compile(r"/remise/\d+/\d+/$"))
        self.list = self.page.url
        self.page.get_by_role("button", name="Emporter sans réseau").click()
        expect(self.page.locator("[data-takeaway] [role=status]")).to_contain_text("✓", timeout=60_000)

    def offline(self, cut: bool) -> None:
        self.context.set_offline(cut)

    def orders(self) -> Locator:
        return self.page.locator("main ul.today a[href*='/remise/commande/']")

    def hand(self, address: str, weighing: str = "0,192+0,167") -> None:
        """Open an order from the list, tick and weigh all that is there, hand it over."""
        if self.page.url != self.list:
            self.page.goto(self.list)
        self.page.locator(f"main a[href='{address}']").click()
        for tick in self.page.locator("main .hands input[type=checkbox]").all():
            tick.check()
        for weight in self.page.locator("main .hands input[name^=w]").all():
            weight.fill(weighing)
        self.page.get_by_role("button", name="Remettre").click()
        self.page.wait_for_url(self.list)

    def bring_the_rest(self) -> None:
        """Whatever farm has not come yet comes, with all that was asked for."""
        self.page.get_by_role("link", name="Les fermes qui arrivent").click()
        late = self.page.locator("main ul.today a:not(.done)")
        expect(self.page.get_by_role("heading", level=1)).to_contain_text("Quelle ferme")
        for address in [one.get_attribute("href") or "" for one in late.all()]:
            self.page.locator(f"main a[href='{address}']").click()
            for weight in self.page.locator("main input[name^=w]").all():
                weight.fill("2,5+2,5")
            self.page.get_by_role("button", name="Noter l’apport").click()
            self.page.wait_for_url(re.compile(r"/apports/\d+/$"))
            expect(self.page.locator(f"main a.queued[href='{address}']")).to_be_visible()

    def says(self, words: str) -> None:
        expect(self.page.locator("main")).to_contain_text(words, timeout=20_000, use_inner_text=True)

    def waits(self, count: int) -> None:
        """So many notes are shown as still to be sent."""
        line = self.page.locator("[data-when=queued]")
        if count:
            expect(line).to_contain_text(str(count), timeout=20_000)
        else:
            expect(line).to_be_hidden(timeout=20_000)


def test_two_phones_without_network_then_a_server_that_stopped(browser: Browser, demo: Server) -> None:
    home = f"{demo.url}/tarn/"
    ana, bob = Phone(browser, home, "point de retrait"), Phone(browser, home, "direction")
    for phone in (ana, bob):
        phone.take()
    addresses = [one.get_attribute("href") or "" for one in ana.orders().all()]
    weighed = [one.get_attribute("href") or "" for one in ana.orders().filter(has_text="à peser").all()]
    both, rest = weighed[0], [address for address in addresses if address != weighed[0]]
    name = ana.page.locator(f"main a[href='{both}'] b").inner_text()

    # Hours without network: a farm comes, three orders go, one of them noted on both phones.
    for phone in (ana, bob):
        phone.offline(True)
        phone.page.reload()
        phone.says("Sans réseau. Page vue")
    ana.bring_the_rest()
    ana.page.goto(ana.list)
    ana.hand(both)
    ana.hand(rest[0])
    bob.hand(both, "0,15+0,1")
    bob.hand(rest[1])
    bob.waits(2)
    expect(bob.page.locator("main a.queued")).to_have_count(2)
    # A note may still be opened and corrected before it leaves.
    bob.page.locator(f"main a[href='{both}']").click()
    expect(bob.page.locator("main .hands input[name^=w]").first).to_have_value("0,15+0,1")
    bob.page.goto(bob.list)

    # Back: everything is sent, once; what differs waits for a person.
    ana.offline(False)
    ana.says("Tout ce que vous aviez noté est envoyé")
    ana.waits(0)
    bob.offline(False)
    bob.says("Deux versions ne disent pas la même chose")
    bob.waits(0)
    for phone in (ana, bob):
        phone.page.goto(phone.list)
        expect(phone.page.locator("main ul.today a.done[href*='/remise/commande/']")).to_have_count(3)
        phone.waits(0)
    bob.page.get_by_role("link", name="Deux versions").click()
    bob.page.get_by_role("link", name=re.compile(re.escape(name))).click()
    bob.says("Cette commande est déjà remise")
    bob.says("Ce qui est enregistré")
    expect(bob.page.locator("main .hands input[name^=w]").first).to_have_value("0,15+0,1")
    bob.page.get_by_role("button", name="Reprendre l’autre et enregistrer celle-ci").click()
    bob.says("Rien n’attend")
    bob.page.goto(home + both.partition("/tarn/")[2])
    bob.says("Cette commande est remise")
    bob.says("250 g")

    # The server stops; a session ends meanwhile.
    demo.stop()
    try:
        ana.page.goto(ana.list)
        ana.says("Sans réseau. Page vue")
        ana.hand(rest[2])
        bob.page.goto(bob.list)
        bob.hand(rest[3])
        bob.context.clear_cookies(name="sessionid")
    finally:
        demo.start()
    ana.page.reload()
    ana.says("Tout ce que vous aviez noté est envoyé")
    bob.page.evaluate("dispatchEvent(new Event('online'))")
    bob.says("Connectez-vous pour envoyer")
    bob.waits(1)
    bob.sign_in()
    bob.page.goto(bob.list)
    bob.says("Tout ce que vous aviez noté est envoyé")
    expect(bob.page.locator("main ul.today a.done[href*='/remise/commande/']")).to_have_count(5)

    # Nobody's pages stay when they sign out.
    assert bob.page.evaluate("caches.keys()")
    bob.page.get_by_role("button", name="Se déconnecter").click()
    bob.page.wait_for_url(re.compile(r"/tarn/(compte/|$)"))
    assert not bob.page.evaluate("caches.keys()")
    assert not ana.errors + bob.errors
    for phone in (ana, bob):
        phone.context.close()
