"""Where the figures are taken: a data folder of our own, collectives of our own, and processes full of customers."""

import contextlib
import multiprocessing
import os
import shutil
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from typing import Any

Task = Callable[[Any], Any]


@contextlib.contextmanager
def own_folder(*, debug: bool = False) -> Iterator[str]:
    """A data folder that no collective lives in, removed at the end; children inherit it. With `debug`, pages are
    served without the files that `make setup` gathers.

    To be entered before anything of Bocal is imported: its settings read the environment once.
    """
    before = dict(os.environ)
    folder = tempfile.mkdtemp(prefix="bocal-bench-")
    for name in [name for name in os.environ if name.startswith("BOCAL_") and name != "BOCAL_DATABASE_URL"]:
        del os.environ[name]
    os.environ |= {"BOCAL_DATA": folder, "TZ": "Europe/Paris", "DJANGO_SETTINGS_MODULE": "bocal.house.settings"}
    if debug:
        os.environ["BOCAL_DEBUG"] = "1"
    try:
        yield folder
    finally:
        os.environ.clear()
        os.environ.update(before)
        shutil.rmtree(folder, ignore_errors=True)


class Crowd:
    """`processes` × `threads` that work at once, kept between runs so that each has its connection open already.

    `prepare(*arguments)` is called once in each thread; a task is called with what it returned, and a job.
    """

    def __init__(self, prepare: Callable[..., Any], *arguments: Any, processes: int, threads: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipes: list[Connection] = []
        self._children = []
        for _ in range(processes):
            here, there = context.Pipe()
            child = context.Process(target=_live, args=(there, prepare, arguments, threads), daemon=True)
            child.start()
            there.close()
            self._pipes.append(here)
            self._children.append(child)

    def run(self, task: Task, jobs: Sequence[Any]) -> tuple[float, list[Any]]:
        """Share the jobs out; seconds from the first begun to the last ended, and what each returned."""
        for number, pipe in enumerate(self._pipes):
            pipe.send((task, jobs[number :: len(self._pipes)]))
        answers = [pipe.recv() for pipe in self._pipes]
        if faults := [fault for fault, *_ in answers if fault]:
            raise RuntimeError(faults[0])
        seconds = max(ended for _, _, ended, _ in answers) - min(began for _, began, _, _ in answers)
        return seconds, [result for *_, results in answers for result in results]

    def __enter__(self) -> "Crowd":
        return self

    def __exit__(self, *_: object) -> None:
        for pipe in self._pipes:
            pipe.close()
        for child in self._children:
            child.join(timeout=5)
            if child.is_alive():
                child.terminate()
                child.join()


_mine = threading.local()


def _live(pipe: Connection, prepare: Callable[..., Any], arguments: tuple[Any, ...], threads: int) -> None:
    def drain(task: Task, queue: deque[Any]) -> list[Any]:
        if not hasattr(_mine, "prepared"):
            _mine.prepared = prepare(*arguments)
        results = []
        with contextlib.suppress(IndexError):
            while True:
                job = queue.popleft()
                results.append(task(_mine.prepared, job))
        return results

    with ThreadPoolExecutor(threads) as pool:
        while True:
            try:
                task, jobs = pipe.recv()
            except EOFError:
                return
            queue, began = deque(jobs), time.monotonic()
            try:
                parts = [part.result() for part in [pool.submit(drain, task, queue) for _ in range(threads)]]
            except Exception as fault:  # told to the process that asked
                pipe.send((repr(fault), 0, 0, []))
                continue
            pipe.send(("", began, time.monotonic(), [result for part in parts for result in part]))
