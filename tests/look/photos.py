"""Photos as phones send them."""

import io

from PIL import Image

#: Where and with what it was taken: Exif tags (the camera's maker, the turn to the right, the way to the place).
MAKER, TURN, PLACE = 0x010F, 0x0112, 0x8825


def a_photo(kind: str = "JPEG", size: tuple[int, int] = (1200, 900), *, turned: bool = False) -> bytes:
    """A photo, red on the left and blue on the right, that says who made it and where; `turned` on its side."""
    picture = Image.new("RGB", size, "#d02020")
    picture.paste("#2020d0", (size[0] // 2, 0, *size))
    exif = Image.Exif()
    exif[MAKER] = "Boitier Exemple"
    exif[TURN] = 6 if turned else 1
    exif.get_ifd(PLACE)[1] = "N"
    exif.get_ifd(PLACE)[2] = (44.0, 3.0, 12.0)
    out = io.BytesIO()
    picture.save(out, kind, exif=exif)
    return out.getvalue()
