"""The last minutes before a closing, as people are, through HTTP: double clicks, second windows, changed baskets.

Calm first; then while the server's processes are killed and PostgreSQL falls and gets up. What was acknowledged must
stand.
"""

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

# First: a child of the crowd begins here, and what follows needs Django to be ready.
import bocal.house.start  # noqa: F401  # isort: skip
import psycopg
from django.conf import settings
from django.db import connection

from bench import rush, server, web
from bench.ground import Crowd
from bench.rush import Basket, Hall
from bench.table import Row
from bench.web import Browser, Form, Visitor
from bocal.orders.models import Order, OrderLine

#: Seconds before something breaks, and after, in which people come.
AHEAD = 0.4
#: When the oldest of the answering processes is killed (s). One killed again within 5.5 s of its start makes the server
#: believe that it can't start at all, and give up.
KILLS = (1.0, 6.0, 11.0)
#: When PostgreSQL loses a process, and so all of them: it cuts every connection and recovers from its log.
FALLS = 8.5
#: Seconds that somebody goes on pressing the same button while nobody answers, and between two presses.
PATIENCE, PAUSE = 90.0, 0.2
SOLD_OUT = "il n’y en a plus"


@dataclass(frozen=True)
class Coming:
    """Who comes when (on `time.monotonic`), and how: 0 orders, 1 clicks twice, 2 has two windows, 3 changes it."""

    visitor: Visitor
    at: float
    way: int


@dataclass
class Story:
    """What somebody was told: the key and the basket of the last page that said « enregistrée »."""

    customer: int
    key: str = ""
    lines: dict[int, int] = field(default_factory=dict)
    retries: int = 0
    refusals: int = 0
    # Refusals that say nothing or lose something, and answers that make no sense.
    faults: list[str] = field(default_factory=list)


def _lines(fields: dict[str, str]) -> dict[int, int]:
    """The basket that a form holds: offer → units."""
    return {int(name[1:]): int(n) for name, n in fields.items() if name[:1] == "q" and n.isdecimal() and int(n)}


def prepare(port: int) -> int:
    """A thread of the crowd knows where the server is; each who comes opens connections of their own."""
    return port


def come(port: int, coming: Coming) -> Story:
    """All that somebody does, from the page to the order that stands or to a basket of which nothing is left."""
    time.sleep(max(0.0, coming.at - time.monotonic()))
    basket = coming.visitor.basket
    tab = _Tab(port, coming.visitor, Story(basket.customer))
    story, fields = tab.story, tab.read()
    fields |= {name: str(n) for pk, n in basket.wanted.items() if (name := f"q{pk}") in fields}
    fields["slot"] = str(basket.slot)
    if not _lines(fields):
        # All that they came for was gone before the page was drawn: the page says so, and they leave.
        return story
    if coming.way == 1:
        twin = _Tab(port, coming.visitor, Story(basket.customer))
        click = threading.Thread(target=twin.post, args=(dict(fields),))
        click.start()
        tab.press(fields)
        click.join()
        story.retries += twin.story.retries
    elif coming.way == 2:
        other = tab.read() | {"slot": fields["slot"], **{f"q{pk}": str(n) for pk, n in basket.wanted.items()}}
        tab.press(fields)
        if story.key:
            tab.post(other)
            _expect(story, "enregistree" not in tab.browser.sent_to, "a second window ordered again")
            _expect(story, _lines(tab.read()) == story.lines, "a second window is not shown the order")
    else:
        tab.press(fields)
        if coming.way == 3 and story.key:
            again = tab.read()
            _expect(story, _lines(again) == story.lines, "the page does not show the order that stands")
            more = min(story.lines)
            tab.press(again | {f"q{more}": str(story.lines[more] + 1)})
    return story


def _moments(count: int) -> list[float]:
    """When each of so many comes (s): a wave about each thing that breaks, so that it breaks something."""
    breaks = sorted([*KILLS, FALLS])
    places = [n * len(breaks) / count for n in range(count)]
    return [breaks[int(place)] + AHEAD * (2 * (place % 1) - 1) for place in places]


def _expect(story: Story, holds: bool, otherwise: str) -> None:
    if not holds:
        story.faults.append(otherwise)


class _Tab:
    """A window in front of the sale, that goes on asking whatever happens to the server."""

    def __init__(self, port: int, visitor: Visitor, story: Story) -> None:
        self._port, self._visitor, self.story = port, visitor, story
        self.browser = self._open()

    def _open(self) -> Browser:
        return Browser(http.client.HTTPConnection("127.0.0.1", self._port, timeout=web.LONGEST_ANSWER))

    def _ask(self, method: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with contextlib.suppress(OSError, http.client.HTTPException):
                status, page = self.browser.ask(method, self._visitor, fields)
                if status < 500:
                    return status, page
            self.browser.link.close()
            self.browser = self._open()
            self.story.retries += 1
            time.sleep(PAUSE)
        raise RuntimeError(f"{method} {self._visitor.path}: nobody answers")

    def read(self) -> dict[str, str]:
        """The sale's form as it stands."""
        status, page = self._ask("GET")
        fields = Form(page).fields
        _expect(self.story, status == 200 and "key" in fields, f"the sale's page answers {status}")
        # These people want to be asked before they do without.
        fields.pop("rest", None)
        return fields

    def post(self, fields: dict[str, str]) -> tuple[int, str]:
        """The same form until somebody answers: it bears the same key each time."""
        return self._ask("POST", fields)

    def press(self, fields: dict[str, str]) -> None:
        """Order; say yes to what is left, and take the next slot with room; until it stands or nothing is left."""
        for _ in range(web.MOST_ANSWERS):
            status, page = self.post(fields)
            if status == 302:
                _expect(self.story, "enregistree=1" in self.browser.sent_to, f"sent to {self.browser.sent_to}")
                self.story.key, self.story.lines = fields["key"], _lines(fields)
                return
            form = Form(page)
            self.story.refusals += 1
            self._explained(status, page, fields, form)
            if not form.orders:
                return
            slot, fields = fields["slot"], form.fields
            if form.slots and fields.get("slot") not in form.slots:
                fields["slot"] = web.following(slot, form.slots, self._visitor.slots)
        self.story.faults.append(f"the page came back {web.MOST_ANSWERS} times")

    def _explained(self, status: int, page: str, fields: dict[str, str], form: Form) -> None:
        """A refusal says why, and has kept what can still be had; what can't is named."""
        gone = [pk for pk in _lines(fields) if f"q{pk}" not in form.fields]
        _expect(self.story, status == 200 and 'role="alert"' in page, f"a refusal says nothing ({status})")
        _expect(self.story, page.count(SOLD_OUT) == len(gone), f"{len(gone)} lines went from the basket without a word")
        _expect(self.story, form.fields.get("key") == fields["key"], "a refusal has lost the form's key")


class _Breaker(threading.Thread):
    """Kills an answering process three times, and PostgreSQL's once where it may."""

    def __init__(self, served: server.Server, began: float, *, fall: bool) -> None:
        super().__init__(daemon=True)
        self._served, self._began, self.falls = served, began, fall
        self._spared = served.children[0]
        self.killed = self.fell = 0

    def run(self) -> None:
        for at in sorted([*KILLS, *([FALLS] if self.falls else [])]):
            time.sleep(max(0.0, self._began + at - time.monotonic()))
            if at == FALLS:
                self._database_falls()
            elif answering := [pid for pid in self._served.children if pid != self._spared]:
                os.kill(answering[0], signal.SIGKILL)
                self.killed += 1

    def _database_falls(self) -> None:
        with psycopg.connect(os.environ["BOCAL_DATABASE_URL"], autocommit=True) as link:
            pid = link.info.backend_pid
            os.kill(pid, signal.SIGKILL)
        self.fell += 1


@dataclass(frozen=True)
class Found:
    """What stands afterwards, against what people were told: all must be zero."""

    lost: int
    twice: int
    unsaid: int

    def __str__(self) -> str:
        return f"{self.lost} / {self.twice} / {self.unsaid}"


def compare(hall: Hall, stories: list[Story]) -> Found:
    """Acknowledged orders that are not there under their key, line by line; households with two; orders of which nobody
    was told."""
    orders = list(Order.objects.filter(sale=hall.sale).values_list("pk", "customer_id", "key"))
    lines: dict[int, dict[int, int]] = defaultdict(dict)
    for order, offer, units in OrderLine.objects.filter(order__sale=hall.sale).values_list(
        "order_id", "offer_id", "quantity"
    ):
        lines[order][offer] = units
    stand = {(customer, key): lines[pk] for pk, customer, key in orders}
    told = [story for story in stories if story.key]
    return Found(
        lost=sum(stand.get((story.customer, story.key)) != story.lines for story in told),
        twice=sum(n - 1 for n in Counter(customer for _, customer, _ in orders).values()),
        unsaid=len({customer for _, customer, _ in orders} - {story.customer for story in told}),
    )


def measure(slug: str, hall: Hall, *, threads: int) -> Iterator[Row]:
    """Calm, then stormy. The collective has been stepped into; nothing here is a matter of speed."""
    baskets, sessions = hall.baskets(seed=11), web.sign_in(hall)
    path = f"/{slug}/commandes/vente/{hall.sale}/"
    visitors = [Visitor(path, {settings.SESSION_COOKIE_NAME: sessions[b.person]}, b, hall.slots) for b in baskets]
    for stormy in (False, True):
        with (
            server.serving(path, mute=stormy, BOCAL_PROCESSES=str(max(2, web.SERVERS))) as served,
            Crowd(prepare, served.port, processes=1, threads=threads) as crowd,
        ):
            rush.fill(hall, baskets, hall.offers[::2], tight=True)
            # A moment for the crowd's process to begin.
            began = time.monotonic() + 2
            moments = _moments(len(visitors)) if stormy else [0.0] * len(visitors)
            people = [Coming(one, began + at, n % 4) for n, (one, at) in enumerate(zip(visitors, moments, strict=True))]
            breaker = _Breaker(served, began, fall=bool(os.environ.get("POSTGRES_IS_OURS")))
            if stormy:
                breaker.start()
            _, stories = crowd.run(come, people)
            if stormy:
                breaker.join()
        # It may have been cut with the others.
        connection.close()
        yield from _judged(hall, baskets, stories, breaker, stormy=stormy)
        yield _checked(slug)


def _judged(hall: Hall, baskets: list[Basket], stories: list[Story], broke: _Breaker, *, stormy: bool) -> Iterator[Row]:
    found, stands = compare(hall, stories), rush.count(hall, baskets)
    faults = [fault for story in stories for fault in story.faults]
    for fault, times in Counter(faults).most_common(5):
        print(f"    {times} × {fault}", file=sys.stderr, flush=True)
    name = f"les dernières minutes, {'tempête' if stormy else 'calme'}, {connection.vendor}"
    yield Row(f"{name} : confirmées perdues / doubles / non dites", str(found), "", "", "0 / 0 / 0", not _any(found))
    name = "  unités invendues / survendues / créneaux débordés"
    yield Row(name, str(stands), "", "", "0 / 0 / 0", stands == rush.NOTHING)
    yield Row("  réponses sans explication ou panier perdu", str(len(faults)), "", "", "0", not faults)
    told = (sum(bool(s.key) for s in stories), sum(s.refusals for s in stories), sum(s.retries for s in stories))
    yield Row("  commandes confirmées / refus / reprises", " / ".join(str(n) for n in told))
    if stormy:
        yield Row("  processus tués", str(broke.killed), "", "", "3", broke.killed == len(KILLS))
        if connection.vendor == "postgresql":
            yield Row("  chutes de PostgreSQL", str(broke.fell), "", "", "1", broke.fell == 1 if broke.falls else None)


def _any(found: Found) -> bool:
    return bool(found.lost or found.twice or found.unsaid)


def _checked(slug: str) -> Row:
    """What `bocal check` says of it all."""
    said = [sys.executable, "-m", "bocal", "check", "--collective", slug]
    done = subprocess.run(said, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
    return Row("  bocal check", "tient" if done.returncode == 0 else done.stdout.strip(), holds=done.returncode == 0)
