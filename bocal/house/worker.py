"""What was queued, run in every collective in turn: jobs, their second tries, the clock and the nightly round.

`bocal work` runs until it is told to stop. Several may run at once: jobs are claimed one by one.
"""

import logging
import signal
import threading
import time
import uuid
from datetime import datetime, timedelta

from django.db.utils import OperationalError
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from bocal.house import collectives, served
from bocal.house.night import every_minute, nightly

logger = logging.getLogger("bocal.worker")

#: Seconds between two looks at the queues.
PAUSE = 1.0
#: Seconds for which a collective whose work failed is left alone.
REST = 60.0
#: A job that fails is tried again after these delays, then left for a person to see.
DELAYS = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
#: A job that still "runs" after this long lost its worker; every job is safe to run twice.
LOST_AFTER = timedelta(minutes=15)


def run_queue(now: datetime) -> bool:
    """Run all that is ready in the collective at hand, put back what failed or was lost; whether anything ran."""
    put_back(now)
    if not DBTaskResult.objects.ready().exists():
        return False
    Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=uuid.uuid4().hex,
        excluded_queue_names=[],
    ).run()
    return True


def put_back(now: datetime) -> None:
    """Ready again: jobs whose worker died, and failed jobs that have a try left."""
    DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=now - LOST_AFTER).update(
        status=TaskResultStatus.READY
    )
    recent = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED, finished_at__gt=now - timedelta(days=1))
    for job in recent.only("pk", "worker_ids", "finished_at"):
        tries = len(job.worker_ids)
        if tries <= len(DELAYS) and job.finished_at is not None:
            DBTaskResult.objects.filter(pk=job.pk, status=TaskResultStatus.FAILED).update(
                status=TaskResultStatus.READY, finished_at=None, run_after=job.finished_at + DELAYS[tries - 1]
            )


def work() -> int:
    """Go round the collectives until a signal says stop."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _received, _frame: stopping.set())
    resting: dict[str, float] = {}
    while not stopping.is_set():
        ran = False
        for entry in served.every():
            if stopping.is_set():
                break
            if resting.get(entry.slug, 0) <= time.monotonic():
                ran |= _work_in(entry.slug, resting)
        if not ran:
            stopping.wait(PAUSE)
    return 0


def _work_in(slug: str, resting: dict[str, float]) -> bool:
    """One look at a collective's clock and queue; whether anything ran. A failure stops no other's letters."""
    try:
        with collectives.inside(slug):
            now = timezone.now()
            every_minute(now)
            nightly(now)
            return run_queue(now)
    except OperationalError:
        logger.warning("the queue of %s could not be read; trying again", slug)
    except Exception:  # a fault of ours in one collective's night must not be everybody's
        resting[slug] = time.monotonic() + REST
        logger.exception("the work of %s failed; trying again in %.0f s", slug, REST)
    return False
