"""Sessions for calendars (RFC 5545), hours in UTC: one as a file, or a feed of them."""

from collections.abc import Iterable, Sequence
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from bocal.measure.on_demand import OnDemand
from bocal.workshops.models import Session

if TYPE_CHECKING:
    from icalendar import Calendar, Event

icalendar = OnDemand("icalendar")


#: Programs ask again this often, where they heed it.
AGAIN = timedelta(hours=2)


def invitation(session: Session, *, site: str) -> bytes:
    """One session; `site` is the collective's own address, which makes its key unlike any other's."""
    return bytes(_calendar([event(session, site=site)]).to_ical())


def feed(sessions: Iterable[Session], *, site: str, name: str) -> bytes:
    """Sessions for a program that asks again: what is cancelled stays in it, and says so."""
    found = _calendar([event(session, site=site) for session in sessions])
    found.add("x-wr-calname", name)
    found.add("refresh-interval", AGAIN, parameters={"value": "DURATION"})
    found.add("x-published-ttl", "PT2H")
    return bytes(found.to_ical())


def event(session: Session, *, site: str, crew: bool = False, gone: bool = False) -> "Event":
    """A session: its key never changes, its sequence grows with each change. `crew`: for who works there; `gone`: for
    who does no more."""
    found: Event = icalendar.Event()
    found.add("uid", f"{'crew' if crew else 'session'}-{session.pk}@{site}")
    found.add("sequence", session.sequence)
    found.add("dtstamp", (session.cancelled_at or session.made_at).astimezone(UTC))
    found.add("dtstart", session.starts_at.astimezone(UTC))
    found.add("dtend", session.ends_at.astimezone(UTC))
    found.add("summary", session.title)
    spot = session.spot
    found.add("location", ", ".join(part for part in (spot.name, spot.address, spot.town) if part))
    if spot.latitude is not None and spot.longitude is not None:
        found.add("geo", (spot.latitude, spot.longitude))
    if session.note:
        found.add("description", session.note)
    found.add("status", "CANCELLED" if gone or session.cancelled_at else "CONFIRMED")
    return found


def _calendar(events: "Sequence[Event]") -> "Calendar":
    found: Calendar = icalendar.Calendar()
    found.add("prodid", "-//Bocal//FR")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    for one in events:
        found.add_component(one)
    return found
