"""Questions about shifts: what is to come, who comes, what was given."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Sum

from bocal.directory.models import Person, Place
from bocal.directory.rules import PlaceKind
from bocal.journals.models import HoursLine, Voucher
from bocal.shifts.models import Hand, Shift
from bocal.shifts.rules import NOTED_WITHIN

#: So many shifts on a page.
SHOWN = 100
_NOTED = ExpressionWrapper(Q(work__isnull=False, work__reversal=None), output_field=BooleanField())


@dataclass(frozen=True)
class Open:
    """A shift to come, as somebody who may give a hand sees it."""

    shift: Shift
    mine: bool

    @property
    def left(self) -> int:
        """How many more are wanted."""
        return self.shift.needed - self.shift.coming


def to_come(person: int, now: datetime) -> list[Open]:
    """The shifts that are not over, soonest first, and whether this person comes. One query."""
    mine = Hand.objects.filter(shift=OuterRef("pk"), person=person, withdrawn_at=None)
    rows = Shift.objects.filter(ends_at__gt=now, cancelled_at=None).select_related("place").annotate(mine=Exists(mine))
    return [Open(row, row.mine) for row in rows[:SHOWN]]


def wanted(shifts: QuerySet[Shift], person: int, now: datetime) -> Open | None:
    """The first of these shifts that has not begun, where this person comes or somebody is still missing. One query."""
    mine = Exists(Hand.objects.filter(shift=OuterRef("pk"), person=person, withdrawn_at=None))
    found = shifts.filter(starts_at__gt=now, cancelled_at=None).select_related("place").annotate(mine=mine)
    row = found.filter(Q(mine=True) | Q(coming__lt=F("needed"))).order_by("starts_at", "pk").first()
    return Open(row, row.mine) if row else None


def planned(now: datetime) -> list[Shift]:
    """For who plans: the shifts to come, and those of the last weeks, each with whether its hours are `noted`; latest
    first."""
    rows = Shift.objects.filter(ends_at__gt=now - NOTED_WITHIN).select_related("place").annotate(noted=_NOTED)
    return list(rows.order_by("-starts_at", "-pk")[:SHOWN])


def shift(pk: int) -> Shift | None:
    """A shift, cancelled or not, with whether its hours are `noted`."""
    return Shift.objects.filter(pk=pk).select_related("place", "work").annotate(noted=_NOTED).first()


def who_comes(found: Shift) -> list[Person]:
    """Those who said that they come, by name."""
    return list(Person.objects.filter(pk__in=coming(found)).order_by("name", "pk"))


def coming(found: Shift) -> QuerySet[Hand, int]:
    """The keys of those who said that they come."""
    return Hand.objects.filter(shift=found, withdrawn_at=None).values_list("person_id", flat=True)


def hours_stand(found: Shift) -> bool:
    """Whether its hours were noted, and not taken back since."""
    return found.work_id is not None and not Voucher.objects.filter(reverses=found.work_id).exists()


def minutes_given(found: Shift) -> dict[int, int]:
    """Person → minutes, as noted; none before, or once taken back."""
    if not hours_stand(found):
        return {}
    return dict(HoursLine.objects.filter(voucher=found.work_id).values_list("person_id", "minutes"))


def minutes_since(person: int, day: date) -> int:
    """How many minutes somebody gave or worked since a day, what was taken back left out."""
    found = HoursLine.objects.filter(person=person, voucher__day__gte=day).aggregate(total=Sum("minutes"))
    return found["total"] or 0


def places() -> QuerySet[Place]:
    """Where a shift may be."""
    return Place.objects.filter(real=True, active=True).exclude(kind=PlaceKind.SHELF)
