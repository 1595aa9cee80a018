"""What a project did, read from its sessions, the journals and its own pages: every figure of its report.

Names of participants are never read: only keys, and the sealed answers that lie under keys made of them.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from bocal.catalog.rules import Dimension, ItemKind
from bocal.directory import reads as directory
from bocal.directory.rules import OrganisationKind, PlaceKind
from bocal.funding import reads as funding
from bocal.funding import rules as money
from bocal.funding.models import Project
from bocal.funding.rules import Certainty, Estimate, Known
from bocal.impact.reads.report import flows
from bocal.impact.rules import PRODUCE, WAYS_IN, funder
from bocal.impact.rules import goods as add_up
from bocal.impact.rules.funder import FigureCode, FigureUnit, Indicator, Part, Point
from bocal.impact.rules.report import Flow
from bocal.journals.models import HoursLine, Lineage, Movement, Voucher
from bocal.journals.rules import HoursKind, Kind, Way
from bocal.kitchen.models import Making
from bocal.measure.period import Period
from bocal.workshops import reads as workshops
from bocal.workshops.models import Session, SessionVoucher

C, U = FigureCode, FigureUnit
#: Hours that people give; a kettle's labour is in the kitchen's own costs.
GIVEN_HOURS = (HoursKind.WORKSHOP, HoursKind.GLEANING)


@dataclass(frozen=True)
class ProjectReport:
    """Every figure of a project, in order; its money; what estimates stand on; whether small groups are hidden."""

    project: Project
    indicators: list[Indicator]
    money: funding.Money
    factors: dict[Estimate, Known]
    outside: bool
    #: The civil year that it is limited to; None: from the first day to the last.
    year: int | None = None

    def figure(self, code: FigureCode) -> Indicator:
        """One figure."""
        return next(one for one in self.indicators if one.code is code)

    @property
    def assumed(self) -> bool:
        """Whether an estimate stands on an assumption."""
        return any(known.certainty is Certainty.ASSUMED for known in self.factors.values())


def project_report(project: Project, *, outside: bool, now: datetime, year: int | None = None) -> ProjectReport:
    """A project's figures until now; `outside`: small groups are hidden; `year`: of that civil year alone, but for what
    has no year (who carries it, what was granted). In some twenty queries, whatever the rows."""
    factors, spent = funding.factors(), funding.money(project)
    met = meetings(project, now, year)
    found = [
        *_people(project, met, year),
        *_carried(project),
        *_goods(project, met, factors, year),
        *_money(project, spent, year),
    ]
    order = list(FigureCode)
    found.sort(key=lambda one: order.index(one.code))
    return ProjectReport(project, funder.protect(found) if outside else found, spent, factors, outside, year)


def who(project: Project, *, outside: bool, now: datetime) -> list[Indicator]:
    """Only the figures about people."""
    found = [*_people(project, meetings(project, now)), *_carried(project)]
    return funder.protect(found) if outside else found


def what(project: Project, *, now: datetime) -> list[Indicator]:
    """Only the figures about goods, hours and kilometres."""
    return list(_goods(project, meetings(project, now), funding.factors()))


def paid(project: Project, spent: funding.Money) -> list[Indicator]:
    """Only the figures about money, of what `spent` found."""
    return list(_money(project, spent))


@dataclass(frozen=True)
class Meeting:
    """A session that was held: its day, the point of its spot on the map, and how many came without a name."""

    day: date
    point: Point | None
    heads: int


def meetings(project: Project, now: datetime, year: int | None = None) -> list[Meeting]:
    """Every session of a project that was held, in order: one query."""
    rows = (
        sessions(project, now, year)
        .order_by("starts_at", "pk")
        .values_list("starts_at", "spot__latitude", "spot__longitude", "heads")
    )
    return [
        Meeting(timezone.localdate(at), None if north is None or east is None else (north, east), heads)
        for at, north, east, heads in rows
    ]


@dataclass(frozen=True)
class Yearly:
    """What a civil year of a project came to."""

    year: int
    sessions: int
    people: int
    visits: int


def by_year(project: Project, now: datetime) -> list[Yearly]:
    """Sessions, people (each once a year) and comings, year by year: two queries."""
    held = dict(sessions(project, now).order_by().values_list("starts_at__year").annotate(Count("pk")))
    came = {
        year: (people, visits)
        for year, people, visits in workshops.came(project=project.pk)
        .order_by()
        .values_list("session__starts_at__year")
        .annotate(people=Count("person", distinct=True), visits=Count("pk"))
    }
    return [Yearly(year, held[year], *came.get(year, (0, 0))) for year in sorted(held)]


def told_sessions(project: Project, now: datetime) -> "QuerySet[Any]":
    """Those sessions with their spot and how many came to each (`here`), never who."""
    came = Count("attendances", filter=Q(attendances__came_at__isnull=False, attendances__withdrawn_at=None))
    rows = sessions(project, now).select_related("spot").only("starts_at", "title", "heads", "spot__name")
    return rows.annotate(here=came).order_by("starts_at", "pk")


def sessions(project: Project, now: datetime, year: int | None = None) -> QuerySet[Session]:
    """Those that began and were not cancelled."""
    return workshops.held(project=project.pk, period=_civil(year)).filter(starts_at__lte=now)


def years(project: Project, today: date) -> list[int]:
    """The civil years that a project has touched so far, the last first."""
    return list(range(min(project.ends_on, today).year, project.starts_on.year - 1, -1)) or [project.starts_on.year]


def _civil(year: int | None) -> Period | None:
    return None if year is None else Period.year(year)


def gestures(project: Project, year: int | None = None) -> QuerySet[Voucher]:
    """The gestures of a project's sessions that stand: what was linked to them, and what was cooked there."""
    return Voucher.objects.filter(_standing(project, "", year))


_JARS = Movement.objects.filter(voucher=OuterRef("pk"), lot__item__kind=ItemKind.FINISHED)
_AWAY = (PlaceKind.CUSTOMER, PlaceKind.RECIPIENT)
_HOME = Q(party__kind=OrganisationKind.HOUSEHOLD)
_GROWN = Q(kind__in=[Kind.RECEIVE, Kind.MAKE])
_WORKED = Q(Exists(HoursLine.objects.filter(voucher=OuterRef("pk"), kind__in=GIVEN_HOURS)))
#: The gestures that a figure is counted from.
PROOFS: dict[FigureCode, Q] = {
    C.FAMILIES: _HOME & Q(Exists(_JARS.filter(target__kind__in=_AWAY))),
    C.SAVED: _GROWN,
    C.WASTE_AVOIDED: _GROWN,
    C.JARS_MADE: Q(kind=Kind.MAKE),
    C.JARS_TAKEN: _HOME & Q(Exists(_JARS.filter(Q(target__kind__in=_AWAY) | Q(source__kind__in=_AWAY)))),
    C.JARS_GIVEN: ~_HOME
    & Q(Exists(_JARS.filter(Q(target__kind=PlaceKind.RECIPIENT) | Q(source__kind=PlaceKind.RECIPIENT)))),
    C.HOURS: _WORKED,
    C.HOURS_VALUE: _WORKED,
    C.CO2: _GROWN,
}


def proofs(project: Project, figure: FigureCode, year: int | None = None) -> QuerySet[Voucher]:
    """The gestures that a figure of PROOFS is counted from, the latest first."""
    return gestures(project, year).filter(PROOFS[figure]).order_by("-day", "-pk")


def _standing(project: Project, path: str, year: int | None = None) -> Q:
    links = SessionVoucher.objects.filter(_of(project, "session", year)).values("voucher")
    cooks = Making.objects.filter(_of(project, "order__dish__session", year)).order_by().values("voucher")
    name = path or "pk"
    before = f"{path}__" if path else ""
    # One list of both: PostgreSQL joins it, where it walked through two lists anew for each row.
    made = Q(**{f"{name}__in": links.union(cooks, all=True)})
    return made & Q(**{f"{before}reversal": None, f"{before}reverses": None})


def _of(project: Project, session: str, year: int | None) -> Q:
    """Rows whose `session` is the project's, and of that year."""
    mine = Q(**{f"{session}__project": project, f"{session}__cancelled_at": None})
    return mine if year is None else mine & Q(**{f"{session}__starts_at__year": year})


def _people(project: Project, met: list[Meeting], year: int | None = None) -> Iterable[Indicator]:
    rows = workshops.came(project=project.pk, period=_civil(year)).order_by()
    came = dict(rows.values_list("person").annotate(Count("pk")))
    present, visits, heads = set(came), sum(came.values()), sum(one.heads for one in met)
    answers = list(workshops.profiles_of(present).values())
    total = len(present) + heads
    yield Indicator(C.PARTICIPANTS, U.PEOPLE, total, heads, visits, (Part("named", len(present)),) if heads else ())
    yield Indicator(C.VISITS, U.PIECES, visits + heads, heads, visits, (Part("named", visits),) if heads else ())
    yield Indicator(C.SESSIONS, U.PIECES, len(met), 0, len(met))
    yield from funder.tables(answers, len(present), heads)
    taken = Movement.objects.filter(
        _standing(project, "voucher", year),
        target__kind__in=[PlaceKind.CUSTOMER, PlaceKind.RECIPIENT],
        lot__item__kind=ItemKind.FINISHED,
        voucher__party__kind=OrganisationKind.HOUSEHOLD,
    ).aggregate(families=Count("voucher__party", distinct=True), rows=Count("voucher", distinct=True))
    yield Indicator(C.FAMILIES, U.PIECES, taken["families"], 0, taken["rows"])


def _carried(project: Project) -> Iterable[Indicator]:
    partners, design = project.partners.count(), funding.in_design(project)
    yield Indicator(C.PARTNERS, U.PIECES, partners, 0, partners)
    parts = tuple(Part(part.value, design.get(part.value, 0)) for part in money.DesignPart)
    yield Indicator(C.DESIGN, U.PEOPLE, sum(design.values()), 0, sum(design.values()), parts)
    centres = project.centres.aggregate(before=Sum("before"), after=Sum("after"), rows=Count("pk"))
    before, after = centres["before"] or 0, centres["after"] or 0
    # Rows of another unit than the figure's: they are within it, and are not added up.
    said = (Part("before", before, "visits"), Part("after", after, "visits"))
    yield Indicator(C.CENTRES, U.PERCENT, funder.growth(before, after), 0, centres["rows"], said if before else ())


def _goods(
    project: Project, met: list[Meeting], factors: dict[Estimate, Known], year: int | None = None
) -> Iterable[Indicator]:
    standing = _standing(project, "voucher", year)
    moved = flows(standing)
    goods = add_up(moved)
    linked = SessionVoucher.objects.filter(session__project=project, voucher=OuterRef("parent__voucher"))
    brought = dict(
        Lineage.objects.filter(standing, parent__item__kind__in=PRODUCE, parent__way__in=WAYS_IN)
        .exclude(Exists(linked))
        .order_by()
        .values_list("parent__way")
        .annotate(Sum("mass_mg"))
    )
    found = gestures(project, year).aggregate(
        grown=Count("pk", filter=PROOFS[C.SAVED]),
        made=Count("pk", filter=PROOFS[C.JARS_MADE]),
        taken=Count("pk", filter=PROOFS[C.JARS_TAKEN]),
        given=Count("pk", filter=PROOFS[C.JARS_GIVEN]),
        worked=Count("pk", filter=PROOFS[C.HOURS]),
    )
    gleaned, other = goods.saved_total, sum(brought.values())
    parts = (Part("gleaned", gleaned), Part("brought", other))
    yield Indicator(C.SAVED, U.MASS, gleaned + other, 0, found["grown"], parts)
    given = goods.saved[Way.GIVEN] + brought.get(Way.GIVEN, 0)
    yield Indicator(C.WASTE_AVOIDED, U.MASS, given, 0, found["grown"])
    yield Indicator(C.JARS_MADE, U.PIECES, goods.jars_total, 0, found["made"])
    taken, gave = _jars(moved)
    yield Indicator(C.JARS_TAKEN, U.PIECES, taken, 0, found["taken"])
    yield Indicator(C.JARS_GIVEN, U.PIECES, gave, 0, found["given"])
    yield from _hours(project, standing, found["worked"])
    mapped = sum(1 for one in met if one.point is not None)
    km = _route(met, factors[Estimate.DETOUR])
    yield Indicator(C.KILOMETRES, U.KM, km, len(met) - mapped, mapped)
    spared, truck = funder.co2(given, km, factors[Estimate.FOOD_CO2].value, factors[Estimate.TRUCK_CO2].value)
    yield Indicator(C.CO2, U.CO2, spared - truck, 0, found["grown"], (Part("spared", spared), Part("truck", -truck)))


def _jars(moved: Iterable[Flow]) -> tuple[int, int]:
    """Jars that households took, and that others were given; what came back full is taken off."""
    taken = given = 0
    for flow in moved:
        outside = flow.target if flow.goes else flow.source
        if flow.item_kind is not ItemKind.FINISHED or flow.dimension is not Dimension.COUNT:
            continue
        sign = 1 if flow.goes else -1 if flow.comes else 0
        if outside in (PlaceKind.CUSTOMER, PlaceKind.RECIPIENT) and flow.party_kind is OrganisationKind.HOUSEHOLD:
            taken += sign * flow.quantity
        elif outside is PlaceKind.RECIPIENT:
            given += sign * flow.quantity
    return taken, given


def _hours(project: Project, standing: Q, evidence: int) -> Iterable[Indicator]:
    rates = list(project.rates.values_list("since", "cents"))
    rows = list(
        HoursLine.objects.filter(standing, kind__in=GIVEN_HOURS)
        .order_by()
        .values_list("kind", "voucher__day")
        .annotate(minutes=Sum("minutes"))
    )
    by_kind: dict[str, int] = defaultdict(int)
    value, unvalued = 0, 0
    by_rate: dict[int, int] = defaultdict(int)
    for kind, day, minutes in rows:
        by_kind[kind] += minutes
        rate = money.rate_on(rates, day)
        if rate is None:
            unvalued += minutes
        else:
            by_rate[rate] += minutes
    value = sum(money.value_of(minutes, rate) for rate, minutes in by_rate.items())
    parts = tuple(Part(kind, minutes) for kind, minutes in sorted(by_kind.items(), key=lambda one: -one[1]))
    yield Indicator(C.HOURS, U.MINUTES, sum(by_kind.values()), 0, evidence, parts)
    # Minutes of days before any rate are worth nothing known.
    yield Indicator(C.HOURS_VALUE, U.CENTS, value if rates else None, unvalued, evidence)


def _route(met: Iterable[Meeting], detour: Known) -> int:
    """Whole km of the truck."""
    found = directory.collective()
    us = found.organisation if found else None
    base: Point | None = None
    if us is not None and us.latitude is not None and us.longitude is not None:
        base = (us.latitude, us.longitude)
    days: dict[object, list[Point]] = defaultdict(list)
    for one in met:
        if one.point is not None:
            days[one.day].append(one.point)
    return funder.rounds_km(days, base, detour.value)


def _money(project: Project, spent: funding.Money, year: int | None = None) -> Iterable[Indicator]:
    kinds: dict[str, int] = {kind.value: 0 for kind in money.FunderKind}
    for grant, _row in spent.grants:
        kinds[grant.kind] += grant.cents
    parts = tuple(Part(kind, cents) for kind, cents in kinds.items())
    yield Indicator(C.BUDGET, U.CENTS, spent.granted, 0, len(spent.grants), parts)
    paid = [one for one in spent.expenses if year is None or one.expense.day.year == year]
    proven = [one for one in paid if one.proven]
    yield Indicator(C.SPENT, U.CENTS, sum(one.cents for one in paid), 0, len(paid))
    yield Indicator(C.JUSTIFIED, U.CENTS, sum(one.eligible for one in proven), 0, len(proven))
    given = project.in_kind.all() if year is None else project.in_kind.filter(day__year=year)
    gifts = dict(given.order_by().values_list("account").annotate(Sum("cents")))
    rows = given.count()
    parts = tuple(Part(account, cents) for account, cents in sorted(gifts.items()))
    yield Indicator(C.IN_KIND, U.CENTS, sum(gifts.values()), 0, rows, parts)
