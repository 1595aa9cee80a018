"""Photos that people send: read within limits, made small, and written again.

What is kept is a JPEG of our own making: neither the place and hour that a phone writes into a photo nor anything else
that a file may carry goes further.
"""

import io
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from bocal.measure.on_demand import OnDemand

Image = OnDemand("PIL.Image")
ImageOps = OnDemand("PIL.ImageOps")

MAX_BYTES = 12_000_000
# A JPEG is made smaller while it is read; any other picture is whole in memory first, four bytes a point.
MAX_POINTS = {"JPEG": 60_000_000, "MPO": 60_000_000}
MAX_POINTS_WHOLE = 16_000_000


class PictureRefused(ValueError):
    """A picture that will not be kept; `str()` is the sentence to show, in the reader's language."""


@dataclass(frozen=True)
class Picture:
    """A JPEG, and its size in points."""

    data: bytes
    width: int
    height: int


def shrink(data: bytes, *, edge: int = 400) -> Picture:
    """A JPEG, PNG or WebP picture (of at most MAX_BYTES), upright, its longer edge of at most `edge` points.

    Raises PictureRefused: it can't be read, or has too many points.
    """
    if len(data) > MAX_BYTES:
        raise PictureRefused(_("Cette photo est trop lourde. Prenez-la de nouveau en qualité normale."))
    try:
        return _small(data, edge)
    except Image.DecompressionBombError as refused:
        raise PictureRefused(_("Cette photo a trop de points. Prenez-la de nouveau en qualité normale.")) from refused
    # Whatever a decoder stumbles over in a file made to hurt it (Pillow raises all of these).
    except (OSError, ValueError, SyntaxError, OverflowError, MemoryError, IndexError, KeyError, TypeError, EOFError):
        raise PictureRefused(_("Cette photo ne se lit pas. Prenez-la de nouveau, ou envoyez-en une autre.")) from None


def page(picture: Picture) -> bytes:
    """A PDF of one page that shows a picture, for what is kept with papers."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(picture.data)) as found:
        found.save(out, "PDF", resolution=200, quality=78)
    return out.getvalue()


def _small(data: bytes, edge: int) -> Picture:
    with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as found:
        width, height = found.size
        if width * height > MAX_POINTS.get(found.format, MAX_POINTS_WHOLE):
            raise Image.DecompressionBombError(f"{width} × {height} points")
        found.draft("RGB", (edge, edge))
        upright = _plain(ImageOps.exif_transpose(found))
        upright.thumbnail((edge, edge))
        out = io.BytesIO()
        upright.save(out, "JPEG", quality=78, optimize=True, progressive=True)
        return Picture(out.getvalue(), *upright.size)


def _plain(picture: Any) -> Any:
    """Colours alone: what is transparent becomes white."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        white = Image.new("RGBA", clear.size, "white")
        white.alpha_composite(clear)
        picture = white
    return picture.convert("RGB")
