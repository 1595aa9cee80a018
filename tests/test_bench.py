"""Each figure of `make bench` can still be taken, on rows so few that nothing is said of how fast."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import all as bench
from bench.table import Row

ROOT = Path(__file__).resolve().parent.parent
DATABASE = "BOCAL_DATABASE_URL"
POSTGRES = os.environ.get(DATABASE, "")
#: What is measured on the database that this phase of the suite runs on.
FIGURES = (
    ["rush", "web", "closing", "recall", "pages", "imports", "desks", "flower", "report", "season", "sync"]
    if POSTGRES
    else ["start"]
)


@pytest.mark.parametrize("figure", FIGURES)
def test_the_figure_can_be_taken(figure: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--tiny", figure],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    table = done.stdout.splitlines()
    assert table[1].split()[:2] == ["mesure", "Bocal"]
    assert len(table) > 4
    # Whatever the speed of the machine, nothing was sold twice and nothing that somebody wanted stayed.
    assert all(" 0 / 0 / 0 " in line for line in table if "invendues" in line)


def test_nothing_acknowledged_is_lost_when_processes_are_killed_and_the_database_falls() -> None:
    """On a PostgreSQL of its own, since it falls; one that waits for the disk, so that it may remember."""
    storm = [sys.executable, "-m", "bench", "--tiny", "storm"]
    alone = {name: value for name, value in os.environ.items() if name not in ("BOCAL_TEST_POSTGRES", DATABASE)}
    done = subprocess.run(
        [sys.executable, "tools/postgres.py", "--durable", *storm] if POSTGRES else storm,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=400,
        env=alone,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(" 0 / 0 / 0 ") == 8, done.stdout + done.stderr
    assert "✗" not in done.stdout, done.stdout + done.stderr
    assert ("chutes de PostgreSQL" in done.stdout) is bool(POSTGRES)


def test_a_figure_that_fails_loses_neither_what_it_had_found_nor_the_others(monkeypatch, capsys) -> None:
    def breaks(_tiny: bool) -> Iterator[Row]:
        yield Row("trouvé avant", "11")
        raise ValueError("no such table")

    def hangs(_tiny: bool) -> Iterator[Row]:
        threading.Event().wait(60)
        yield Row("jamais", "13")

    def holds(_tiny: bool) -> Iterator[Row]:
        yield Row("trouvé après", "12", holds=True)

    monkeypatch.setattr(bench, "machine", lambda: "ici")
    monkeypatch.setattr(bench, "LONGEST_ONE", 0.2)
    monkeypatch.setattr(bench, "FIGURES", {"casse": breaks, "pend": hangs, "tient": holds})
    assert bench.measure([], tiny=True) == 1
    said = capsys.readouterr().out
    assert "trouvé avant" in said
    assert "trouvé après" in said
    assert "jamais" not in said
    assert "À côté du but : casse : échec, pend : échec" in said
    assert bench.measure(["tient"], tiny=False) == 0


def test_an_aim_that_is_missed_is_told_and_matters_only_at_full_size(monkeypatch, capsys) -> None:
    monkeypatch.setattr(bench, "machine", lambda: "ici")
    monkeypatch.setattr(bench, "FIGURES", {"lent": lambda _tiny: iter([Row("trop lent", "9", holds=False)])})
    assert bench.measure([], tiny=True) == 0
    assert bench.measure([], tiny=False) == 1
    assert "À côté du but : trop lent" in capsys.readouterr().out
