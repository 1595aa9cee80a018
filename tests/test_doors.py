"""Who may open what: every address of the house, tried by every desk, by someone without a desk and by a stranger."""

from html import escape
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from bocal.directory import words
from tests import story as stories
from tests import walk
from tests.story import Story
from tests.walk import HOUSE, ROLES, STRANGER, VILLAGE, Route

pytestmark = pytest.mark.django_db
story = pytest.fixture(scope="module")(stories.told)

OURS = walk.ours()
#: What another server sends, proven by its signature and no token of ours (tests/billing/test_online.py).
SIGNED = {"billing:announce"}
every_page = pytest.mark.parametrize("route", OURS, ids=str)
every_role = pytest.mark.parametrize("role", ROLES)


def strict(response: HttpResponse) -> HttpResponse:
    """Whatever is answered carries the strict policy: nothing inline, nothing from elsewhere."""
    policy = dict(part.strip().split(" ", 1) for part in response.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    return response


def open_page(client: Client, route: Route, **arguments: Any) -> HttpResponse:
    """Ask for a page in the way that it can be asked for."""
    response = client.get(route.url(**arguments))
    if response.status_code == 405:
        response = client.post(route.url(**arguments))
    return strict(response)


@pytest.mark.parametrize("route", [*walk.routes(HOUSE), *walk.routes(VILLAGE)], ids=str)
def test_no_view_lacks_a_door(route: Route) -> None:
    assert route.trusted or route.door is not None, f"{route.view.__module__}: say who may enter, above the function"


def test_the_walk_reaches_every_room() -> None:
    assert {route.room for route in OURS} == {"house", *settings_rooms()}


def settings_rooms() -> set[str]:
    """The rooms that have pages."""
    return {app.split(".")[1] for app in settings.INSTALLED_APPS if app.startswith("bocal.")} - {"look", "house"}


@every_page
def test_a_stranger_signs_in_first(route: Route, story: Story) -> None:
    response = open_page(walk.enter(story, STRANGER), route)
    sign_in = reverse("account_login")
    if route.may(STRANGER):
        assert not response.headers.get("Location", "").startswith(sign_in)
        assert response.status_code < 500
    else:
        assert response.status_code == 302
        assert response.headers["Location"].startswith(f"{sign_in}?next=")


@every_role
@every_page
def test_only_the_desks_named_enter(route: Route, role: str, story: Story) -> None:
    """Another desk reads who may enter; a named one meets neither a shut door nor a fault, even sending nothing."""
    client = walk.enter(story, role)
    response = open_page(client, route)
    if route.may(role):
        assert response.status_code < 500
        assert response.status_code != 403
        empty = strict(client.post(route.url()))
        assert empty.status_code < 500
        assert empty.status_code != 403
    elif role != STRANGER:
        assert response.status_code == 403
        text = response.content.decode()
        assert all(escape(str(dict(words.DESKS)[desk])) in text for desk in route.door.desks)


@every_page
def test_a_named_desk_may_send_nothing_to_something_real(route: Route, story: Story) -> None:
    """An empty form on a real row: refused in words, never a fault."""
    # Customers and farms first: what is theirs is shown to nobody else.
    for role in [role for role in reversed(ROLES) if route.may(role)]:
        client = walk.enter(story, role)
        shown = walk.show(story, route, client)
        if shown:
            response = strict(client.post(shown[0]))
            assert response.status_code < 500, role
            # A page that many read and few change refuses as the door does: it says who may.
            assert response.status_code != 403 or response.context["who"], role
            return


@pytest.mark.parametrize(
    "route",
    [route for route in OURS if route.converters and route.may("customer") and not route.may(STRANGER)],
    ids=str,
)
def test_what_is_one_households_is_no_others(route: Route, story: Story) -> None:
    """The door lets both customers in; the page knows only the one whose it is."""
    shown = walk.show(story, route, walk.enter(story, "customer"))
    if shown:
        assert walk.enter(story, "neighbour").get(shown[0]).status_code == 404


@pytest.mark.parametrize("route", [route for route in OURS if route.name not in SIGNED], ids=str)
def test_nothing_is_sent_from_elsewhere(route: Route, story: Story) -> None:
    """A form that another site made carries no token of ours."""
    role = next(role for role in reversed(ROLES) if route.may(role))
    client = walk.enter(story, role, enforce_csrf_checks=True)
    response = strict(client.post(route.url()))
    assert response.status_code == 403
    assert "403_csrf.html" in [template.name for template in response.templates]


@pytest.mark.parametrize("route", [route for route in walk.routes() if route.trusted], ids=str)
@pytest.mark.parametrize("role", [STRANGER, "customer"])
def test_pages_of_libraries_answer(route: Route, role: str, story: Story) -> None:
    client = walk.enter(story, role)
    assert strict(client.get(route.url())).status_code < 500


@pytest.mark.parametrize("route", walk.routes(VILLAGE), ids=str)
def test_the_servers_own_pages_answer(route: Route, story: Story) -> None:
    outside = {"bocal.collective": None}
    assert strict(walk.enter(story, STRANGER).get(route.url(), **outside)).status_code < 500
