"""The same rush through HTTP: the real form of the sale's page, sent by signed-in households to a real server."""

import http.client
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode
from uuid import uuid4

# First: a child of the crowd begins here, and what follows needs Django to be ready.
import bocal.house.start  # noqa: F401  # isort: skip
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from lxml import html

from bench import rush, server
from bench.ground import Crowd
from bench.rush import Basket, Hall, Run
from bench.table import Row
from bocal.directory.models import Person
from bocal.orders.models import Order

#: The server gets a process for each core, as docs/running.md says for PostgreSQL.
SERVERS = os.cpu_count() or 1
LONGEST_ANSWER = 60
#: Each time the page comes back there is less to have: far fewer do.
MOST_ANSWERS = 40


@dataclass(frozen=True)
class Visitor:
    """A household with its browser's cookies, in front of the sale's page."""

    path: str
    cookies: dict[str, str]
    basket: Basket
    slots: tuple[int, ...]


class Form:
    """What a browser would send of the page's basket, nothing touched; `orders` when there is a button to order with.

    The whole sale's page and the short one, about what is missing, have the same form. Read by lxml: the client shares
    its cores with the server, and the standard library's parser took six times as long.
    """

    def __init__(self, page: str) -> None:
        self.fields: dict[str, str] = {}
        self.slots: list[str] = []
        found = html.document_fromstring(page).xpath("//form[@data-basket]")
        # Buttons with a name only show the page again.
        self.orders = any(form.xpath(".//button[not(@name)]") for form in found)
        for box in (box for form in found for box in form.iter("input") if box.get("name")):
            name, value, kind = box.get("name"), box.get("value", ""), box.get("type")
            if kind == "radio" and name == "slot":
                self.slots.append(value)
            if kind not in ("radio", "checkbox") or "checked" in box.attrib:
                self.fields[name] = value


@dataclass(frozen=True)
class Ready:
    """A visitor with the page read and the basket filled in: only the button is left to press."""

    visitor: Visitor
    fields: dict[str, str]


@dataclass
class Browser:
    """A connection kept alive, as a browser's."""

    link: http.client.HTTPConnection
    # Where the last answer sends to; empty when it shows a page.
    sent_to: str = ""

    def ask(self, method: str, visitor: Visitor, fields: dict[str, str] | None = None) -> tuple[int, str]:
        """Status and text of the answer; cookies that it sets are kept."""
        body = urlencode(fields) if fields else None
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.link.request(method, visitor.path, body, headers)
        answer = self.link.getresponse()
        text = answer.read().decode()
        self.sent_to = answer.getheader("Location") or ""
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                cookie, _, kept = value.partition(";")[0].partition("=")
                visitor.cookies[cookie] = kept
        return answer.status, text


def prepare(port: int) -> Browser:
    """A thread of the crowd opens its connection."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST_ANSWER)
    link.connect()
    return Browser(link)


def read(browser: Browser, visitor: Visitor) -> Ready:
    """Look at the sale and fill the basket in. Raises RuntimeError when the page is not the one expected."""
    status, page = browser.ask("GET", visitor)
    fields = Form(page).fields
    wanted = {f"q{pk}": str(n) for pk, n in visitor.basket.wanted.items()}
    if status != 200 or "csrfmiddlewaretoken" not in fields:
        raise RuntimeError(f"GET {visitor.path}: {status}")
    # A product that sold out before the page was drawn has no field, and can't be asked for.
    fields |= {name: n for name, n in wanted.items() if name in fields}
    return Ready(visitor, fields | {"slot": str(visitor.basket.slot)})


def send(browser: Browser, ready: Ready) -> float:
    """Press the button; to the page that asks about what is missing say yes, and choose the next slot with room if it
    shows slots; until the order stands or nothing is left to order. Seconds in all."""
    began = time.perf_counter()
    fields, slot, page = ready.fields, ready.fields["slot"], ""
    for _ in range(MOST_ANSWERS):
        status, page = browser.ask("POST", ready.visitor, fields)
        if status == 302:
            break
        if status != 200:
            raise RuntimeError(f"POST {ready.visitor.path}: {status}")
        form = Form(page)
        fields = form.fields
        if not form.orders:
            break
        if form.slots and fields.get("slot") not in form.slots:
            fields["slot"] = following(slot, form.slots, ready.visitor.slots)
        slot = fields["slot"]
    else:
        raise RuntimeError(f"POST {ready.visitor.path}: the page came back {MOST_ANSWERS} times\n{page}")
    return time.perf_counter() - began


def following(slot: str, free: list[str], slots: tuple[int, ...]) -> str:
    """The first slot after this one, in the round's order, that is among the free."""
    names = [str(pk) for pk in slots]
    after = names.index(slot) + 1
    return next(name for name in names[after:] + names[:after] if name in free)


def session(person: Person) -> str:
    """The key of a session in which this person has signed in, as allauth would leave it."""
    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.save()
    return str(store.session_key)


def sign_in(hall: Hall) -> dict[int, str]:
    """A session for each person: person → key."""
    people = Person.objects.in_bulk([person for _, person in hall.people])
    return {pk: session(person) for pk, person in people.items()}


def measure(slug: str, hall: Hall, *, repeats: int, processes: int, threads: int, **environment: str) -> Iterator[Row]:
    """The form beside bare SQL, in turn, with ample and with scarce stock. The collective has been stepped into."""
    baskets, sessions = hall.baskets(seed=7), sign_in(hall)
    path = f"/{slug}/commandes/vente/{hall.sale}/"
    visitors = [Visitor(path, {settings.SESSION_COOKIE_NAME: sessions[b.person]}, b, hall.slots) for b in baskets]
    with (
        server.serving(path, BOCAL_PROCESSES=str(SERVERS), **environment) as served,
        Crowd(prepare, served.port, processes=1, threads=processes * threads) as ours,
        Crowd(rush.prepare_sql, slug, hall.slots, processes=processes, threads=threads) as theirs,
    ):
        rush.restock(hall, baskets, scarce=False)
        seconds, ready = ours.run(read, visitors)
        pages = len(ready) / seconds
        for scarce in (False, True):
            sent, written = [], []
            for _ in range(repeats):
                rush.restock(hall, baskets, scarce=scarce)
                # The same pages, drawn anew but for their key.
                fresh = [replace(one, fields=one.fields | {"key": str(uuid4())}) for one in ready]
                seconds, waits = ours.run(send, fresh)
                orders = Order.objects.filter(sale=hall.sale).count()
                sent.append(Run(orders / seconds, waits, rush.count(hall, baskets)))
                written.append(rush.rush(theirs, rush.by_sql, hall, baskets, scarce=scarce))
            mine, its = rush.best(sent), rush.best(written)
            ratio = mine.rate / its.rate
            name = f"ruée par HTTP, stock {'rare' if scarce else 'ample'} : commandes/s"
            yield Row(name, f"{mine.rate:.0f}", f"{its.rate:.0f}", f"{ratio:.2f}", "≥ 0,25", ratio >= 0.25)
            yield Row("  attente p50 / p95 / p99, ms", mine.spread, its.spread)
            if scarce:
                worst = rush.worst(sent)
                name = "  unités invendues / survendues / créneaux débordés"
                yield Row(name, str(worst), "", "", "0 / 0 / 0", worst == rush.NOTHING)
        yield Row(f"  page de la vente ({rush.PRODUCTS} produits) : pages/s", f"{pages:.0f}")
