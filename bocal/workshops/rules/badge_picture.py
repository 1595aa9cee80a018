"""A badge's picture, and the signed badge put into it. Pure: only our own drawing, and words made harmless."""

import struct
import textwrap
import zlib
from html import escape

from bocal.workshops.rules.badges import Emblem

_NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
_INK = "#2b211b"
_LINE = f'fill="none" stroke="{_INK}" stroke-width="7" stroke-linecap="round" stroke-linejoin="round"'

#: Ground of the disc and drawing (about 160 wide, around 0, 0) of each emblem.
_DRAWN: dict[Emblem, tuple[str, str]] = {
    Emblem.JAR: (
        "#f4d9a8",
        f'<path d="M-40-50c0 18-24 22-24 50v58a16 16 0 0 0 16 16h96a16 16 0 0 0 16-16V0c0-28-24-32-24-50z" '
        f'fill="#fffdf8" stroke="{_INK}" stroke-width="7"/><path d="M-58 8c18-12 40 8 58 0s40-12 58 0v50a10 10 0 0 '
        f'1-10 10H-48a10 10 0 0 1-10-10z" fill="#c4451f"/><rect x="-48" y="-78" width="96" height="28" rx="8" '
        f'fill="#e2a72e" stroke="{_INK}" stroke-width="7"/>',
    ),
    Emblem.POT: (
        "#f3c7b5",
        f'<path d="M-70-10h140v52a34 34 0 0 1-34 34h-72a34 34 0 0 1-34-34z" fill="#c4451f" stroke="{_INK}" '
        f'stroke-width="7"/><path d="M-84-10h168M-70 14h-18M70 14h18M-20-30c-10-16 10-24 0-40M20-30c-10-16 10-24 '
        f'0-40" {_LINE}/>',
    ),
    Emblem.HANDS: (
        "#d9e6c9",
        f'<path d="M-56 20v-44a12 12 0 0 1 24 0v-26a12 12 0 0 1 24 0v-8a12 12 0 0 1 24 0v16a12 12 0 0 1 24 0v64c0 '
        f'30-20 52-52 52-30 0-44-18-54-40l-24-40c-8-14 10-24 20-12z" fill="#fffdf8" stroke="{_INK}" '
        f'stroke-width="7" stroke-linejoin="round"/><path d="M-32-24v30M-8-50v50M16-50v50" {_LINE}/>',
    ),
    Emblem.LEAF: (
        "#d9e6c9",
        f'<path d="M-60 60C-70-20-20-70 70-70 74 20 20 70-60 60z" fill="#6b9a45" stroke="{_INK}" stroke-width="7" '
        f'stroke-linejoin="round"/><path d="M-76 76 30-30M-20 20v-40M-20 20h42" {_LINE}/>',
    ),
    Emblem.PEOPLE: (
        "#e3eff3",
        f'<g fill="#fffdf8" stroke="{_INK}" stroke-width="7"><circle cx="-52" cy="-22" r="20"/><circle cx="52" '
        f'cy="-22" r="20"/><path d="M-88 56c0-60 70-60 70 0zM18 56c0-60 70-60 70 0z"/></g><g fill="#e2a72e" '
        f'stroke="{_INK}" stroke-width="7"><circle cx="0" cy="-42" r="25"/><path d="M-46 66c0-84 92-84 92 0z"/></g>',
    ),
    Emblem.DROP: (
        "#e3eff3",
        f'<path d="M0-80c34 46 56 68 56 100a56 56 0 0 1-112 0c0-32 22-54 56-100z" fill="#7fb3c8" stroke="{_INK}" '
        f'stroke-width="7" stroke-linejoin="round"/><path d="M-26 24a28 28 0 0 0 28 28" {_LINE}/>',
    ),
}


def picture(emblem: Emblem, name: str, issuer: str) -> str:
    """A badge as SVG, 400 by 400: its emblem, its name on three lines at most, who gives it."""
    ground, drawn = _DRAWN[emblem]
    lines = textwrap.wrap(name, 20)[:3] or [""]
    written = "".join(
        f'<text x="200" y="{296 + 29 * place - 12 * len(lines)}" font-size="25" font-weight="bold">'
        f"{escape(line)}</text>"
        for place, line in enumerate(lines)
    )
    below = escape(textwrap.shorten(issuer, 30, placeholder="…"))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" width="400" height="400" role="img">'
        f"<title>{escape(name)}</title>"
        f'<circle cx="200" cy="200" r="192" fill="#ad3819"/><circle cx="200" cy="200" r="176" fill="#fffdf8"/>'
        f'<circle cx="200" cy="142" r="98" fill="{ground}"/><g transform="translate(200 142) scale(.78)">{drawn}</g>'
        f'<g font-family="Atkinson Hyperlegible, Verdana, sans-serif" text-anchor="middle" fill="{_INK}">{written}'
        f'<text x="200" y="354" font-size="13">{below}</text></g></svg>'
    )


def bake_svg(svg: str, token: str) -> str:
    """The picture with the signed badge in it (OB 3.0 §5.3.2.1)."""
    opened = svg.replace("<svg ", f'<svg xmlns:openbadges="{_NAMESPACE}" ', 1)
    head, end, rest = opened.partition(">")
    return f'{head}{end}<openbadges:credential verify="{token}"></openbadges:credential>{rest}'


def bake_png(png: bytes, token: str) -> bytes:
    """The same in a PNG: an iTXt chunk, not compressed, right after the header (OB 3.0 §5.3.1.1)."""
    said = b"iTXt" + b"openbadgecredential\0" + b"\0\0" + b"\0" + b"\0" + token.encode()
    chunk = struct.pack(">I", len(said) - 4) + said + struct.pack(">I", zlib.crc32(said))
    # The signature is 8 bytes, the header's chunk 25.
    return png[:33] + chunk + png[33:]
