"""Who came, as keys and numbers: names are read where a page shows them."""

from datetime import date, datetime, time

from django.db.models import QuerySet, Sum
from django.utils import timezone

from bocal.measure.period import Period
from bocal.workshops.models import Attendance, Session


def held(*, project: int | None = None, period: Period | None = None) -> QuerySet[Session]:
    """The sessions that were not cancelled: those of a project (its key), those that begin on the days of a period."""
    found = Session.objects.filter(cancelled_at=None)
    if project is not None:
        found = found.filter(project=project)
    if period is not None:
        found = found.filter(starts_at__gte=_midnight(period.start), starts_at__lt=_midnight(period.end))
    return found


def came(*, project: int | None = None, period: Period | None = None) -> QuerySet[Attendance]:
    """Each person's coming to each of those sessions: ticked as there, and not taken off the list."""
    sessions = held(project=project, period=period)
    return Attendance.objects.filter(session__in=sessions, came_at__isnull=False, withdrawn_at=None)


def present(*, project: int | None = None, period: Period | None = None) -> set[int]:
    """The keys of the people who came at least once."""
    return set(came(project=project, period=period).order_by().values_list("person", flat=True).distinct())


def anonymous_heads(*, project: int | None = None, period: Period | None = None) -> int:
    """How many came and gave no name, added up over the sessions: known to nobody, and counted at each of them."""
    return held(project=project, period=period).aggregate(all=Sum("heads"))["all"] or 0


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
