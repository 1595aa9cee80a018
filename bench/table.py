"""What was measured, as one table."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One figure: what it is of, what was found, what bare SQL did, their ratio and what is aimed at."""

    name: str
    found: str
    beside: str = ""
    ratio: str = ""
    aim: str = ""
    # None when there is nothing to miss.
    holds: bool | None = None

    @property
    def listing(self) -> bool:
        """Whether it holds a list, which goes below its name and stretches no column."""
        return "," in self.found and not self.aim

    @property
    def sign(self) -> str:
        return {None: "", True: "✓", False: "✗"}[self.holds]


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0 to 1) of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


HEAD = Row("mesure", "Bocal", "SQL nu", "rapport", "visé")


def draw(rows: Sequence[Row]) -> str:
    """The rows in columns as wide as what they hold."""
    cells = [
        (f"{row.name} : {row.found}",) + ("",) * 5
        if row.listing
        else (row.name, row.found, row.beside, row.ratio, row.aim, row.sign)
        for row in (HEAD, *rows)
    ]
    wide = [max(len(line[column]) for line in cells if any(line[1:])) for column in range(6)]
    lines = ["  ".join(text.ljust(width) for text, width in zip(line, wide, strict=True)).rstrip() for line in cells]
    return "\n".join((lines[0], "─" * (sum(wide) + 10), *lines[1:]))
