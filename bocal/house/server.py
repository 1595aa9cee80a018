"""One process tree: a parent that only watches and, forked from it, the web server and the worker of the queues."""

import contextlib
import gc
import importlib
import multiprocessing
import os
import socket
import sys
import threading
from multiprocessing.process import BaseProcess

from django.conf import settings
from django.urls import get_resolver
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from bocal.house import collectives, worker
from bocal.house.command import Refusal
from bocal.house.setup_key import setup_address

#: Requests answered at once by each process; SQLite writes one at a time whatever their number.
THREADS = 4
#: Seconds that a job under way has to end when the server stops; a lost job is run again, so more would gain nothing.
GRACE = 10.0
#: Seconds before a worker or a web server that died is replaced, so that one that dies at once does not keep the
#: machine busy.
AGAIN_AFTER = 5.0


def serve(address: str) -> int:
    """Bring every database to today's shape, then serve until a signal says stop. Returns the exit code.

    Raises Refusal when something else answers there already.
    """
    _claim(address)
    collectives.equip_all()
    _share_memory()
    # A signal to the whole group (Ctrl-C, a closing terminal) is the parent's alone to act on: children that end by
    # themselves at that moment would be taken for failed ones and replaced.
    os.register_at_fork(after_in_child=os.setsid)
    here = f"http://{'localhost' if address == '127.0.0.1' else address}:{settings.PORT}"
    print(f"Bocal est ouvert : {here}/", flush=True)
    print(f"Pour y ouvrir un collectif : {here}{setup_address()}", flush=True)
    queues = Queues()
    try:
        _answer(address)
    finally:
        queues.stop()
    return 0


def _answer(address: str) -> None:
    """Answer requests until a signal says stop.

    Granian replaces a process that dies, and gives up when it dies again within 5.5 s: another begins anew, so that a
    minute without memory does not shut the shop for good.
    """
    while True:
        web = Granian(
            "bocal.house.wsgi:application",
            address=address,
            port=settings.PORT,
            interface=Interfaces.WSGI,
            workers=int(os.environ.get("BOCAL_PROCESSES", "1")),
            blocking_threads=THREADS,
            respawn_failed_workers=True,
            log_level=LogLevels.warning,
            websockets=False,
        )
        # It exits with 1 when it gave up, and may when a process died as it was told to stop.
        with contextlib.suppress(SystemExit):
            web.serve()
        # Its signals are still heard: one that comes during the pause ends it.
        web.main_loop_interrupt.clear()
        if web.interrupt_signal or web.main_loop_interrupt.wait(AGAIN_AFTER):
            return


def _claim(address: str) -> None:
    """Two servers may share a port without a word, and a person would see now one's pages, now the other's."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, settings.PORT))
        except OSError as error:
            raise Refusal(
                f"le port {settings.PORT} de {address} est déjà pris : arrêtez ce qui s’y trouve (un autre Bocal ?), "
                "ou choisissez-en un autre par BOCAL_PORT"
            ) from error


def _share_memory() -> None:
    """Load what the children need and keep the collector off it: forked, they share these pages and start at once."""
    importlib.import_module("bocal.house.wsgi")
    get_resolver().url_patterns  # noqa: B018  (read for what it loads: every page)
    gc.collect()
    gc.freeze()


class Queues:
    """The worker's process, replaced when it dies before it was told to stop."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._process = self._start()
        self._watch = threading.Thread(target=self._replace, daemon=True)
        self._watch.start()

    def _start(self) -> BaseProcess:
        process = multiprocessing.get_context("fork").Process(target=_work, name="worker")
        process.start()
        return process

    def _replace(self) -> None:
        while not self._stopping.is_set():
            self._process.join()
            if not self._stopping.wait(AGAIN_AFTER):
                self._process = self._start()

    def stop(self) -> None:
        """Let the job under way end, within GRACE."""
        self._stopping.set()
        self._process.terminate()
        self._process.join(GRACE)
        if self._process.is_alive():
            self._process.kill()


def _work() -> None:
    sys.exit(worker.work())
