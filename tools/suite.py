"""The whole suite, as `make test` runs it: on SQLite, again on PostgreSQL, then the ways in a real browser.

What follows on the command line goes to pytest (`tools/suite.py tests/orders -k closing`). Environment:

BOCAL_TEST_POSTGRES     URL of a PostgreSQL server to use instead of starting one
BOCAL_WITHOUT_POSTGRES  1: be content without PostgreSQL (never in CI)
BOCAL_WITHOUT_BROWSER   1: be content without Chromium (never in CI)
BOCAL_TEST_WORKERS      processes of each phase (default 2, or 1 on a machine with one core); 0: in this process
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET  # written by our own pytest, a line before
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import postgres

ROOT = Path(__file__).resolve().parent.parent
IN_CI = os.environ.get("CI", "").lower() in ("1", "true")
# Far above what a phase takes: it only keeps a hang from lasting until the machine's owner looks.
LONGEST_PHASE = 25 * 60


@dataclass(frozen=True)
class Phase:
    """What one run of pytest, or its absence, came to."""

    name: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0
    verdict: str = "ok"

    @property
    def line(self) -> str:
        """One line of the summary."""
        figures = f"{self.passed:5d} réussis {self.failed:4d} en échec {self.skipped:4d} sautés {self.seconds:7.1f} s"
        return f"  {self.name:<11}{figures if self.verdict in ('ok', 'failed') else self.verdict}"


def banner(text: str) -> None:
    """Text that nobody overlooks."""
    print("\n" + "!" * 78 + f"\n{text}\n" + "!" * 78 + "\n", flush=True)


def chromium() -> str | None:
    """Path of the machine's Chromium, the same as tests/conftest.py uses."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def workers() -> list[str]:
    """Options of pytest-xdist."""
    count = os.environ.get("BOCAL_TEST_WORKERS") or ("2" if (os.cpu_count() or 1) > 1 else "0")
    return ["-n", count] if count != "0" else []


def run(name: str, marker: str, url: str, options: list[str]) -> Phase:
    """Run pytest on the tests that `marker` selects, against the database of `url` (empty: SQLite)."""
    print(f"\n── {name} " + "─" * (74 - len(name)), flush=True)
    with tempfile.TemporaryDirectory(prefix="bocal-suite-") as folder:
        report = Path(folder) / "report.xml"
        began = time.monotonic()
        child = subprocess.Popen(
            [sys.executable, "-m", "pytest", "-m", marker, f"--junitxml={report}", *options],
            cwd=ROOT,
            env=os.environ | {"BOCAL_DATABASE_URL": url},
            stdin=subprocess.DEVNULL,
        )
        try:
            code = child.wait(timeout=LONGEST_PHASE)
        except subprocess.TimeoutExpired:
            banner(f"{name} : toujours rien après {LONGEST_PHASE // 60} minutes, arrêté.")
            code = stop(child)
        except BaseException:
            # Ctrl-C reached pytest too: let it put its databases away before ours stops.
            stop(child)
            raise
        seconds = time.monotonic() - began
        suites = list(ET.parse(report).iter("testsuite")) if report.exists() else []
    counts = {key: sum(int(s.get(key, 0)) for s in suites) for key in ("tests", "failures", "errors", "skipped")}
    failed = counts["failures"] + counts["errors"]
    passed = max(counts["tests"] - failed - counts["skipped"], 0)
    if code == 5 or (code == 0 and not passed):
        return Phase(name, seconds=seconds, verdict="AUCUN TEST / NO TEST")
    if code and not failed:
        return Phase(name, passed, failed, counts["skipped"], seconds, f"ARRÊTÉ (code {code}) / STOPPED")
    return Phase(name, passed, failed, counts["skipped"], seconds, "failed" if code else "ok")


def stop(child: subprocess.Popen[bytes]) -> int:
    """End pytest, kindly first."""
    child.send_signal(signal.SIGINT)
    with contextlib.suppress(subprocess.TimeoutExpired):
        return child.wait(timeout=15)
    child.kill()
    return child.wait()


def phases(options: list[str]) -> Iterator[Phase]:
    """The three runs, or why one could not be."""
    yield run("SQLite", "not way", "", workers() + options)

    try:
        with postgres.server() as url:
            yield run("PostgreSQL", "not way", url, workers() + options)
    except postgres.NoServer as refusal:
        banner(
            "POSTGRESQL : PAS ESSAYÉ / NOT RUN\n"
            "Installez PostgreSQL (apt-get install postgresql) ou donnez BOCAL_TEST_POSTGRES=postgresql://…\n"
            f"BOCAL_WITHOUT_POSTGRES=1 s’en contente sur cette machine.\n\n{refusal}"
        )
        yield Phase("PostgreSQL", verdict=missing("BOCAL_WITHOUT_POSTGRES"))

    if chromium():
        yield run("Navigateur", "way", "", options)
    else:
        banner(
            "NAVIGATEUR : PAS ESSAYÉ / BROWSER: NOT RUN\n"
            "Il manque un paquet / one package is missing: apt-get install chromium\n"
            "BOCAL_WITHOUT_BROWSER=1 s’en contente sur cette machine."
        )
        yield Phase("Navigateur", verdict=missing("BOCAL_WITHOUT_BROWSER"))


def missing(allowance: str) -> str:
    """Whether doing without is a fault: always in CI, elsewhere unless the developer said so."""
    allowed = os.environ.get(allowance) == "1" and not IN_CI
    return "NOT RUN (allowed)" if allowed else "PAS ESSAYÉ / NOT RUN"


def main(options: list[str]) -> int:
    """Run all, print the figures of each and the total; 1 when anything failed or could not run."""
    signal.signal(signal.SIGTERM, postgres.stop_politely)
    done: list[Phase] = []
    try:
        for phase in phases(options):
            done.append(phase)
    except KeyboardInterrupt:
        print("\nInterrompu.", flush=True)
        return 130
    passed, failed = sum(p.passed for p in done), sum(p.failed for p in done)
    print("\n── Total " + "─" * 69)
    print("\n".join(p.line for p in done))
    print(f"{passed} passed, {failed} failed", flush=True)
    return 0 if all(p.verdict in ("ok", "NOT RUN (allowed)") for p in done) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
