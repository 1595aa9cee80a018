"""From the command to the first page, and what the server then holds, on SQLite, as most will run it."""

import http.client
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import server
from bench.table import Row

REQUESTS = 50


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
        slugs = sorted(file.stem for file in Path(folder).glob("*.sqlite3"))
        paths = ["/", *(f"/{slug}{page}" for slug in slugs for page in ("/", "/commandes/", "/compte/login/"))]
        starts, held = [], []
        for _ in range(repeats):
            with server.serving("/", **environment) as served:
                starts.append(served.seconds)
                link = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
                for number in range(REQUESTS):
                    link.request("GET", paths[number % len(paths)])
                    link.getresponse().read()
                link.close()
                held.append(served.memory() / 2**20)
        yield Row("démarrage → première page, s", f"{min(starts):.2f}", "", "", "< 1,50", min(starts) < 1.5)
        yield Row(f"  mémoire après {REQUESTS} requêtes, Mio", f"{max(held):.0f}", "", "", "< 150", max(held) < 150)
