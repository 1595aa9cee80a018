"""Pictures drawn by the server as SVG, each with its table twin: curves over time, and bars.

Colours come from classes, positions from presentation attributes: the site's CSP refuses `style=`. A curve is told
apart by its dashes and its legend, never by its colour alone.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from bocal.look.templatetags.look import number

Write = Callable[[float], str]

_TOP, _BOTTOM, _GAP = 34, 58, 44
# A letter of an axis is about so wide, in the picture's units.
_LETTER = 7.5
# A table of more rows is not read.
_MAX_ROWS = 60
_MAX_CURVES = 4


@dataclass(frozen=True)
class Series:
    """A curve: its name and its (x, y) points by rising x. `right` puts it on the panel's right-hand axis. Two points
    further apart than `gap` are not joined: nobody knows what was between them."""

    name: str
    points: Sequence[tuple[float, float]]
    right: bool = False
    gap: float = math.inf


@dataclass(frozen=True)
class Panel:
    """One drawing area: at most four curves over the common x axis, and a horizontal target line on the left axis."""

    label: str
    series: Sequence[Series]
    right_label: str = ""
    target: float | None = None
    target_label: str = ""


def line_chart(
    panels: Sequence[Panel],
    *,
    title: str,
    summary: str,
    x_label: str,
    height: int = 220,
    write_x: Write | None = None,
    write_y: Write | None = None,
    picture_only: bool = False,
) -> SafeString:
    """Panels one under the other over one x axis, with a legend and a folded table of the same figures.

    `title` names the picture, `summary` says in a sentence what one sees (read aloud in its place, and written below).
    A heat curve: one panel with the probes' temperatures and the reference as target, one with the accumulated value,
    its target, and the lethal rate on the right axis. `write_x`, `write_y` write figures in the table and the axes.
    `ValueError` when there is no point, or more than four curves in a panel.
    """
    everything = [point for panel in panels for series in panel.series for point in series.points]
    if not everything:
        raise ValueError("a chart wants at least one point")
    if any(len(panel.series) > _MAX_CURVES for panel in panels):
        raise ValueError("more than four curves cannot be told apart")
    if any(not math.isfinite(value) for point in everything for value in point):
        raise ValueError("a chart wants finite figures")
    wx, wy = write_x or _short, write_y or _short
    low, high = min(x for x, _ in everything), max(x for x, _ in everything)
    high = high if high > low else low + 1
    frames = [_WIDE] if picture_only else [_WIDE, _NARROW]
    context = {
        "title": title,
        "summary": summary,
        "x_label": x_label,
        "frames": [_draw(frame, panels, low, high, height, wx, wy) for frame in frames],
        "legend": [
            {"mark": f"s{place % _MAX_CURVES + 1}", "name": series.name}
            for place, series in enumerate(series for panel in panels for series in panel.series)
        ],
        "picture_only": picture_only,
        "table": [] if picture_only else _table(panels, wx, wy),
        "names": [series.name for panel in panels for series in panel.series],
    }
    # The template escapes every text it is given.
    return mark_safe(render_to_string("look/parts/line_chart.html", context))  # noqa: S308


def _draw(
    frame: "_Frame", panels: Sequence[Panel], low: float, high: float, height: int, wx: Write, wy: Write
) -> dict[str, object]:
    """One drawing of all panels, x from `low` to `high`: every place in it, as the template writes it."""
    scales = [
        (_scale([s for s in panel.series if not s.right], panel.target), _scale([s for s in panel.series if s.right]))
        for panel in panels
    ]
    has_right = [any(series.right for series in panel.series) for panel in panels]
    start = frame.margin([wy(tick) for left, _ in scales for tick in left.ticks])
    end = frame.margin(
        [wy(tick) for (_, right), there in zip(scales, has_right, strict=True) if there for tick in right.ticks]
    )
    inner = frame.width - start - end

    def at_x(x: float) -> float:
        return start + (x - low) / (high - low) * inner

    drawn, mark, top = [], 0, float(_TOP)
    for panel, (left, right), there in zip(panels, scales, has_right, strict=True):
        # Two names side by side want room; without it, each has its line.
        top += frame.lead if panel.right_label else 0
        curves = []
        for series in panel.series:
            mark = mark % _MAX_CURVES + 1
            path = _path(series, frame.points, at_x, right if series.right else left, top, height)
            curves.append({"mark": f"s{mark}", "path": path})
        drawn.append(
            {
                "label": panel.label,
                "right_label": panel.right_label,
                "top": _f(top),
                "bottom": _f(top + height),
                "label_y": _f(top - 12 - (frame.lead if panel.right_label else 0)),
                "right_label_y": _f(top - 12),
                "left_ticks": [_tick(tick, left, top, height, wy) for tick in left.ticks],
                "right_ticks": [_tick(tick, right, top, height, wy) for tick in right.ticks] if there else [],
                "curves": curves,
                "target": None if panel.target is None else _tick(panel.target, left, top, height, wy),
                "target_label": panel.target_label,
            }
        )
        top += height + _GAP
    bottom = top - _GAP
    return {
        "width": frame.width,
        "name": frame.name,
        "height": _f(bottom + _BOTTOM),
        "left": _f(start),
        "right": _f(frame.width - end),
        "left_text": _f(start - 8),
        "right_text": _f(frame.width - end + 8),
        "target_text": _f(start + 8),
        "middle": _f(start + inner / 2),
        "x_text": _f(bottom + 22),
        "x_label_y": _f(bottom + 48),
        "x_ticks": [{"x": _f(at_x(x)), "text": wx(x)} for x in nice_ticks(low, high, frame.ticks)],
        "panels": drawn,
    }


def bars(rows: Sequence[tuple[str, float, str]], *, title: str, summary: str = "", mark: int = 1) -> SafeString:
    """Horizontal bars: each row a label, a size ≥ 0 and the size in words ("312 kg"), which is written at its end.

    The picture is drawn from a table that holds the same words, so it needs no other twin. `mark` (1 to 4) is the tint.
    """
    if any(size < 0 or not math.isfinite(size) for _, size, _ in rows):
        raise ValueError("a bar wants a size of zero or more")
    most = max((size for _, size, _ in rows), default=0) or 1
    drawn = [
        {"label": label, "words": words, "share": _f(100 * size / most), "mark": f"b{mark}"}
        for label, size, words in rows
    ]
    context = {"title": title, "summary": summary, "rows": drawn}
    return mark_safe(render_to_string("look/parts/bars.html", context))  # noqa: S308


def nice_ticks(low: float, high: float, wanted: int = 5) -> list[float]:
    """Round figures (1, 2 or 5 times a power of ten apart) within [low, high], about `wanted` of them."""
    span = high - low
    if span <= 0 or not math.isfinite(span):
        return [low]
    raw = span / max(1, wanted)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= raw * 0.7)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(i * step, 10) for i in range(first, last + 1)]


def thin(points: Sequence[tuple[float, float]], limit: int) -> list[tuple[float, float]]:
    """At most about `limit` points that keep the shape: each slice gives its lowest and its highest; ends are kept."""
    if len(points) <= limit:
        return list(points)
    slices = max(1, limit // 2)
    kept = {0, len(points) - 1}
    for i in range(slices):
        span = range(i * len(points) // slices, (i + 1) * len(points) // slices)
        kept.add(min(span, key=lambda k: points[k][1]))
        kept.add(max(span, key=lambda k: points[k][1]))
    return [points[k] for k in sorted(kept)]


@dataclass(frozen=True)
class _Frame:
    """A sheet to draw on: `least` margin beside an axis, at most `points` in a curve, about `ticks` along x."""

    name: str
    width: int
    least: float
    points: int
    ticks: int
    # Height of a line of its own for the right-hand axis's name; 0 where there is room beside the other.
    lead: float

    def margin(self, texts: Sequence[str]) -> float:
        """Room beside an axis for its figures."""
        return max([self.least, *(16 + _LETTER * len(text) for text in texts)])


#: A picture is drawn twice, for a wide screen and for a phone: shrunk, its letters could not be read.
_WIDE = _Frame("wide-only", 720, 64, 360, 7, 0)
_NARROW = _Frame("tall-only", 330, 16, 180, 4, 20)


@dataclass(frozen=True)
class _Scale:
    low: float
    high: float
    ticks: list[float]

    def at(self, y: float, top: float, height: float) -> float:
        return top + height - (y - self.low) / (self.high - self.low) * height


def _scale(series: Sequence[Series], target: float | None = None) -> _Scale:
    values = [y for one in series for _, y in one.points] + ([target] if target is not None else [])
    low, high = min(values, default=0.0), max(values, default=1.0)
    # An axis that starts near zero starts at zero.
    low = 0.0 if 0 <= low < (high or 1) * 0.5 else low
    # A difference that no screen can show is none; floating point would find no step for its ticks.
    if high - low < 1e-9 * max(1.0, abs(high)):
        high = low + 1
    ticks = nice_ticks(low, high, 4)
    step = ticks[1] - ticks[0] if len(ticks) > 1 else high - low
    low, high = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
    return _Scale(low, high, nice_ticks(low, high, 4))


def _tick(value: float, scale: _Scale, top: float, height: float, write: Write) -> dict[str, str]:
    y = scale.at(value, top, height)
    # A line at the very top has the panel's name above it: its own words go below.
    beside = y - 6 if y - top > 20 else y + 20
    return {"y": _f(y), "text_y": _f(y + 4.5), "above": _f(beside), "text": write(value)}


def _path(series: Series, limit: int, at_x: Callable[[float], float], scale: _Scale, top: float, height: float) -> str:
    drawn = []
    for run in _runs(series.points, series.gap):
        points = thin(run, max(2, limit * len(run) // len(series.points)))
        drawn.append("M" + "L".join(f"{_f(at_x(x))} {_f(scale.at(y, top, height))}" for x, y in points))
    return "".join(drawn)


def _runs(points: Sequence[tuple[float, float]], gap: float) -> list[Sequence[tuple[float, float]]]:
    """The points that are joined to one another."""
    cuts = [n + 1 for n, (one, other) in enumerate(pairwise(points)) if other[0] - one[0] > gap]
    return [points[begin:end] for begin, end in pairwise([0, *cuts, len(points)])]


def _table(panels: Sequence[Panel], wx: Write, wy: Write) -> list[tuple[str, list[str]]]:
    columns = [dict(series.points) for panel in panels for series in panel.series]
    instants = sorted({x for column in columns for x in column})
    step = max(1, math.ceil(len(instants) / _MAX_ROWS))
    shown = instants[::step]
    if shown[-1] != instants[-1]:
        shown.append(instants[-1])
    return [(wx(x), [wy(column[x]) if x in column else "" for column in columns]) for x in shown]


def _short(value: float) -> str:
    # A rate near nothing keeps its first two figures, or every mark of its axis would read the same.
    places = 3 if abs(value) >= 0.01 or not value else min(9, 1 - math.floor(math.log10(abs(value))))
    return number(Decimal(f"{round(value, places):f}"))


def _f(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
