"""Where the nodes of a drawn chain stand: columns on a wide screen, bands on a phone; in the units of the SVG."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: Size of a node, and what lies between two.
WIDTH, HEIGHT = 190, 70
GAP_X, GAP_Y = 54, 14
TALL_WIDTH, TALL_HEIGHT, TALL_GAP_X, TALL_GAP_Y, TALL_BAND = 174, 70, 12, 12, 48
MARGIN = 2


@dataclass(frozen=True)
class Spot:
    """The upper left corner of a node."""

    key: str
    x: int
    y: int


@dataclass(frozen=True)
class Line:
    """A link between two nodes, as the `d` of an SVG path."""

    source: str
    target: str
    path: str


@dataclass(frozen=True)
class Drawing:
    """Spots and lines in a box of `width` by `height`; `node_width` by `node_height` is the size of a node."""

    width: int
    height: int
    node_width: int
    node_height: int
    spots: tuple[Spot, ...]
    lines: tuple[Line, ...]


def arrange(columns: Sequence[Sequence[str]], links: Sequence[tuple[str, str]]) -> list[list[str]]:
    """The same columns, each ordered by where its neighbours before it stand, so that fewer lines cross."""
    before: dict[str, list[str]] = {}
    for source, target in links:
        before.setdefault(target, []).append(source)
    rank: dict[str, float] = {}
    arranged = []
    for column in columns:
        middles = [(_middle(key, before, rank, number), number, key) for number, key in enumerate(column)]
        placed = [key for _, _, key in sorted(middles)]
        rank |= {key: (number + 0.5) / len(placed) * 10 for number, key in enumerate(placed)}
        arranged.append(placed)
    return arranged


def _middle(key: str, before: Mapping[str, list[str]], rank: Mapping[str, float], otherwise: int) -> float:
    known = [rank[parent] for parent in before.get(key, ()) if parent in rank]
    return sum(known) / len(known) if known else float(otherwise)


def wide(columns: Sequence[Sequence[str]], links: Sequence[tuple[str, str]]) -> Drawing:
    """Columns side by side, each centred; lines run from right edges to left edges."""
    tallest = max((len(column) for column in columns), default=1)
    height = tallest * (HEIGHT + GAP_Y) - GAP_Y + 2 * MARGIN
    spots: dict[str, Spot] = {}
    for number, column in enumerate(columns):
        top = (height - (len(column) * (HEIGHT + GAP_Y) - GAP_Y)) // 2
        for row, key in enumerate(column):
            spots[key] = Spot(key, MARGIN + number * (WIDTH + GAP_X), top + row * (HEIGHT + GAP_Y))
    lines = []
    for source, target in links:
        a, b = spots[source], spots[target]
        x1, y1, x2, y2 = a.x + WIDTH, a.y + HEIGHT // 2, b.x, b.y + HEIGHT // 2
        bend = GAP_X // 2
        lines.append(Line(source, target, f"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}"))
    width = len(columns) * (WIDTH + GAP_X) - GAP_X + 2 * MARGIN
    return Drawing(width, height, WIDTH, HEIGHT, tuple(spots.values()), tuple(lines))


def tall(columns: Sequence[Sequence[str]], links: Sequence[tuple[str, str]]) -> Drawing:
    """The same columns as bands from top to bottom, two nodes on a line; links run downwards."""
    spots: dict[str, Spot] = {}
    width = 2 * TALL_WIDTH + TALL_GAP_X + 2 * MARGIN
    y = MARGIN
    for column in columns:
        for first in range(0, len(column), 2):
            pair = column[first : first + 2]
            left = (width - len(pair) * (TALL_WIDTH + TALL_GAP_X) + TALL_GAP_X) // 2
            for place, key in enumerate(pair):
                spots[key] = Spot(key, left + place * (TALL_WIDTH + TALL_GAP_X), y)
            y += TALL_HEIGHT + TALL_GAP_Y
        y += TALL_BAND - TALL_GAP_Y
    lines = []
    for source, target in links:
        a, b = spots[source], spots[target]
        x1, y1, x2, y2 = a.x + TALL_WIDTH // 2, a.y + TALL_HEIGHT, b.x + TALL_WIDTH // 2, b.y
        bend = max((y2 - y1) // 2, TALL_BAND // 2)
        lines.append(Line(source, target, f"M{x1} {y1}C{x1} {y1 + bend} {x2} {y2 - bend} {x2} {y2}"))
    height = max(y - TALL_BAND, TALL_HEIGHT) + MARGIN
    return Drawing(width, height, TALL_WIDTH, TALL_HEIGHT, tuple(spots.values()), tuple(lines))
