"""A server's data folder of its own, and the `bocal` command run on it as a person would: in another process."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
Bocal = Callable[..., subprocess.CompletedProcess[str]]

#: Opens two collectives; the first has the cast of tests/world.py, a crate of tomatoes and what it takes to trace it.
BUILD = """
from bocal.house import collectives
from bocal.directory.rules import Profile, VatProfile
from bocal.house import acts
collectives.open_new("gue", "La Conserverie du Gué", place="Saint-Aubin")
with collectives.inside("gue"):
    from tests import world
    built = world.build()
    lot = built.receive("Tomates", kg=12)
    print(lot.code)
from django.utils import timezone
acts.open_collective(now=timezone.now(), slug="pre", name="Le Pré", town="Le Pré", profile=Profile.GROCERY,
                     vat_profile=VatProfile.LIABLE, person_name="Zoé Pré", email="zoe@pre.test")
"""


def environment(folder: Path) -> dict[str, str]:
    """SQLite in `folder`, whatever database the suite itself runs on."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BOCAL_")}
    return {
        **kept,
        "BOCAL_DATA": str(folder),
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "bocal.house.settings",
    }


def built(folder: Path, script: str) -> tuple[Path, str]:
    """A data folder filled by a script in a process of its own, as `served` wants it; and what the script printed."""
    done = subprocess.run(
        [sys.executable, "-c", f"from bocal.house import start\n{script}"],
        env=environment(folder),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return folder, done.stdout.strip()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A data folder with two collectives, for tests that only look; and the code of a lot of the first."""
    return built(tmp_path_factory.mktemp("served"), BUILD)


@pytest.fixture
def bocal(served: tuple[Path, str]) -> Bocal:
    """Runs `bocal …` on the two collectives, or on the folder given as `data`."""

    def run(*words: str, data: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bocal", *words],
            env=environment(data or served[0]),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return run


def answer(done: subprocess.CompletedProcess[str]) -> Any:
    """The JSON that a command printed."""
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def refusal(done: subprocess.CompletedProcess[str]) -> str:
    """The one line of a command that was asked wrongly."""
    assert done.returncode == 2, (done.returncode, done.stdout, done.stderr)
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    return line
