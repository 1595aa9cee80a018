"""What the tests stand on holds: no way out, a folder of their own, a database emptied but for its standing rows."""

import os
import socket
import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from playwright.sync_api import Error, Page

from bocal.directory.models import Place
from bocal.directory.rules import OUTSIDE
from bocal.journals import triggers
from bocal.journals.models import Voucher
from tests.conftest import WayOut


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("2001:db8::1", 80)])
def test_no_other_machine_can_be_reached(address: tuple[str, int]) -> None:
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family) as one, pytest.raises(WayOut):
        one.connect(address)


def test_no_other_name_can_be_looked_up() -> None:
    with pytest.raises(WayOut):
        socket.create_connection(("bocal.example.org", 80))


def test_this_machine_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()


def test_data_stay_out_of_the_developers_folder() -> None:
    assert settings.DATA_DIR.is_relative_to(tempfile.gettempdir())
    said = subprocess.run(
        [sys.executable, "-c", "from django.conf import settings; print(settings.DATA_DIR)"],
        env=os.environ,
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(said.stdout.strip()) == settings.DATA_DIR


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "again"])
def test_a_database_is_emptied_in_spite_of_its_triggers(time: str) -> None:
    """Both times the same: what the first leaves is gone, what every collective needs is back, triggers too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM journals_voucher")
        assert cursor.fetchone() == (0,)
    assert set(Place.objects.values_list("kind", flat=True)) == set(OUTSIDE)
    assert triggers.missing(connection) == set()
    Voucher.objects.create(kind="count", day=date(2026, 9, 1), written_at=datetime(2026, 9, 1, tzinfo=UTC), key=time)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM journals_voucher")


@pytest.mark.way
def test_the_browser_reaches_no_other_machine(page: Page) -> None:
    page.set_content("<h1>Bonjour</h1>")
    assert page.get_by_role("heading").inner_text() == "Bonjour"
    assert page.viewport_size == {"width": 360, "height": 740}
    # Last, for the browser's own page about it comes in its own time.
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://bocal.example.org/")
