"""A flower drawn by the server as SVG: as many petals as it is given, each as long as its figure, 0 to 100.

A petal is told apart by its number, its name, its colour and its texture, never by its colour alone. Colours are
attributes of the drawing, so that a screen and a sheet of paper show the same one; lines and words follow the page's
own tokens where a stylesheet reaches them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

#: Colours of the petals, in their order; each stands out from light and from dark paper.
COLOURS = ("#d4593a", "#e2a72e", "#6b9a45", "#3f86a6", "#8d5a97", "#d9748f", "#3c958a", "#a9743a")
#: Textures, in the same order: lines of a tile of 12 × 12.
_TEXTURES = (
    "M0 12L12 0",
    "M6 4.4a1.6 1.6 0 1 0 .01 0",
    "M0 6H12",
    "M0 0L12 12M0 12L12 0",
    "M6 0V12",
    "M0 9L3 3L6 9L9 3L12 9",
    "M3 6H9M6 3V9",
    "M0 0L12 12",
)
#: What stands in the place of a figure that nobody knows.
UNKNOWN = "?"
# A petal of nothing is still seen.
_LEAST = 4


@dataclass(frozen=True)
class Petal:
    """A petal: its name, its length (0 to 100, None when unknown), and where a tap on it leads."""

    name: str
    length: int | None
    href: str = ""


@dataclass(frozen=True)
class _Frame:
    """A sheet to draw on: where the flower stands, how large a full petal is, whether names are written beside."""

    name: str
    width: int
    height: int
    middle: tuple[float, float]
    base: float
    full: float
    names: bool = True


_WIDE = _Frame("wide-only", 760, 560, (380, 262), 26, 168)
_NARROW = _Frame("tall-only", 330, 366, (165, 165), 18, 100, names=False)
_SMALL = _Frame("", 200, 226, (100, 104), 11, 64, names=False)


def draw(petals: Sequence[Petal], *, title: str, summary: str) -> SafeString:
    """The flower for a page, for a wide screen and for a phone; its table twin is the page's. `ValueError` for fewer
    than three petals or more than eight, or a length out of bounds."""
    return _render([_WIDE, _NARROW], petals, title, summary)


def small(petals: Sequence[Petal], *, title: str, place: int) -> SafeString:
    """A small flower, to stand beside others as the one of that place: numbers and no names."""
    return _render([_SMALL], petals, title, "", str(place))


def paper(petals: Sequence[Petal], *, title: str, little: bool = False) -> str:
    """The same drawing as a file of its own, for a printed sheet."""
    frame = _SMALL if little else _WIDE
    context = {"frames": [_drawn(frame, petals)], "title": title, "summary": "", "alone": True, "textures": _textures()}
    return render_to_string("look/parts/flower.html", context).strip()


def _render(frames: Sequence[_Frame], petals: Sequence[Petal], title: str, summary: str, place: str = "") -> SafeString:
    context = {
        "frames": [_drawn(frame, petals) for frame in frames],
        "title": title,
        "summary": summary,
        "place": place,
        "alone": False,
        "textures": _textures(),
    }
    # The template escapes every text it is given.
    return mark_safe(render_to_string("look/parts/flower.html", context))  # noqa: S308


def _textures() -> list[tuple[int, str]]:
    return list(enumerate(_TEXTURES, start=1))


def _drawn(frame: _Frame, petals: Sequence[Petal]) -> dict[str, object]:
    count = len(petals)
    if not 3 <= count <= len(COLOURS):
        raise ValueError("a flower has three to eight petals")
    if any(one.length is not None and not 0 <= one.length <= 100 for one in petals):
        raise ValueError("a petal's length is from 0 to 100")
    # The stem comes out between two petals: with an even number of them the first stands half a step aside.
    first = 0.0 if count % 2 else 180 / count
    half = min((frame.base + 0.62 * frame.full) * math.tan(math.pi / count) * 0.88, 0.42 * frame.full)
    x, y = frame.middle
    drawn = []
    for place, one in enumerate(petals):
        angle = first + 360 * place / count
        share = max(one.length, _LEAST) / 100 if one.length is not None else None
        drawn.append(
            {
                "number": place + 1,
                "colour": COLOURS[place],
                "turn": f"rotate({_f(angle)} {_f(x)} {_f(y)})",
                "ghost": _shape(frame, half, 1),
                "path": "" if share is None else _shape(frame, half, share),
                "vein": "" if share is None else _vein(frame, half, share),
                "figure": UNKNOWN if one.length is None else str(one.length),
                "href": one.href,
                "name": one.name,
                **_label(frame, angle, one.name),
            }
        )
    return {
        "name": frame.name,
        "width": frame.width,
        "height": frame.height,
        "x": _f(x),
        "y": _f(y),
        "half": _f(frame.base + frame.full / 2),
        "whole": _f(frame.base + frame.full),
        "heart": _f(frame.base * 1.12),
        "seeds": _seeds(frame),
        "stem": _stem(frame),
        "leaves": _leaves(frame),
        "petals": drawn,
        "names": frame.names,
        "badge": 15 if frame.full > 80 else 10,
        "digits": 17 if frame.full > 80 else 12,
    }


def _shape(frame: _Frame, half: float, share: float) -> str:
    """A petal that points upwards, `share` of a full one: narrow at the heart, round near its tip."""
    x, y = frame.middle
    low, long = frame.base * 0.55, frame.base * 0.45 + frame.full * share
    wide = half * (0.45 + 0.55 * share)

    def at(side: float, along: float) -> str:
        return f"{_f(x + side * wide)} {_f(y - low - along * long)}"

    left = f"C{at(-0.3, 0.1)} {at(-1, 0.36)} {at(-1, 0.66)}C{at(-1, 0.88)} {at(-0.5, 1)} {at(0, 1)}"
    right = f"C{at(0.5, 1)} {at(1, 0.88)} {at(1, 0.66)}C{at(1, 0.36)} {at(0.3, 0.1)} {at(0, 0)}Z"
    return f"M{at(0, 0)}{left}{right}"


def _vein(frame: _Frame, half: float, share: float) -> str:
    x, y = frame.middle
    low, long = frame.base, frame.full * share
    lines = [f"M{_f(x)} {_f(y - low - 0.1 * long)}V{_f(y - low - 0.8 * long)}"]
    for along in (0.38, 0.58):
        for side in (-1, 1):
            lines.append(
                f"M{_f(x)} {_f(y - low - (along - 0.14) * long)}"
                f"Q{_f(x + side * half * share * 0.3)} {_f(y - low - along * long)} "
                f"{_f(x + side * half * share * 0.52)} {_f(y - low - (along + 0.14) * long)}"
            )
    return "".join(lines)


def _label(frame: _Frame, angle: float, name: str) -> dict[str, object]:
    """Where the number stands, and beside it the name in one to three lines."""
    x, y = frame.middle
    away = frame.base + frame.full + (30 if frame.names else 26 if frame.full > 80 else 13)
    radians = math.radians(angle)
    at_x, at_y = x + away * math.sin(radians), y - away * math.cos(radians)
    # Words above would leave the sheet: beside the one petal that points straight up, they stand on its right.
    side = -1 if math.sin(radians) < -0.2 else 1
    lines = _wrap(name, 17) if frame.names else []
    start = at_y + 6 - 9.5 * len(lines)
    return {
        "at_x": _f(at_x),
        "at_y": _f(at_y),
        "text_x": _f(at_x + 24 * side),
        "anchor": "start" if side > 0 else "end",
        "lines": [(_f(start + 19 * place), line) for place, line in enumerate(lines)],
        "figure_y": _f(start + 19 * len(lines) + 2),
    }


def _wrap(name: str, width: int) -> list[str]:
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width and len(lines) < 3:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return [line if len(line) <= width + 6 else f"{line[: width + 5]}…" for line in lines]


def _seeds(frame: _Frame) -> list[tuple[str, str, str]]:
    """Seeds in the heart, each a golden angle further than the last."""
    x, y = frame.middle
    count = 34 if frame.full > 80 else 13
    reach = frame.base * 0.92 / math.sqrt(count)
    return [
        (
            _f(x + reach * math.sqrt(n) * math.cos(2.39996 * n)),
            _f(y + reach * math.sqrt(n) * math.sin(2.39996 * n)),
            _f(frame.base * 0.062 + frame.full * 0.002),
        )
        for n in range(count)
    ]


def _stem(frame: _Frame) -> str:
    x, y = frame.middle
    end = frame.height - 6
    near, far = y + (end - y) * 0.4, y + (end - y) * 0.75
    return f"M{_f(x)} {_f(y)}C{_f(x + 4)} {_f(near)} {_f(x - 12)} {_f(far)} {_f(x - 4)} {end}"


def _leaves(frame: _Frame) -> list[str]:
    x = frame.middle[0] - 4
    foot = frame.height - frame.full * 0.14
    long, tall = frame.full * 0.46, frame.full * 0.27
    return [
        f"M{_f(x)} {_f(foot)}C{_f(x + side * long * 0.3)} {_f(foot - tall)} "
        f"{_f(x + side * long * 0.8)} {_f(foot - tall)} "
        f"{_f(x + side * long)} {_f(foot - tall * lift)}C{_f(x + side * long * 0.75)} {_f(foot - tall * 0.1)} "
        f"{_f(x + side * long * 0.35)} {_f(foot + tall * 0.12)} {_f(x)} {_f(foot)}Z"
        for side, lift in ((1, 0.75), (-1, 0.5))
    ]


def _f(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
