"""One server, several collectives: nobody sees or reaches what is another's."""

import http.cookiejar
import re
import shutil
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from bocal.house import served, village, wsgi
from tests.serving import Server


class Visitor:
    """A browser without a screen: it keeps cookies, follows redirections, sends forms with their token."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        self.at = ""

    def go(self, path: str, data: dict[str, str] | None = None) -> tuple[int, str]:
        """The status and the page at `path`; with `data`, the form of the page we are at is sent there."""
        body = None
        if data is not None:
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.at)
            assert token, self.at
            body = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1], **data}).encode()
        request = urllib.request.Request(self.server.url + path, body, {"Referer": self.server.url + path})
        try:
            with self.opener.open(request, timeout=20) as answer:
                self.at, status, self.url = answer.read().decode(), answer.status, answer.url
        except urllib.error.HTTPError as answer:
            self.at, status, self.url = answer.read().decode(), answer.code, answer.url
        return status, self.at


@pytest.fixture(scope="module")
def server(served: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("serving") / "data"
    shutil.copytree(served[0], folder)
    running = Server(folder, "serve")
    yield running
    running.stop()


def found(visitor: Visitor, name: str) -> str:
    """Open a collective by the wizard; returns its path."""
    visitor.go(visitor.server.setup_path())
    answers = {
        "name": name,
        "town": "Valmont",
        "profile": "truck",
        "vat_profile": "exempt",
        "person": "Nina Neuve",
        "email": "nina@exemple.test",
    }
    status, page = visitor.go(visitor.server.setup_path(), answers)
    assert status == 200, page
    return urllib.parse.urlsplit(visitor.url).path


def test_the_village_lists_who_lives_here(server):
    status, page = Visitor(server).go("/")
    assert status == 200
    assert "La Conserverie du Gué" in page
    assert "Le Pré" in page


def test_a_prefix_that_nobody_has_is_not_found(server):
    assert Visitor(server).go("/nulle-part/")[0] == 404


def test_at_its_own_name_a_collective_is_never_another(monkeypatch):
    rows = (served.Entry("compte", "Le Compté"), served.Entry("gue", "Le Gué", host="gue.test"))
    monkeypatch.setattr(served, "every", lambda: rows)
    for path, host, slug in [
        ("/compte/login/", "gue.test", "gue"),
        ("/compte/login/", "localhost:8000", "compte"),
        ("/compte", "localhost", "compte"),
        ("/compte-nord/", "localhost", None),
        ("//compte/", "localhost", None),
        ("/gue/", "localhost", None),
        ("*", "localhost", None),
        ("", "localhost", None),
    ]:
        found = wsgi.choose({"PATH_INFO": path, "HTTP_HOST": host})
        assert (found.slug if found else None) == slug, (path, host)


def test_no_collective_takes_the_address_of_a_page_of_the_server():
    assert {str(route.pattern).partition("/")[0] for route in village.urlpatterns} - {""} <= served.RESERVED


def test_the_wizard_wants_its_key(server):
    status, page = Visitor(server).go("/nouveau/")
    assert status == 403
    assert "clé" in page
    assert Visitor(server).go("/nouveau/?cle=0123456789")[0] == 403


def test_a_founder_walks_in_and_stays_at_home(server):
    visitor = Visitor(server)
    path = found(visitor, "La Roulotte neuve")
    assert path == "/la-roulotte-neuve/"
    assert "Nina Neuve" in visitor.at
    # Signed in here, a stranger next door: neither the page nor the cookie crosses.
    assert "Nina Neuve" not in visitor.go("/gue/")[1]
    assert {cookie.path for cookie in visitor.jar if cookie.name == "sessionid"} == {"/la-roulotte-neuve/"}
    assert "Nina Neuve" in visitor.go("/la-roulotte-neuve/")[1]


def test_a_session_of_one_collective_opens_no_other(server):
    visitor = Visitor(server)
    found(visitor, "La Roulotte seconde")
    for cookie in visitor.jar:
        cookie.path = "/"
    status, _page = visitor.go("/gue/annuaire/personnes")
    assert "/gue/compte/" in visitor.url, (status, visitor.url)


def test_the_founders_pass_works_once_and_only_at_home(server):
    visitor = Visitor(server)
    visitor.go(server.setup_path())
    data = {"name": "Le Bocal fermé", "town": "Valmont", "profile": "cannery", "vat_profile": "liable"}
    opener = visitor.opener
    visitor.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(visitor.jar), _Stay())
    status, _page = visitor.go(server.setup_path(), {**data, "person": "Léo Fermé", "email": "leo@exemple.test"})
    assert status == 302
    landing = _Stay.last
    visitor.opener = opener
    assert visitor.go(landing.replace("/le-bocal-ferme/", "/gue/"))[0] == 410
    assert "Léo Fermé" in visitor.go(landing)[1]
    assert Visitor(server).go(landing)[0] == 410


class _Stay(urllib.request.HTTPRedirectHandler):
    """Notes where a redirection leads, and does not follow it."""

    last = ""

    def redirect_request(self, req, fp, code, msg, headers, newurl):
        _Stay.last = urllib.parse.urlsplit(newurl).path
        return None


def test_a_name_that_lives_here_already_is_refused_and_kept(server):
    visitor = Visitor(server)
    visitor.go(server.setup_path())
    data = {
        "name": "Gué",
        "town": "Valmont",
        "profile": "cannery",
        "vat_profile": "liable",
        "person": "A",
        "email": "x",
    }
    status, page = visitor.go(server.setup_path(), {**data, "person": "Léa", "email": "lea"})
    assert status == 200
    assert "vit déjà" in page
    assert 'value="Gué"' in page


def test_there_is_no_door_without_proof_outside_the_demo(server):
    visitor = Visitor(server)
    visitor.go("/gue/compte/login/")
    assert "Démonstration" not in visitor.at
    assert visitor.go("/gue/entrer-comme/1/", {})[0] == 404


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("django_language=fr; csrftoken=a; django_language=en", {"django_language=fr", "csrftoken=a"}),
        ("a=1=2; b", {"a=1=2", "b"}),
        ("", {""}),
    ],
)
def test_the_cookie_of_the_nearest_path_counts(sent: str, kept: set[str]) -> None:
    """Whoever chose English on the server's own page can still choose French in a collective."""
    assert set(wsgi.nearest(sent).split("; ")) == kept
