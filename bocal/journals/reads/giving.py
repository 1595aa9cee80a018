"""What went from hand to hand without payment: who gave how much to us, who was given how much by us."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, F, Max, Q, QuerySet, Sum, When

from bocal.catalog.rules import PackagingRole
from bocal.directory.rules import OrganisationKind, PlaceKind
from bocal.journals.models import Movement
from bocal.journals.rules import Kind

#: A gift comes from the donor's; what is given goes to the recipient's, and a recall may bring it back from there.
_CAME = Q(voucher__kind=Kind.RECEIVE, source__kind=PlaceKind.DONOR)
_WENT = Q(voucher__kind=Kind.GIVE, target__kind=PlaceKind.RECIPIENT)
_BACK = Q(source__kind=PlaceKind.RECIPIENT)
#: Glass is counted in jars too, full or empty.
_JAR = Q(lot__item__jar_format__isnull=False) | Q(lot__item__role=PackagingRole.JAR)


@dataclass(frozen=True)
class Exchange:
    """What an organisation gave and was given over some days: kilos of food (mg), jars, how many times."""

    came_mg: int = 0
    came_jars: int = 0
    came: int = 0
    went_mg: int = 0
    went_jars: int = 0
    went: int = 0


def _between(since: date, until: date) -> QuerySet[Movement]:
    """The rows of gifts that hold."""
    held = {"voucher__reverses": None, "voucher__reversal": None}
    found = Movement.objects.filter(_CAME | _WENT | _BACK, voucher__day__gte=since, voucher__day__lte=until, **held)
    return found.order_by()


def exchanges(since: date, until: date) -> dict[int, Exchange]:
    """Of every organisation that gave or was given something between two days, households apart: what, in one query.

    What a recipient brought back is taken off; what was taken back never counted.
    """
    rows = (
        _between(since, until)
        .exclude(voucher__party__kind=OrganisationKind.HOUSEHOLD)
        .values("voucher__party")
        .annotate(
            came_mg=Sum("mass_mg", filter=_CAME, default=0),
            came_jars=Sum("quantity", filter=_CAME & _JAR, default=0),
            came=Count("voucher", filter=_CAME, distinct=True),
            went_mg=Sum("mass_mg", filter=_WENT, default=0),
            went_jars=Sum("quantity", filter=_WENT & _JAR, default=0),
            went=Count("voucher", filter=_WENT, distinct=True),
            back_mg=Sum("mass_mg", filter=_BACK, default=0),
            back_jars=Sum("quantity", filter=_BACK & _JAR, default=0),
        )
    )
    return {
        row["voucher__party"]: Exchange(
            came_mg=row["came_mg"],
            came_jars=row["came_jars"],
            came=row["came"],
            went_mg=row["went_mg"] - row["back_mg"],
            went_jars=row["went_jars"] - row["back_jars"],
            went=row["went"],
        )
        for row in rows
    }


@dataclass(frozen=True)
class Gift:
    """One gesture behind these figures: `came` says that they gave; mass (mg), jars: below zero for what came back."""

    voucher: int
    day: date
    note: str
    came: bool
    mass_mg: int
    jars: int


def gifts_with(party: int, since: date, until: date) -> list[Gift]:
    """The gestures behind the figures of one organisation, the last first. One query."""
    came, back = Case(When(_CAME, then=1), default=0), Case(When(_BACK, then=-1), default=1)
    rows = (
        _between(since, until)
        .filter(voucher__party=party)
        .values("voucher", "voucher__day", "voucher__note")
        .annotate(
            came=Max(came),
            mass=Sum(F("mass_mg") * back),
            jars=Sum(F("quantity") * back, filter=_JAR, default=0),
        )
        .order_by("-voucher__day", "-voucher")
    )
    return [
        Gift(row["voucher"], row["voucher__day"], row["voucher__note"], bool(row["came"]), row["mass"], row["jars"])
        for row in rows
    ]


def items_of(vouchers: Collection[int]) -> dict[int, list[str]]:
    """What went in each of these gestures, by name. One query."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = Movement.objects.filter(voucher__in=vouchers).order_by("lot__item__name")
    for voucher, name in rows.values_list("voucher", "lot__item__name").distinct():
        found[voucher].append(name)
    return found
