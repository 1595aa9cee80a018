"""The worker goes round the collectives: what fails in one of them is not the others' affair."""

import contextlib
import os
import signal
from collections.abc import Iterator
from datetime import datetime

import pytest

from bocal.house import collectives, served, worker
from bocal.house.night import round_now
from tests.world import NOW


@pytest.fixture
def seen(monkeypatch) -> Iterator[list[str]]:
    """Two collectives: one fails each time that it is looked at, the third look at the other ends the round."""
    where, seen = [], []

    @contextlib.contextmanager
    def inside(slug: str) -> Iterator[None]:
        where[:] = [slug]
        yield

    def fails(_now: datetime) -> None:
        seen.append(where[0])
        if where == ["troubled"]:
            raise ValueError("a fault of ours")

    def queue(_now: datetime) -> bool:
        if seen.count("well") == 3:
            os.kill(os.getpid(), signal.SIGTERM)
        return False

    monkeypatch.setattr(served, "every", lambda: [served.Entry(s, s, "", "", "") for s in ("troubled", "well")])
    monkeypatch.setattr(collectives, "inside", inside)
    monkeypatch.setattr(worker, "every_minute", fails)
    monkeypatch.setattr(worker, "nightly", lambda _now: None)
    monkeypatch.setattr(worker, "run_queue", queue)
    monkeypatch.setattr(worker, "PAUSE", 0.001)
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield seen
    for number, handler in before.items():
        signal.signal(number, handler)


def test_a_collective_whose_work_fails_rests_and_the_others_letters_leave(seen, caplog) -> None:
    assert worker.work() == 0
    assert seen == ["troubled", "well", "well", "well"]
    assert "the work of troubled failed" in caplog.text


@pytest.mark.django_db
def test_the_night_passes_over_a_collective_that_is_not_set_up_yet() -> None:
    assert round_now(NOW) > 0
