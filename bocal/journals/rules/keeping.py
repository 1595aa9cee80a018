"""How long raw produce without a date keeps, by how long ago it came in. Pure."""

from dataclasses import dataclass
from datetime import date

from bocal.catalog.rules import ItemKind


@dataclass(frozen=True)
class Age:
    """Days since a lot came in, and the days that it keeps."""

    days: int
    keeps: int

    @property
    def too_old(self) -> bool:
        """Whether it is older than it keeps."""
        return self.days > self.keeps


def age(
    kind: ItemKind, *, came: date, good_until: date | None, shelf_days: int, usual_days: int, today: date
) -> Age | None:
    """The age of raw produce that bears no date of its own; None for what has one, or is not raw.

    `shelf_days` are the item's own, 0 when nobody wrote them: then `usual_days` count.
    """
    if kind is not ItemKind.RAW or good_until is not None:
        return None
    return Age(max((today - came).days, 0), shelf_days or usual_days)
