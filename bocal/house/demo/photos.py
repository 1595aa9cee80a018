"""What the demonstration's goods look like: drawn here, since no camera was there."""

import io
from random import Random

from bocal.catalog import acts as catalog
from bocal.catalog.models import Item
from bocal.directory.rules import Desk
from bocal.house.demo.people import Peopled
from bocal.look import pictures
from bocal.measure.on_demand import OnDemand

Image = OnDemand("PIL.Image")
ImageDraw = OnDemand("PIL.ImageDraw")

#: How wide and how high one is (in hundredths of the picture), its colour, and its leaves' (none: none).
LOOKS: dict[str, tuple[int, int, str, str]] = {
    "Tomates": (24, 22, "#d6412b", "#4f7f3a"),
    "Courgettes": (11, 38, "#4e7d3c", "#8fae5d"),
    "Aubergines": (16, 34, "#43254f", "#6f8f4e"),
    "Poivrons": (20, 24, "#e2a21d", "#4f7f3a"),
    "Oignons": (20, 19, "#c98a4b", ""),
    "Carottes": (9, 36, "#e5792a", "#5f9443"),
    "Betteraves": (22, 22, "#7d2143", "#5c8240"),
    "Courges": (30, 26, "#e08a2c", "#6d7d3b"),
    "Pommes": (22, 21, "#c9402f", "#6b4a2b"),
    "Poires": (18, 26, "#bdb343", "#6b4a2b"),
    "Poireaux": (8, 44, "#e9e6c8", "#5f9443"),
    "Céleri-rave": (25, 23, "#d8c79a", "#5f9443"),
    "Topinambours": (15, 13, "#b98b68", ""),
    "Œufs": (15, 19, "#e3bd94", ""),
    "Pain de campagne": (46, 32, "#b9793f", ""),
}


def photos(found: Peopled) -> None:
    """The collective's own photo of each crop that is drawn."""
    for item in Item.objects.filter(name__in=LOOKS).order_by("name"):
        picture = pictures.shrink(_drawn(item.name))
        catalog.show_photo(item, producer=None, picture=picture, person=found.at(Desk.PRODUCTS), now=found.now)


def _drawn(name: str) -> bytes:
    """A crate seen from above. Twice as large as kept, so that edges come out smooth."""
    width, height, colour, leaves = LOOKS[name]
    random, size = Random(name), 800  # noqa: S311 (drawings, not secrets)
    sheet = Image.new("RGB", (size, size), "#e9dcc3")
    pen = ImageDraw.Draw(sheet)
    for board in range(0, size, 160):
        pen.rectangle((0, board, size, board + 152), fill="#dcc9a4")
    unit = size / 100
    step_x, step_y = width * 0.82, height * 0.72
    for row in range(int(100 // step_y) + 2):
        for column in range(int(100 // step_x) + 2):
            x = (column * step_x + (row % 2) * step_x / 2 - width / 2 + random.uniform(-2, 2)) * unit
            y = (row * step_y - height / 2 + random.uniform(-2, 2)) * unit
            box = (x, y, x + width * unit, y + height * unit)
            pen.ellipse(box, fill=colour, outline="#3a2a1c", width=3)
            shine = (
                x + width * unit * 0.22,
                y + height * unit * 0.14,
                x + width * unit * 0.5,
                y + height * unit * 0.34,
            )
            pen.ellipse(shine, fill=_lighter(colour))
            if leaves:
                middle = x + width * unit / 2
                pen.polygon(
                    [(middle, y - 20), (middle - 26, y + 22), (middle, y + 10), (middle + 26, y + 22)], fill=leaves
                )
    out = io.BytesIO()
    sheet.save(out, "PNG")
    return out.getvalue()


def _lighter(colour: str) -> str:
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return "#" + "".join(f"{part + (255 - part) * 2 // 5:02x}" for part in parts)
