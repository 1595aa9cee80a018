"""Where each session of a season is drawn: weeks in columns on a wide screen, in rows on a phone. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Mark:
    """A square of the picture: where, how large, and what stands in it (`sign`: nothing, ! or ×)."""

    x: float
    y: float
    size: float
    colour: str
    sign: str
    ref: int

    @property
    def middle(self) -> tuple[float, float]:
        """Where its sign stands."""
        return self.x + self.size / 2, self.y + self.size / 2 + 4.5


@dataclass(frozen=True)
class Band:
    """A week without school: a ground behind its days, `pale` telling it by more than a colour: it is dotted too."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Label:
    """A word of the picture."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Picture:
    """The squares, the grounds and the words, on a sheet of so many units."""

    width: float
    height: float
    marks: list[Mark]
    bands: list[Band]
    labels: list[Label]


@dataclass(frozen=True)
class Point:
    """A session as it is drawn: its week and its weekday (from 0), `state` ok, clash, gone or past."""

    week: int
    weekday: int
    state: str
    ref: int


_COLOURS = {"ok": "b3", "clash": "b2", "gone": "gone", "past": "past"}
_SIGNS = {"ok": "", "clash": "!", "gone": "×", "past": ""}
_LEFT, _TOP = 44, 26


def draw(
    points: Sequence[Point], *, weeks: Sequence[str], days: Sequence[str], holidays: Sequence[int], tall: bool = False
) -> Picture:
    """A square for each session; several of one day share it. `weeks` and `days` are the words at the edges (an empty
    one is left out), `holidays` the weeks that have a ground."""
    across, down = (len(days), len(weeks)) if tall else (len(weeks), len(days))
    width, height = (40, 24) if tall else (28, 28)
    together: dict[tuple[int, int], list[Point]] = {}
    for point in points:
        together.setdefault((point.week, point.weekday), []).append(point)
    marks = []
    for (week, weekday), found in together.items():
        column, row = (weekday, week) if tall else (week, weekday)
        size = min(height - 4, (width - 4) / len(found))
        marks += [
            Mark(
                _LEFT + column * width + 2 + number * size,
                _TOP + row * height + 2 + (height - 4 - size) / 2,
                size - 1,
                _COLOURS[one.state],
                _SIGNS[one.state],
                one.ref,
            )
            for number, one in enumerate(found)
        ]
    bands = [
        Band(_LEFT, _TOP + week * height, across * width, height)
        if tall
        else Band(_LEFT + week * width, _TOP, width, down * height)
        for week in holidays
    ]
    tops, sides = (days, weeks) if tall else (weeks, days)
    labels = [Label(_LEFT + n * width + 2, _TOP - 9, text) for n, text in enumerate(tops) if text]
    labels += [Label(2, _TOP + n * height + height * 0.68, text) for n, text in enumerate(sides) if text]
    return Picture(_LEFT + across * width + 4, _TOP + down * height + 4, marks, bands, labels)
