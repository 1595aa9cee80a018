"""Questions about sessions: what is to come, one of them, who is on its list."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from bocal.directory.models import Person
from bocal.workshops.models import Session

#: So many sessions on a page.
SHOWN = 200


def _sessions() -> QuerySet[Session]:
    return Session.objects.select_related("spot", "moved_from", "truck", "project")


def session(pk: int) -> Session | None:
    """A session, cancelled or not."""
    return _sessions().filter(pk=pk).first()


def programme(now: datetime, *, back: timedelta = timedelta(days=7)) -> list[Session]:
    """What is to come and the last days, soonest first."""
    return list(_sessions().filter(ends_at__gt=now - back).order_by("starts_at", "pk")[:SHOWN])


def on_list(found: Session) -> list[Person]:
    """Who said that they come, by name."""
    rows = found.attendances.filter(withdrawn_at=None).select_related("person").order_by("person__name", "pk")
    return [row.person for row in rows]
