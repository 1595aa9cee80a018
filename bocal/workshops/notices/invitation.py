"""A session as a file for one's own calendar (RFC 5545), hours in UTC."""

from datetime import UTC
from typing import TYPE_CHECKING

from bocal.measure.on_demand import OnDemand
from bocal.workshops.models import Session

if TYPE_CHECKING:
    from icalendar import Calendar, Event

icalendar = OnDemand("icalendar")


def invitation(session: Session, *, site: str) -> bytes:
    """One session; `site` is the collective's own address, which makes its key unlike any other's."""
    found: Calendar = icalendar.Calendar()
    found.add("prodid", "-//Bocal//FR")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    event: Event = icalendar.Event()
    event.add("uid", f"session-{session.pk}@{site}")
    event.add("sequence", session.sequence)
    event.add("dtstamp", session.made_at.astimezone(UTC))
    event.add("dtstart", session.starts_at.astimezone(UTC))
    event.add("dtend", session.ends_at.astimezone(UTC))
    event.add("summary", session.title)
    spot = session.spot
    event.add("location", ", ".join(part for part in (spot.name, spot.address, spot.town) if part))
    event.add("status", "CANCELLED" if session.cancelled_at else "CONFIRMED")
    found.add_component(event)
    return bytes(found.to_ical())
