"""A real `bocal serve` in a process of its own, on a port of this machine that nobody uses."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LONGEST_START = 60


@dataclass(frozen=True)
class Server:
    """Where it listens, how long it took from the command to the first page (s), and its process."""

    port: int
    seconds: float
    pid: int

    def memory(self) -> int:
        """Bytes held by the whole tree, what is shared counted once (Linux: PSS)."""
        return sum(_proportional(pid) for pid in _tree(self.pid))

    def processor(self) -> float:
        """Seconds of processor that the whole tree has used: what other work disturbs less than the clock."""
        return sum(_worked(pid) for pid in _tree(self.pid))

    @property
    def children(self) -> list[int]:
        """Those that it started itself, the oldest first: the queue's worker, then those that answer requests."""
        return _children(self.pid)

    @property
    def processes(self) -> int:
        """How many processes it is."""
        return len(_tree(self.pid))


@contextlib.contextmanager
def serving(path: str, *, mute: bool = False, **environment: str) -> Iterator[Server]:
    """Serve the data folder at hand until the block ends; ready once `path` answers 200. `mute` when faults are asked
    for. Raises RuntimeError."""
    port = _free_port()
    began = time.monotonic()
    child = subprocess.Popen(
        [sys.executable, "-m", "bocal", "serve"],
        env=os.environ | {"BOCAL_PORT": str(port)} | environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL if mute else None,
        start_new_session=True,
    )
    try:
        while not _answers(port, path):
            if child.poll() is not None or time.monotonic() - began > LONGEST_START:
                raise RuntimeError(f"bocal serve n’a pas répondu (code {child.poll()})")
            time.sleep(0.01)
        yield Server(port, time.monotonic() - began, child.pid)
    finally:
        child.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(timeout=15)
        # Whatever it left behind.
        for pid in _tree(child.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        child.wait()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _answers(port: int, path: str) -> bool:
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST_START)
    try:
        link.request("GET", path)
        return link.getresponse().status == 200
    except OSError:
        return False
    finally:
        link.close()


def _children(pid: int) -> list[int]:
    """In the order in which they began; numbers begin again at 1 after a while, so that they tell nothing."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, parent, *rest = stat.read_text().rpartition(")")[2].split()
            if int(parent) == pid and state != "Z":
                # Field 22 of proc_pid_stat(5): when it began, in clock ticks since the machine did.
                found.append((int(rest[17]), int(stat.parent.name)))
    return [child for _began, child in sorted(found)]


def _tree(pid: int) -> list[int]:
    """The process, its descendants, and those that lost their parent: it was given a session of its own, which they
    keep."""
    parents, found = {}, []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            _state, parent, _group, session = stat.read_text().rpartition(")")[2].split()[:4]
            parents[int(stat.parent.name)] = int(parent)
            if int(session) == pid:
                found.append(int(stat.parent.name))
    for one in found:
        found += [child for child, parent in parents.items() if parent == one and child not in found]
    return found


def _worked(pid: int) -> float:
    with contextlib.suppress(OSError):
        rest = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        # Fields 14 and 15 of proc_pid_stat(5), in clock ticks.
        return (int(rest[11]) + int(rest[12])) / os.sysconf("SC_CLK_TCK")
    return 0


def _proportional(pid: int) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0
