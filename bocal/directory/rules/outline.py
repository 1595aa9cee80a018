"""The outline of a territory, read from a GeoJSON file (RFC 7946) that may be anything: kept as cleaned points."""

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from bocal.directory.rules import Refused
from bocal.measure.geo import Point, distance_km, flat

#: A territory's outline in bytes; how deep its JSON nests (a collection of multi-polygons takes 9); how many points
#: are read and how many are kept; what it may be called.
MAX_BYTES = 2_000_000
DEEPEST = 16
MOST_POINTS = 50_000
KEPT_POINTS = 1_500
LONGEST_NAME = 80
#: Farther from the collective, in kilometres, the file is of elsewhere, or its two numbers are swapped.
FARTHEST_KM = 500

Line = tuple[Point, ...]


def read(data: bytes, *, centre: Point) -> tuple[Line, ...]:
    """The lines of a GeoJSON file as (latitude, longitude), in degrees: rings of polygons, and lines.

    Names, colours and whatever else the file says is left out. Points beyond what a drawing shows are dropped.
    Raises Refused: outline_big, outline_deep, outline_json, outline_not_geo, outline_number, outline_many,
    outline_empty, outline_far.
    """
    if len(data) > MAX_BYTES:
        raise Refused("outline_big", mb=MAX_BYTES // 1_000_000)
    if _depth(data) > DEEPEST:
        raise Refused("outline_deep")
    try:
        told = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise Refused("outline_json") from None
    lines: list[Line] = []
    count = 0
    for raw in _lines(told):
        line = tuple(_point(one) for one in raw)
        count += len(line)
        if count > MOST_POINTS:
            raise Refused("outline_many", most=MOST_POINTS)
        if len(line) > 1:
            lines.append(line)
    if not lines:
        raise Refused("outline_empty")
    if any(distance_km(centre, point) > FARTHEST_KM for line in lines for point in line):
        raise Refused("outline_far", km=FARTHEST_KM)
    return thinned(lines, centre=centre)


def thinned(lines: Iterable[Line], *, centre: Point, most: int = KEPT_POINTS) -> tuple[Line, ...]:
    """The same lines with at most `most` points: a point nearer than a step to the one kept before it goes, and the
    step grows from a hundred metres until they are few enough; then the smallest lines go. Rounded to five decimals
    (one metre). The time it takes grows with the points alone, whatever their shape."""
    found = [tuple((round(lat, 5), round(lon, 5)) for lat, lon in line) for line in lines]
    planes = [[flat(centre, point) for point in line] for line in found]
    step = 0.1
    kept = found
    while sum(map(len, kept)) > most and step < FARTHEST_KM:
        kept = [_simpler(line, plane, step) for line, plane in zip(found, planes, strict=True)]
        step *= 2
    sizes = sorted(kept, key=len, reverse=True)
    while sum(map(len, sizes)) > most:
        sizes.pop()
    return tuple(sizes)


def _depth(data: bytes) -> int:
    """How deep brackets nest, counted before anything follows them; those inside a text do not count."""
    deepest = here = 0
    inside = escaped = False
    for sign in data:
        if inside:
            inside = escaped or sign != 0x22
            escaped = not escaped and sign == 0x5C
        elif sign == 0x22:
            inside = True
        elif sign in b"[{":
            here += 1
            deepest = max(deepest, here)
        elif sign in b"]}":
            here -= 1
    return deepest


def _lines(told: Any) -> Iterator[list[Any]]:
    """The raw lines of whatever kind of GeoJSON this is."""
    if not isinstance(told, dict):
        raise Refused("outline_not_geo")
    kind, inner = told.get("type"), told.get("coordinates")
    match kind:
        case "FeatureCollection":
            for one in _listed(told.get("features")):
                yield from _lines(one)
        case "GeometryCollection":
            for one in _listed(told.get("geometries")):
                yield from _lines(one)
        case "Feature":
            # A feature may have no shape.
            if told.get("geometry") is not None:
                yield from _lines(told["geometry"])
        case "MultiPolygon":
            for polygon in _listed(inner):
                yield from (_listed(ring) for ring in _listed(polygon))
        case "Polygon" | "MultiLineString":
            yield from (_listed(line) for line in _listed(inner))
        case "LineString":
            yield _listed(inner)
        case "Point" | "MultiPoint":
            return
        case _:
            raise Refused("outline_not_geo")


def _listed(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise Refused("outline_not_geo")
    return value


def _point(raw: Any) -> Point:
    """A position is [longitude, latitude], then perhaps a height, which is left out."""
    if not isinstance(raw, list) or not 2 <= len(raw) <= 4:
        raise Refused("outline_number")
    longitude, latitude = raw[:2]
    for value, bound in ((longitude, 180), (latitude, 90)):
        # A truth is a number to Python, and a number of a thousand digits is too.
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Refused("outline_number")
        if not -bound <= value <= bound or math.isnan(value):
            raise Refused("outline_number")
    return float(latitude), float(longitude)


def _simpler(line: Line, plane: Sequence[Point], step: float) -> Line:
    """The first point, each that is `step` kilometres from the one before it, and the last."""
    kept = [0]
    for here in range(1, len(line) - 1):
        if math.dist(plane[here], plane[kept[-1]]) >= step:
            kept.append(here)
    return tuple(line[here] for here in [*kept, len(line) - 1])
