"""Periodic work, in a plain ordered list: what each minute and each night asks of the rooms."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from bocal.billing import acts as billing
from bocal.directory import acts as directory
from bocal.house import acts as house
from bocal.house.models import Clock
from bocal.journals import acts as journals
from bocal.membership import acts as membership
from bocal.orders import acts as orders

#: A spreadsheet that nobody confirmed may hold names and addresses: it goes after this long.
IMPORTS_KEPT = timedelta(days=7)


def _forget_imports(now: datetime) -> int:
    return directory.forget_imports(before=now - IMPORTS_KEPT)


#: Each minute: what must follow the clock closely.
MINUTE: tuple[Callable[[datetime], object], ...] = (orders.keep_time,)
#: Each night, in this order.
NIGHT: tuple[Callable[[datetime], object], ...] = (
    _forget_imports,
    orders.deliver_standing,
    orders.price_standing,
    orders.forget_collectors,
    orders.forget_baskets,
    membership.remind,
    billing.sweep,
    house.forget_idle,
    journals.keep_balances,
)
#: The round begins when the kitchens sleep.
NIGHT_HOUR = time(3)


def claim(name: str, stamp: str) -> bool:
    """Whether this process is the first to do `name` at `stamp`: of several clocks that strike at once, one works."""
    Clock.objects.get_or_create(name=name)
    return Clock.objects.filter(name=name).exclude(last=stamp).update(last=stamp) == 1


def every_minute(now: datetime) -> None:
    """The minute's work, once a minute whoever asks. Each work keeps its own transactions: what it did before a failure
    stays done, and the next minute goes on from there."""
    if Clock.objects.filter(name="minute", last=f"{now:%Y%m%d%H%M}").exists():
        return
    with transaction.atomic():
        claimed = claim("minute", f"{now:%Y%m%d%H%M}")
    if claimed:
        for work in MINUTE:
            work(now)


@transaction.atomic
def nightly(now: datetime) -> None:
    """The night's work, once a night after NIGHT_HOUR."""
    here = timezone.localtime(now)
    if here.time() < NIGHT_HOUR or Clock.objects.filter(name="night", last=f"{here:%Y%m%d}").exists():
        return
    if claim("night", f"{here:%Y%m%d}"):
        round_now(now)


def round_now(now: datetime) -> int:
    """Do the nightly round at once; returns how many things it did."""
    for work in NIGHT:
        work(now)
    return len(NIGHT)
