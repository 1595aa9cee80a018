"""What a session's crew notes without network, and when a tablet has been silent for long. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum

#: A tablet that said nothing for so long may hold something that nobody else has.
SILENT = timedelta(minutes=20)


class Errand(StrEnum):
    """What was noted without network."""

    TICK = "tick"
    HEADS = "heads"
    KNOWN = "known"
    ADD = "add"
    OFF = "off"
    PROFILE = "profile"
    JARS = "jars"
    REST = "rest"
    READING = "reading"
    TASTE = "taste"


def silent(heard_at: datetime, waiting: int, now: datetime) -> bool:
    """Whether a tablet, heard of at that moment with so many gestures still to send, may hold something now."""
    return waiting > 0 or now - heard_at >= SILENT
