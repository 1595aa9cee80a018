"""From the command to the first page, and what the server then holds, on SQLite, as most will run it."""

import http.client
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import server
from bench.table import Row

REQUESTS = 50
#: Of each collective: its home, what is on sale, the sign-in.
PAGES = ("/", "/commandes/", "/compte/login/")


def measure(*, repeats: int, demo: bool = True) -> Iterator[Row]:
    """Start on the demonstration's five collectives (or, not `demo`, on none), ask the first page, then fifty."""
    with TemporaryDirectory(prefix="bocal-bench-") as folder:
        environment = {"BOCAL_DATA": folder, "BOCAL_DATABASE_URL": ""}
        if demo:
            subprocess.run(
                [sys.executable, "-m", "bocal", "demo", "--no-serve"],
                env=os.environ | environment,
                check=True,
                stderr=subprocess.DEVNULL,
            )
        built = Path(folder) / "demo.json"
        slugs = json.loads(built.read_text()) if built.exists() else []
        paths = ["/", *(f"/{slug}{page}" for slug in slugs for page in PAGES)]
        starts, held = [], []
        for _ in range(repeats):
            with server.serving("/", **environment) as served:
                starts.append(served.seconds)
                link = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
                for number in range(REQUESTS):
                    path = paths[number % len(paths)]
                    link.request("GET", path)
                    answer = link.getresponse()
                    answer.read()
                    if answer.status not in (200, 302):
                        raise RuntimeError(f"GET {path}: {answer.status}")
                link.close()
                held.append((served.memory() / 2**20, served.processes))
        quickest, (memory, processes) = min(starts), max(held)
        of = f"{len(slugs)} collectifs"
        first = f"{starts[0]:.2f} (le premier)"
        yield Row(f"démarrage, {of} → première page, s", f"{quickest:.2f}", first, "", "< 1,50", quickest < 1.5)
        name = f"  mémoire après {REQUESTS} requêtes, {processes} processus, Mio"
        yield Row(name, f"{memory:.0f}", "", "", "< 150", memory < 150)
