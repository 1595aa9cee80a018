"""Each figure of `make bench` can still be taken, on rows so few that nothing is said of how fast."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
POSTGRES = os.environ.get("BOCAL_DATABASE_URL", "")
#: What is measured on the database that this phase of the suite runs on.
FIGURES = ["rush", "web", "recall", "pages"] if POSTGRES else ["start"]


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
