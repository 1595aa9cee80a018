"""Closing a period: from then on nothing is written on its days, and a reversal is dated today."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from bocal.directory.models import Collective, Person
from bocal.journals.models import Closing
from bocal.journals.rules import Refused


@transaction.atomic
def close_books(*, until: date, author: Person, now: datetime) -> Closing:
    """Close the books until a day that is over, that day included. The same day again closes nothing more.

    Raises Refused: not_over, closed (until a later day already).
    """
    # One at a time.
    list(Collective.objects.select_for_update().values_list("pk"))
    if until >= timezone.localdate(now):
        raise Refused("not_over", day=until)
    if done := Closing.objects.filter(until=until).first():
        return done
    if later := Closing.objects.filter(until__gt=until).first():
        raise Refused("closed", day=later.until)
    return Closing.objects.create(until=until, author=author, written_at=now)
