"""Calendars (iCalendar, RFC 5545): one pickup as a file, and a feed of all that a person has to come for.

Hours are in UTC, so that no reader needs our time zone's rules.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from bocal.directory import reads as directory
from bocal.directory.models import Person, Place
from bocal.directory.rules import Desk
from bocal.look.templatetags.look import hour
from bocal.measure.on_demand import OnDemand
from bocal.orders import reads
from bocal.orders.models import Order

if TYPE_CHECKING:
    from icalendar import Calendar, Event

icalendar = OnDemand("icalendar")

#: Programs ask again this often, where they heed it.
AGAIN = timedelta(hours=2)
#: A farm comes this long before the point opens.
BEFORE = timedelta(minutes=30)


def calendar(order: Order, site: str) -> bytes:
    """One pickup as a file; `site` is the collective's own address, which makes its keys unlike any other's."""
    found = _calendar([_pickup(order, site)])
    return bytes(found.to_ical())


def feed(person: Person, *, site: str, now: datetime, more: "Iterable[Event]" = ()) -> bytes:
    """All that a person has to come for, in their language: their households' orders, the points that they hold, what
    their farms bring, and what other rooms add (`more`). Who they are today says what they read."""
    held = directory.held_by(person)
    with override(person.language):
        events = [_pickup(order, site) for order in reads.to_fetch(held.organisations(Desk.CUSTOMER), now)]
        events += [_turn(turn, site) for turn in reads.turns(person, now)]
        events += [_farm_day(farm_day, site) for farm_day in reads.farm_days(held.organisations(Desk.PRODUCER), now)]
        found = _calendar([*events, *more])
        us = directory.collective()
        found.add("x-wr-calname", us.name if us else "Bocal")
    found.add("refresh-interval", AGAIN, parameters={"value": "DURATION"})
    found.add("x-published-ttl", "PT2H")
    return bytes(found.to_ical())


def _calendar(events: "Sequence[Event]") -> "Calendar":
    found: Calendar = icalendar.Calendar()
    found.add("prodid", "-//Bocal//FR")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    for event in events:
        found.add_component(event)
    return found


def _event(uid: str, site: str, start: datetime, end: datetime, what: str, where: Place, changed: datetime) -> "Event":
    event: Event = icalendar.Event()
    event.add("uid", f"{uid}@{site}")
    event.add("dtstamp", changed.astimezone(UTC))
    event.add("dtstart", start.astimezone(UTC))
    event.add("dtend", end.astimezone(UTC))
    event.add("summary", what)
    event.add("location", ", ".join(part for part in (where.name, where.address, where.town) if part))
    return event


def _pickup(order: Order, site: str) -> "Event":
    slot = order.slot
    # Asked of orders that stand alone.
    assert slot is not None
    title = order.sale.title
    shut = slot.shut_at is not None
    what = _("Point annulé, choisissez un autre créneau : {title}") if shut else _("Chercher ma commande : {title}")
    event = _event(
        f"order-{order.pk}", site, slot.starts_at, slot.ends_at, what.format(title=title), slot.point, order.changed_at
    )
    event.add("sequence", order.version)
    event.add("status", "CANCELLED" if shut else "CONFIRMED")
    if order.collector_name:
        event.add("description", _("retiré par {who}").format(who=order.collector_name))
    return event


def _turn(turn: reads.Turn, site: str) -> "Event":
    uid = f"turn-{turn.sale.pk}-{turn.point.pk}-{turn.day:%Y%m%d}"
    what = _("Tenir le point {point}").format(point=turn.point.name)
    event = _event(uid, site, turn.first, turn.last, what, turn.point, turn.sale.since)
    told = ngettext("{title} : {n} commande", "{title} : {n} commandes", turn.orders)
    event.add("description", told.format(title=turn.sale.title, n=turn.orders))
    return event


def _farm_day(found: reads.FarmDay, site: str) -> "Event":
    uid = f"bring-{found.sale.pk}-{found.farm.pk}-{found.point.pk}-{found.day:%Y%m%d}"
    what = _("Apporter à {point}").format(point=found.point.name)
    start = found.before - BEFORE
    event = _event(uid, site, start, found.before, what, found.point, found.sale.since)
    if found.sale.final:
        told = ngettext(
            "{title}, {farm} : {n} unité, avant {hour}", "{title}, {farm} : {n} unités, avant {hour}", found.units
        )
    else:
        told = ngettext(
            "{title}, {farm} : {n} unité pour l’instant, avant {hour}",
            "{title}, {farm} : {n} unités pour l’instant, avant {hour}",
            found.units,
        )
    event.add(
        "description", told.format(title=found.sale.title, farm=found.farm.name, n=found.units, hour=hour(found.before))
    )
    return event
