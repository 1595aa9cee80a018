"""What does not fit, in sentences: of sessions that are planned, and of those that one is about to plan."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bocal.directory.models import Person
from bocal.look.templatetags.look import hour, shortday
from bocal.measure.geo import Point
from bocal.safety.models import Training
from bocal.safety.rules import EquipmentKind, TrainingTopic
from bocal.workshops import words
from bocal.workshops.models import CrewMember, Session, Spot
from bocal.workshops.reads.spots import holidays_between, season
from bocal.workshops.rules import Permission, SessionKind, Task
from bocal.workshops.rules.conflicts import MILD, Conflict, Facts, Found, Known, conflicts
from bocal.workshops.rules.holidays import PublicHoliday
from bocal.workshops.rules.planning import Wanted

#: Sessions that may collide with one lie so near.
_NEAR = timedelta(days=1)


@dataclass(frozen=True)
class Said:
    """A conflict in a sentence; `mild`: somebody may well have wanted it so."""

    code: Conflict
    text: str
    mild: bool


def trained_until() -> dict[int, date]:
    """Until when each person may lead a heat treatment: trained to an autoclave that is in use. One query."""
    rows = Training.objects.filter(
        Q(equipment__kind=EquipmentKind.AUTOCLAVE, equipment__active=True), topic=TrainingTopic.OPERATE
    )
    ends = rows.values("person").annotate(last=Max("until"), endless=Count("pk", filter=Q(until=None)))
    return {row["person"]: date.max if row["endless"] else row["last"] for row in ends}


def of_sessions(
    sessions: Sequence[Session],
    *,
    today: date,
    among: Sequence[Session] | None = None,
    known: Known | None = None,
) -> dict[int, list[Said]]:
    """The conflicts of these sessions that are still to come, by key. `among`: all there is in these days, with crew,
    where it was read already (`around`). A number of queries that does not grow."""
    open_ones = [one for one in sessions if one.cancelled_at is None and timezone.localdate(one.starts_at) >= today]
    if not open_ones:
        return {}
    first, last = _span((one.starts_at, one.ends_at) for one in open_ones)
    rows = list(_around(first, last)) if among is None else [one for one in among if one.cancelled_at is None]
    asked = {one.pk for one in open_ones}
    by_key = {one.pk: one for one in rows}
    found = conflicts(map(facts, rows), known or knows(first, last), today=today)
    names = {member.person_id: member.person.name for one in rows for member in one.crew.all()}
    return _said([one for one in found if one.ref in asked], {pk: _label(one) for pk, one in by_key.items()}, names)


def of_wanted(wanted: Sequence[Wanted], *, today: date) -> dict[int, list[Said]]:
    """The conflicts that these would have, by their number in the list, among themselves and with what is planned."""
    if not wanted:
        return {}
    first, last = _span((one.starts_at, one.ends_at) for one in wanted)
    spots = {spot.pk: spot for spot in Spot.objects.filter(pk__in={one.spot for one in wanted})}
    there = list(_around(first, last))
    drafts = {-number: _drafted(-number, one, spots[one.spot]) for number, one in enumerate(wanted, start=1)}
    labels = {one.pk: _label(one) for one in there}
    labels |= {
        ref: _named(wanted[-ref - 1].title or spots[one.spot].name, one.starts_at) for ref, one in drafts.items()
    }
    found = conflicts([*map(facts, there), *drafts.values()], knows(first, last), today=today)
    crew = {person for one in wanted for person, _task in one.crew}
    names = dict(Person.objects.filter(pk__in=crew).values_list("pk", "name"))
    return {-ref - 1: said for ref, said in _said([one for one in found if one.ref < 0], labels, names).items()}


def knows(first: datetime, last: datetime) -> Known:
    """What is known beside the sessions between two moments. Four queries at most."""
    settings = season()
    days = timezone.localdate(first), timezone.localdate(last)
    return Known(
        trained=trained_until(),
        holidays=holidays_between(*days, settings.school_zone),
        speed_kmh=settings.speed_kmh,
        ask_days=settings.ask_days,
    )


def around(sessions: Sequence[Session]) -> list[Session]:
    """The sessions that take place near these, themselves among them, each with its spot and its crew. Two queries."""
    return list(_around(*_span((one.starts_at, one.ends_at) for one in sessions)))


def with_crew(rows: QuerySet[Session]) -> QuerySet[Session]:
    """With whom each has. One query more."""
    return rows.prefetch_related(Prefetch("crew", CrewMember.objects.select_related("person")))


def _around(first: datetime, last: datetime) -> QuerySet[Session]:
    rows = Session.objects.filter(cancelled_at=None, ends_at__gt=first - _NEAR, starts_at__lt=last + _NEAR)
    return with_crew(rows.select_related("spot"))


def _span(moments: Iterable[tuple[datetime, datetime]]) -> tuple[datetime, datetime]:
    starts, ends = zip(*moments, strict=True)
    return min(starts), max(ends)


def _point(spot: Spot) -> Point | None:
    if spot.latitude is None or spot.longitude is None:
        return None
    return spot.latitude, spot.longitude


def facts(one: Session) -> Facts:
    """A session as the rules see it."""
    return Facts(
        ref=one.pk,
        kind=SessionKind(one.kind),
        day=timezone.localdate(one.starts_at),
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        spot=one.spot_id,
        point=_point(one.spot),
        truck=one.truck_id,
        crew=tuple((member.person_id, Task(member.task)) for member in one.crew.all()),
        permission=Permission(one.permission),
        water=one.spot.water,
        power=one.spot.power,
    )


def _drafted(ref: int, one: Wanted, spot: Spot) -> Facts:
    return Facts(
        ref=ref,
        kind=one.kind,
        day=timezone.localdate(one.starts_at),
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        spot=one.spot,
        point=_point(spot),
        truck=one.truck,
        crew=one.crew,
        permission=Permission(spot.permission),
        water=spot.water,
        power=spot.power,
    )


def _label(one: Session) -> str:
    return _named(one.title, one.starts_at)


def _named(title: str, starts_at: datetime) -> str:
    return f"{title}, {shortday(starts_at)}, {hour(starts_at)}"


def _said(found: Sequence[Found], labels: Mapping[int, str], names: Mapping[int, str]) -> dict[int, list[Said]]:
    told: dict[int, list[Said]] = defaultdict(list)
    for one in found:
        name: str | Promise = one.name
        if one.code is Conflict.PUBLIC_HOLIDAY:
            name = words.PUBLIC_HOLIDAYS[PublicHoliday(one.name)]
        sentence = str(words.CONFLICTS[one.code])
        if one.code is Conflict.PERMISSION_LATE and not one.amount:
            sentence = _("C’est aujourd’hui, et l’autorisation n’est pas là.")
        elif one.code is Conflict.PERMISSION_LATE:
            sentence = ngettext(
                "Dans {amount} jour, et l’autorisation n’est pas là.",
                "Dans {amount} jours, et l’autorisation n’est pas là.",
                one.amount,
            )
        text = sentence.format(
            other=labels.get(one.other, "") if one.other is not None else "",
            person=names.get(one.person, "") if one.person is not None else "",
            name=name,
            amount=one.amount,
        )
        told[one.ref].append(Said(one.code, text, one.code in MILD))
    return dict(told)
