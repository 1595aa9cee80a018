"""What is remembered of a year, and what may be said of where it was read. Pure."""

from collections.abc import Iterable
from enum import StrEnum

#: Points on the longer edge of a picture as it is kept, in the album's list, and on paper.
EDGE, SMALL_EDGE, PAPER_EDGE = 1400, 480, 800
#: The same of a signed sheet on paper, where names are still read; and how many sheets one file bears.
SHEET_EDGE, SHEETS_A_FILE = 1300, 30


class MemoryKind(StrEnum):
    """What is remembered."""

    PHOTO = "photo"
    EVENT = "event"
    PRESS = "press"


def neighbours(years: Iterable[int], year: int) -> tuple[int | None, int | None]:
    """The years of these before and after one, the nearest."""
    known = sorted(set(years))
    return (
        max((one for one in known if one < year), default=None),
        min((one for one in known if one > year), default=None),
    )


def web_address(typed: str) -> bool:
    """Whether it is one that a browser may follow: nothing that runs or that reads a file."""
    return typed.startswith(("https://", "http://"))
