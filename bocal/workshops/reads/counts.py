"""A session in figures, read from the journals each time."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery, Sum

from bocal.directory.models import Person
from bocal.directory.rules import PlaceKind
from bocal.journals.models import HoursLine, MoneyLine, Movement
from bocal.journals.rules import Account, Kind, Status
from bocal.measure.table import fold
from bocal.workshops.models import Session, Tablet
from bocal.workshops.reads.coming import Guest, guests
from bocal.workshops.reads.jars import gestures, makings
from bocal.workshops.reads.noting import silent_tablets, undecided_of
from bocal.workshops.rules.closing import Count


@dataclass(frozen=True)
class Sums:
    """The figures; the jars by sort: made, taken home, given, put in stock, eaten; the crew, and minutes noted by
    person (key); the tablets that may still hold something."""

    count: Count
    made: list[tuple[str, int]]
    taken: list[tuple[str, int]]
    given: list[tuple[str, int]]
    stocked: list[tuple[str, int]]
    eaten: list[tuple[str, int]]
    crew: Sequence[Person]
    hours: dict[int, int]
    tablets: list[Tablet]


def sums(session: Session, now: datetime) -> Sums:
    """What a session gave: ten queries, whatever it gave."""
    listed = guests(session)
    done = {row.pk: row for row in gestures(session)}
    cooked = list(makings(session))
    makes = {row.voucher_id for row in cooked}
    jars: dict[str, Counter[str]] = {name: Counter() for name in ("made", "taken", "given", "stocked", "eaten")}
    waiting = {row.lot_id for row in cooked if row.lot.state.status != Status.RELEASED}
    glass = mass = held = brought = 0
    where = {Kind.DELIVER: "taken", Kind.GIVE: "given", Kind.MOVE: "stocked", Kind.LOSE: "eaten"}
    moves = Movement.objects.filter(voucher__in=[*done, *makes]).select_related("lot__item", "source", "target")
    for move in moves:
        jar = move.lot.item.jar_format_id is not None
        if move.voucher_id in makes:
            if move.source.real and move.target.kind == PlaceKind.TRANSFORM:
                mass += move.mass_mg
            elif jar and move.target.real:
                jars["made"][move.lot.item.name] += move.quantity
                held += move.quantity if move.lot_id in waiting else 0
        elif not jar and move.source.kind == PlaceKind.CUSTOMER:
            glass += move.quantity
        elif move.source.kind == PlaceKind.DONOR and move.target.real:
            brought += move.mass_mg
        elif jar and (name := where.get(Kind(done[move.voucher_id].kind))):
            jars[name][move.lot.item.name] += move.quantity
    money = dict(
        MoneyLine.objects.filter(voucher__in=done, account__in=[Account.CASH, Account.DEPOSITS])
        .order_by()
        .values_list("account")
        .annotate(Sum("cents"))
    )
    families = {row.party_id for row in done.values() if row.kind == Kind.DELIVER}
    noted = _hours(session).filter(person=OuterRef("pk")).values("person").values_list(Sum("minutes"))
    crew = list(crew_of(session).annotate(minutes=Subquery(noted)))
    hours = {person.pk: person.minutes for person in crew if person.minutes}
    tablets = silent_tablets(session, now)
    dishes = list(session.menu.values_list("order", "order__makings__voucher__reversal"))
    begun = {order for order, _reversal in dishes if order is not None}
    total = {name: sum(found.values()) for name, found in jars.items()}
    out = sum((jars[name] for name in ("taken", "given", "stocked", "eaten")), Counter[str]())
    count = Count(
        listed=len(listed),
        here=sum(one.here for one in listed),
        heads=session.heads,
        unasked=sum(one.here and not one.asked for one in listed),
        mass_mg=mass,
        brought_mg=brought,
        held_back=held,
        # Sort by sort: what came from older stock makes up for nothing that was made here.
        left=(jars["made"] - out).total(),
        from_stock=(out - jars["made"]).total(),
        glass=glass,
        cents=money.get(Account.CASH, 0),
        deposits=-money.get(Account.DEPOSITS, 0),
        families=len(families),
        crew=len(crew),
        with_hours=len(hours),
        begun=len(begun - {row.order_id for row in cooked}),
        not_begun=sum(order is None for order, _reversal in dishes),
        undecided=undecided_of(session).count(),
        silent=len(tablets),
        twice=_twice(listed),
        **total,
    )
    sorts = {name: sorted(found.items()) for name, found in jars.items()}
    return Sums(count, crew=crew, hours=hours, tablets=tablets, **sorts)


def _twice(listed: list[Guest]) -> int:
    """How many first names stand twice on the list without a telephone: perhaps one person, written on two tablets."""
    names = Counter(fold(one.person.name) for one in listed if not one.person.phone)
    return sum(n > 1 for n in names.values())


def crew_of(session: Session) -> QuerySet[Person]:
    """The crew, each once, by name."""
    return Person.objects.filter(pk__in=session.crew.values("person")).order_by("name", "pk")


def hours_of(session: Session) -> dict[int, int]:
    """Person (key) → minutes noted for this session."""
    return dict(_hours(session).values_list("person").annotate(Sum("minutes")))


def _hours(session: Session) -> QuerySet[HoursLine]:
    rows = HoursLine.objects.filter(voucher__session_link__session=session)
    return rows.filter(voucher__reversal=None, voucher__reverses=None).order_by()
