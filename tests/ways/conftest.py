"""A phone in front of a whole Bocal."""

import re
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import Page, expect

from tests.serving import Letters, Server, text


@pytest.fixture(scope="module")
def letters() -> Iterator[Letters]:
    """An SMTP server and what it received."""
    handler = Letters()
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    yield handler
    controller.stop()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, letters: Letters) -> Iterator[Server]:
    """An empty Bocal, freshly started."""
    running = Server(tmp_path_factory.mktemp("bocal"), "serve", letters=letters)
    yield running
    running.stop()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demonstration, built once for all that walk in it."""
    running = Server(tmp_path_factory.mktemp("demo"), "demo")
    yield running
    running.stop()


def sign_in(page: Page, home: str, email: str, letters: Letters) -> None:
    """Enter by the code sent to `email`, as whoever has no password does; leaves who was there before."""
    before = len(letters.received)
    page.context.clear_cookies()
    page.goto(f"{home}compte/login/code/")
    page.get_by_role("textbox").first.fill(email)
    page.get_by_role("main").get_by_role("button").first.click()
    letter = letters.wait_for(email, "", after=before)
    page.get_by_role("textbox").first.fill(code_in(letter))
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.locator(".me-name")).to_be_visible()


def code_in(letter: EmailMessage) -> str:
    """The code that a letter brings."""
    found = re.search(r"\b([A-Z0-9]{3,4}-[A-Z0-9]{3,4})\b", text(letter))
    assert found, text(letter)
    return found[1]
