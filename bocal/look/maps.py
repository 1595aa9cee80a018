"""A map drawn by the server as SVG: circles of distance around a centre, an outline, towns, and numbered marks.

No tile and no shape comes from elsewhere: it prints, reads without script, and says nothing to anybody about who looks.
A mark is told apart by its shape and its number, never by its colour alone; the list beside the map is its table twin.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bocal.measure.geo import Point, flat

#: A mark's radius and a letter of a town's name, in the picture's units, which are pixels at its usual size.
_MARK, _LETTER, _LINE = 11, 6.6, 15
#: What has corners needs more room than a circle (see the template).
_CORNERED = {"spot": 13, "point": 13}
#: Marks pushed farther than this from their true point get a line back to it.
_ASIDE = 3.0
_ROUNDS = 120
#: Where on its circle a distance may be written, in degrees from the north.
_WRITTEN_AT = (0, 180, 330, 30, 210, 150, 300, 60, 240, 120, 270, 90)


@dataclass(frozen=True)
class Spot:
    """Something to put on the map: `shape` is its class and its form (see the template), `number` what is written in it
    (nothing for a town), `url` where it leads, `tip` what is said of it."""

    name: str
    at: Point
    shape: str = "farm"
    number: str = ""
    url: str = ""
    tip: str = ""


@dataclass
class Mark:
    """A spot where it is drawn; `true` is where it lies, when it had to make room."""

    spot: Spot
    x: float
    y: float
    true: tuple[float, float] = field(default=(0.0, 0.0))

    @property
    def aside(self) -> bool:
        """Whether it stands apart from its true point."""
        return math.dist((self.x, self.y), self.true) > _ASIDE


@dataclass(frozen=True)
class Ring:
    """A circle of distance and the middle of what is written of its kilometres, if there is room for it."""

    km: int
    radius: float
    x: float = 0
    y: float = 0
    text: str = ""


@dataclass(frozen=True)
class Name:
    """A town's point and its name, written at its right, its left, above or below; or nowhere when it does not fit."""

    x: float
    y: float
    text: str
    dx: float = 0
    dy: float = 0
    anchor: str = "start"


@dataclass(frozen=True)
class Drawing:
    """What the template draws, in whole units of a square of `size`."""

    size: int
    middle: float
    rings: tuple[Ring, ...]
    outline: tuple[str, ...]
    towns: tuple[Name, ...]
    marks: tuple[Mark, ...]
    look: str


def draw(
    spots: Sequence[Spot],
    *,
    centre: Point,
    reach: float,
    rings: Sequence[int],
    towns: Iterable[Spot] = (),
    outline: Iterable[Sequence[Point]] = (),
    size: int = 720,
    look: str = "",
) -> Drawing:
    """A square map of `reach` kilometres around `centre`, north up, every distance from the centre true.

    Marks that would cover each other make room, the first of `spots` least; a town's name is written where it covers
    nothing. What lies beyond the square is left out: the caller lists it.
    """
    middle = size / 2
    per_km = (middle - _MARK - 4) / reach

    def at(point: Point) -> tuple[float, float]:
        east, north = flat(centre, point)
        return middle + east * per_km, middle - north * per_km

    def inside(x: float, y: float) -> bool:
        return _MARK <= x <= size - _MARK and _MARK <= y <= size - _MARK

    marks = []
    for spot in spots:
        x, y = at(spot.at)
        if inside(x, y):
            marks.append(Mark(spot, x, y, (x, y)))
    _make_room(marks, size)
    sizes = [(mark, _CORNERED.get(mark.spot.shape, _MARK)) for mark in marks]
    taken = [(mark.x - half, mark.y - half, mark.x + half, mark.y + half) for mark, half in sizes]
    taken.append((middle - _MARK, middle - _MARK, middle + _MARK, middle + _MARK))
    circles = [_ring(km, km * per_km, middle, taken) for km in rings if km <= reach]
    names = []
    for town in towns:
        x, y = at(town.at)
        if inside(x, y):
            names.append(_named(town.name, x, y, taken, size))
    paths = []
    for line in outline:
        drawn = [at(point) for point in line]
        paths.append("M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in drawn))
    return Drawing(
        size=size,
        middle=middle,
        rings=tuple(circles),
        outline=tuple(paths),
        towns=tuple(names),
        marks=tuple(marks),
        look=look,
    )


def _make_room(marks: list[Mark], size: int) -> None:
    """Push apart what covers each other, a little at a time, and never off the picture."""
    wide = [_CORNERED.get(mark.spot.shape, _MARK) for mark in marks]
    for _round in range(_ROUNDS):
        moved = False
        for here, one in enumerate(marks):
            for there, other in enumerate(marks[here + 1 :], start=here + 1):
                room = wide[here] + wide[there] + 2
                east, north = other.x - one.x, other.y - one.y
                apart = math.hypot(east, north)
                if apart >= room:
                    continue
                moved = True
                # Two at the same point part along a direction of their own, the same each time.
                turn = 2.4 * len(other.spot.number + other.spot.name) + here
                way = (east / apart, north / apart) if apart > 0.01 else (math.cos(turn), math.sin(turn))
                push = (room - apart) / 2
                _shift(one, -way[0] * push, -way[1] * push, size)
                _shift(other, way[0] * push, way[1] * push, size)
        for one, room in zip(marks, (2 + _MARK + radius for radius in wide), strict=True):
            # Our own house stays in sight.
            east, north = one.x - size / 2, one.y - size / 2
            apart = math.hypot(east, north)
            if apart < room:
                moved = True
                turn = 2.4 * len(one.spot.number + one.spot.name)
                way = (east / apart, north / apart) if apart > 0.01 else (math.cos(turn), math.sin(turn))
                _shift(one, way[0] * (room - apart), way[1] * (room - apart), size)
        if not moved:
            return


def _shift(mark: Mark, x: float, y: float, size: int) -> None:
    mark.x = min(size - _MARK, max(_MARK, mark.x + x))
    mark.y = min(size - _MARK, max(_MARK, mark.y + y))


def _ring(km: int, radius: float, middle: float, taken: list[tuple[float, float, float, float]]) -> Ring:
    """A circle, its kilometres written just inside or outside it where they cover nothing, or not at all."""
    half = (len(str(km)) + 3) * _LETTER / 2
    for aside in (10, -10):
        for turn in _WRITTEN_AT:
            x = middle + (radius + aside) * math.sin(math.radians(turn))
            y = middle - (radius + aside) * math.cos(math.radians(turn))
            box = (x - half, y - _LINE / 2, x + half, y + _LINE / 2)
            if min(box[:2]) >= 0 and max(box[2:]) <= 2 * middle and not _covers(box, taken):
                taken.append(box)
                return Ring(km, radius, x, y, f"{km} km")
    return Ring(km, radius)


def _covers(box: tuple[float, float, float, float], taken: list[tuple[float, float, float, float]]) -> bool:
    return any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken)


def _named(text: str, x: float, y: float, taken: list[tuple[float, float, float, float]], size: int) -> Name:
    """A name where it covers nothing; its room is then taken."""
    long, half = len(text) * _LETTER, _LINE / 2
    # Beside the point first, then a little farther from the marks that crowd around it.
    for gap in (0, 12, 24):
        for dx, dy, anchor, left in (
            (6 + gap, 4, "start", 0.0),
            (-6 - gap, 4, "end", -long),
            (0, -6 - gap, "middle", -long / 2),
            (0, 15 + gap, "middle", -long / 2),
        ):
            middle = y + dy - 4
            box = (x + dx + left, middle - half, x + dx + left + long, middle + half)
            if not _covers(box, taken) and min(box[:2]) >= 0 and box[2] <= size:
                taken.append(box)
                return Name(x, y, text, dx, dy, anchor)
    return Name(x, y, "")
