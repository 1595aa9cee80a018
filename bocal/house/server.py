"""One process tree: the web server and, beside it, the worker that runs what was queued."""

import os
import subprocess
import sys

from django.conf import settings
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from bocal.house import collectives
from bocal.house.setup_key import setup_address

#: Requests answered at once by each process; SQLite writes one at a time whatever their number.
THREADS = 4


def serve(address: str) -> int:
    """Bring every database to today's shape, then serve until a signal says stop. Returns the exit code."""
    collectives.equip_all()
    here = f"http://{'localhost' if address == '127.0.0.1' else address}:{settings.PORT}"
    print(f"Bocal est ouvert : {here}/", flush=True)
    print(f"Pour y ouvrir un collectif : {here}{setup_address()}", flush=True)
    worker = subprocess.Popen([sys.executable, "-m", "bocal", "work"])
    try:
        Granian(
            "bocal.house.wsgi:application",
            address=address,
            port=settings.PORT,
            interface=Interfaces.WSGI,
            workers=int(os.environ.get("BOCAL_PROCESSES", "1")),
            blocking_threads=THREADS,
            respawn_failed_workers=True,
            log_level=LogLevels.warning,
            websockets=False,
        ).serve()
    finally:
        worker.terminate()
        worker.wait()
    return 0
