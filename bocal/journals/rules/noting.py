"""What a phone noted without network: when that was, and what of it is kept. Pure."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from bocal.journals.rules.gestures import Refused

#: A phone may come back so long after.
MOST_AGE = timedelta(days=60)
#: One form holds at most so many fields, of so many characters each; answers that a tablet has sealed are longer.
MOST_FIELDS, MOST_LENGTH, MOST_SEALED = 600, 300, 2_000
#: The journals no longer take the day on which it was noted: it is written today.
DAY_GONE = frozenset({"closed", "not_enough_then"})

#: Fields that tell of somebody: kept while a note waits, no longer.
PERSONAL = frozenset({"name", "phone", "sealed"})

_NAME = re.compile(r"[a-z]{1,10}[0-9]{0,12}")


class Ending(StrEnum):
    """What became of a note that could not be written as it was."""

    WAITING = "waiting"
    WRITTEN = "written"
    LEFT = "left"


def noted_at(age: int, *, earliest: datetime, now: datetime) -> datetime:
    """The moment at which something was noted `age` seconds ago by the phone's own clock, whatever hour that clock
    shows. Before `earliest` (nobody could have), in the future or too long ago: now."""
    at = now - timedelta(seconds=age) if 0 <= age <= MOST_AGE.total_seconds() else now
    return at if at >= earliest else now


def tidy(fields: Mapping[str, str]) -> dict[str, str]:
    """The fields of a form as they may be kept. Raises Refused: unreadable_note."""
    # A space that breaks no line, as some keyboards type it, is a space.
    kept = {name: " ".join(value.split()) for name, value in fields.items() if value.strip()}
    if len(kept) > MOST_FIELDS or any(not _NAME.fullmatch(name) for name in kept):
        raise Refused("unreadable_note")
    for name, value in kept.items():
        if len(value) > (MOST_SEALED if name == "sealed" else MOST_LENGTH) or any(map(_control, value)):
            raise Refused("unreadable_note")
    return kept


def _control(char: str) -> bool:
    """A character that no keyboard types: what joins an emoji's parts is none."""
    return unicodedata.category(char) in ("Cc", "Cs")
