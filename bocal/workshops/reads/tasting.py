"""What people thought of what they tasted."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet

from bocal.workshops.models import Dish, Session, SheetPhoto, Taste
from bocal.workshops.rules import Face


@dataclass(frozen=True)
class Tasted:
    """A recipe in one of its versions (None: the kitchen had not begun it), with how many liked it, or not."""

    recipe: str
    version: int | None
    glad: int
    so_so: int
    sad: int
    words: list[str]

    @property
    def all(self) -> int:
        """How many tasted."""
        return self.glad + self.so_so + self.sad


def menu(session: Session) -> QuerySet[Dish]:
    """The dishes of a session, with their recipe and version."""
    return session.menu.select_related("recipe", "order__version").order_by("pk")


def tasted(*, session: Session | None = None) -> list[Tasted]:
    """Recipes by name, their latest version first, of one session or of all. One query."""
    rows = Taste.objects.order_by("pk")
    if session is not None:
        rows = rows.filter(dish__session=session)
    faces: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    words: dict[tuple[str, int], list[str]] = defaultdict(list)
    for recipe, version, face, word in rows.values_list(
        "dish__recipe__name", "dish__order__version__number", "face", "word"
    ):
        faces[recipe, version or 0][face] += 1
        if word:
            words[recipe, version or 0].append(word)
    return [
        Tasted(key[0], key[1] or None, found[Face.GLAD], found[Face.SO_SO], found[Face.SAD], words[key][-8:])
        for key, found in sorted(faces.items(), key=lambda row: (row[0][0], -row[0][1]))
    ]


def sheets(session: Session) -> QuerySet[SheetPhoto]:
    """The photos of a session's signed sheet, without their points."""
    return session.sheets.defer("data").select_related("by")


def sheet(session: int, pk: int) -> SheetPhoto | None:
    """One of them."""
    return SheetPhoto.objects.filter(session=session, pk=pk).first()
