"""What the settings promise: limits that hold for each visitor, a log without keys."""

import logging
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from bocal.house.logs import WithoutKeys
from tests import walk
from tests.house.conftest import ROOT, environment

WHO = """
from bocal.house import start
from allauth.core.internal.httpkit import get_client_ip
from django.test import RequestFactory
print(get_client_ip(RequestFactory().get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="192.0.2.66, 192.0.2.7")))
"""


@pytest.mark.parametrize(("https", "who"), [("1", "192.0.2.7"), ("", "127.0.0.1")])
def test_behind_a_proxy_each_visitor_has_limits_of_their_own(tmp_path: Path, https: str, who: str) -> None:
    """What a visitor claims of themselves is never believed: only what the proxy added last."""
    done = subprocess.run(
        [sys.executable, "-c", WHO],
        env=environment(tmp_path) | {"BOCAL_HTTPS": https},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == who


@pytest.mark.django_db
def test_a_limit_is_not_forgotten_because_others_knock() -> None:
    cache.set("a-first", 3)
    for number in range(310):
        cache.set(f"b-{number}", 1)
    assert cache.get("a-first") == 3


@pytest.mark.django_db
def test_the_log_keeps_no_personal_link(caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.addFilter(WithoutKeys())
    try:
        with caplog.at_level(logging.WARNING):
            Client(enforce_csrf_checks=True).post(reverse("supply:offer", args=["jeton-de-la-ferme"]))
            Client().get(reverse("welcome", args=["passe:du:fondateur"]))
    finally:
        caplog.handler.filters.clear()
    assert "/offre/…" in caplog.text
    assert "/bienvenue/…" in caplog.text
    assert "jeton-de-la-ferme" not in caplog.text
    assert "fondateur" not in caplog.text


def test_the_log_hides_the_key_of_every_page_behind_a_link() -> None:
    behind = [route for route in walk.routes() if route.door and route.door.link]
    assert {"supply:offer", "journals:recall_answer", "welcome"} <= {route.name for route in behind}
    for route in behind:
        keys = {name: "la-cle-qui-ouvre" for name, _kind in route.converters if name == "token"}
        record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Gone: %s", (route.url(**keys),), None)
        WithoutKeys().filter(record)
        assert "…" in record.getMessage()
        assert "la-cle-qui-ouvre" not in record.getMessage(), route.name
