"""A server comes up whole, mends itself, and goes away whole: nobody has to look for what stayed behind."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.serving import PATIENCE, Server


def tree(pid: int) -> set[int]:
    """A process and all that came from it, from /proc."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if state != "Z":
            parents[int(stat.parent.name)] = int(parent)
    found, new = {pid}, {pid}
    while new:
        new = {child for child, parent in parents.items() if parent in new} - found
        found |= new
    return found & parents.keys()


def wait_until(true: Callable[[], bool], what: str) -> None:
    for _try in range(PATIENCE * 10):
        if true():
            return
        time.sleep(0.1)
    raise AssertionError(what)


@pytest.fixture
def running(served: tuple[Path, str], tmp_path: Path) -> Iterator[Server]:
    shutil.copytree(served[0], tmp_path / "data")
    server = Server(tmp_path / "data", "serve", own_group=True)
    yield server
    for pid in tree(server.process.pid):
        os.kill(pid, signal.SIGKILL)
    server.process.wait()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["closed", "ctrl-c"])
@pytest.mark.parametrize("to", [os.kill, os.killpg], ids=["parent", "group"])
def test_one_signal_ends_all_of_it(running, number, to):
    everyone = tree(running.process.pid)
    assert len(everyone) == 3
    to(running.process.pid, number)
    assert running.process.wait(timeout=PATIENCE) == 0
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in everyone), "something stayed behind")
    assert "Traceback" not in running.log.read_text()


def test_a_child_that_is_killed_is_replaced(running):
    parent = running.process.pid
    children = tree(parent) - {parent}
    for pid in children:
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: len(tree(parent) - children) == 3, "not everyone was replaced")
    running.wait_until_open()
    running.stop()


def test_a_process_that_dies_as_soon_as_it_is_back_does_not_end_the_server(running):
    parent = running.process.pid
    for _time in range(3):
        children = tree(parent) - {parent}
        for pid in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        wait_until(lambda gone=children: tree(parent) - gone - {parent}, "nobody came back")
    assert running.process.poll() is None
    running.wait_until_open()
    running.stop()


def test_a_second_server_on_the_same_port_says_so(running):
    second = subprocess.run(
        [*running.command, "serve"],
        env=running.environment,
        cwd=running.folder,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert second.returncode == 2
    assert second.stderr.count("\n") == 1
    assert f"le port {running.port}" in second.stderr
    assert "BOCAL_PORT" in second.stderr
