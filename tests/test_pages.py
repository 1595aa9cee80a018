"""What every page keeps: light, quick, well formed, asking nobody outside, and in English to the last word."""

import re
from collections.abc import Iterator
from functools import cache
from html import escape, unescape
from html.parser import HTMLParser

import polib
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import story as stories
from tests import walk
from tests.story import Story
from tests.walk import ROLES, STRANGER, Route
from tools import messages

pytestmark = pytest.mark.django_db
story = pytest.fixture(scope="module")(stories.told)

HEAVIEST = 100_000
MOST_QUERIES = 12

#: Each page with those who have a reason to open it: the desks that it names, or one of each sort for the others.
SHOWN = [
    (route, role)
    for route in walk.ours()
    for role in ROLES
    if (
        role in route.door.desks
        if route.door and route.door.desks
        else route.may(role) and role in (STRANGER, "customer", "direction")
    )
]
#: Letters are shown as they were written, in the language of whoever they went to.
WRITTEN = {"directory:letter", "directory:letters"}
every_page = pytest.mark.parametrize(("route", "role"), SHOWN, ids=lambda value: str(value))


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self._inside: list[str] = []
        # The tag that says it is in French whoever reads (a label's own words), and those of its name within.
        self._french: list[str] = []
        self.inline = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.tags.append((tag, attributes))
        if self._french[:1] == [tag] or (
            not self._french and tag in ("div", "span", "h1") and attributes.get("lang") == "fr"
        ):
            self._french.append(tag)
        if tag in ("script", "style"):
            self._inside.append(tag)
            self.inline += tag == "style" or ("src" not in attributes and "json" not in attributes.get("type", ""))
        self.words += [attributes[name] for name in ("aria-label", "title", "placeholder", "alt") if name in attributes]

    def handle_endtag(self, tag: str) -> None:
        if tag in self._inside:
            self._inside.remove(tag)
        if self._french[:1] == [tag]:
            self._french.pop()

    def handle_data(self, data: str) -> None:
        if not self._inside and not self._french and data.strip():
            self.words.append(" ".join(data.split()))

    @property
    def handlers(self) -> list[str]:
        """Attributes that the policy would refuse."""
        return [
            f"{tag} {name}" for tag, attrs in self.tags for name in attrs if name == "style" or name.startswith("on")
        ]

    @property
    def assets(self) -> list[str]:
        """What the page asks for by itself."""
        found = [attrs.get("src", "") for _, attrs in self.tags]
        found += [attrs.get("href", "") for tag, attrs in self.tags if tag in ("link", "use", "image")]
        return [address for address in found if address]


def ask(story: Story, route: Route, role: str, language: str = "fr") -> list[tuple[str, str]]:
    """Address and HTML of each state of this page that `role` may see."""
    shown = walk.showings(story, route, walk.enter(story, role, language))
    html = [one for one in shown if one[1].headers["Content-Type"].startswith("text/html")]
    return [(url, response.content.decode()) for url, response in html]


def queries(story: Story, role: str, url: str) -> int:
    """How many questions one plain visit asks the database, session and person included."""
    with CaptureQueriesContext(connection) as captured:
        walk.enter(story, role).get(url)
    return len([query for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))])


@every_page
def test_a_page_is_light_quick_and_well_formed(route: Route, role: str, story: Story) -> None:
    for url, html in ask(story, route, role):
        page = Page(html)
        assert len(html.encode()) < HEAVIEST
        assert page.inline == 0, "script and style belong in files"
        assert page.handlers == []
        assert [address for address in page.assets if re.match(r"(?:[a-z]+:)?//", address)] == []
        if "<html" in html:
            tags = [tag for tag, _ in page.tags]
            assert tags.count("h1") == 1, url
            assert tags.count("main") == 1, url
            assert next(attrs for tag, attrs in page.tags if tag == "html")["lang"] == "fr"
        ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
        assert sorted(ids) == sorted(set(ids)), "an id stands for one thing"
        asked = queries(story, role, url)
        print(f"{asked:3d} queries {len(html.encode()) // 1000:3d} kB {url} ({role})")
        assert asked <= MOST_QUERIES, url


@every_page
def test_a_page_is_english_to_the_last_word(route: Route, role: str, story: Story) -> None:
    if route.name in WRITTEN:
        return
    for url, html in ask(story, route, role, "en"):
        page = Page(html)
        if "<html" in html:
            assert next(attrs for tag, attrs in page.tags if tag == "html")["lang"] == "en"
        said = "\n".join(page.words)
        assert [sentence for sentence in french() if sentence in said] == [], url


@cache
def french() -> tuple[str, ...]:
    """Long enough pieces of our French sentences, none of which an English page may hold.

    A single word may also be somebody's name or a thing's, which no catalogue translates.
    """
    return tuple(sorted({piece for sentence in _translated() for piece in _pieces(sentence)}))


def _translated() -> Iterator[str]:
    for entry in polib.pofile(str(messages.CATALOGUES["en"])):
        yield from (text for text in (entry.msgid, entry.msgid_plural) if text)


def _pieces(sentence: str) -> Iterator[str]:
    for piece in re.split(r"%\(\w+\)[a-z]|{\w*}|<[^>]+>", sentence):
        text = " ".join(unescape(piece).replace("%%", "%").split())
        if len(text) >= 12 and " " in text:
            yield text


def test_every_page_is_shown_to_somebody(story: Story) -> None:
    """A page that the story never reaches is a page that nothing above has looked at: add to tests/story."""
    unseen = []
    for route in walk.ours():
        browsers = [walk.enter(story, role) for role in reversed(ROLES) if route.may(role)]
        takes_only = browsers[0].get(route.url()).status_code == 405
        # Some only lead on; the founder's pass shows that it is past.
        if not takes_only and not any(walk.show(story, route, browser, (200, 302, 410)) for browser in browsers):
            unseen.append(str(route))
    assert unseen == []


def test_a_refusal_escapes_what_was_typed() -> None:
    """The parser above reads what a browser would: a word typed with a tag in it is no tag."""
    assert [tag for tag, _ in Page(escape("<script>x</script>")).tags] == []
