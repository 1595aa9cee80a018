"""Flowers side by side: over time, between consultations, between centres, between publics."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import Request, enter
from bocal.directory.rules import TEAM
from bocal.impact import reads
from bocal.impact.models import Consultation
from bocal.impact.reads import Compared
from bocal.impact.words import flower as words
from bocal.look import flower as drawing
from bocal.look.templatetags.look import shortday

#: As many flowers as a screen and a sheet hold.
MOST = 6


class By(StrEnum):
    """What stands side by side; the words of the address."""

    VERSIONS = "versions"
    CONSULTATIONS = "consultations"
    CENTRES = "centres"
    PUBLICS = "publics"


TABS = [
    (By.VERSIONS, later("Dans le temps")),
    (By.CONSULTATIONS, later("Entre consultations")),
    (By.CENTRES, later("Entre centres")),
    (By.PUBLICS, later("Entre publics")),
]
HELP = {
    By.VERSIONS: later(
        "Chaque version de la fleur, toutes ses consultations ensemble, de la plus ancienne à la dernière."
    ),
    By.CONSULTATIONS: later("Chaque consultation close, de la plus ancienne à la dernière."),
    By.CENTRES: later(
        "Les réponses recueillies par chaque centre pour la dernière version. Les registres, communs à tous, ne "
        "comptent pas ici."
    ),
    By.PUBLICS: later(
        "Les réponses de chaque public à une même consultation, sans les registres. Un public de moins de cinq "
        "personnes n’est jamais montré, ni celui qui permettrait de le deviner."
    ),
}


@dataclass(frozen=True)
class Side:
    """What is compared, and the consultation whose publics are, where publics are."""

    by: By
    compared: Compared
    one: Consultation | None
    closed: Sequence[Consultation]

    @property
    def query(self) -> str:
        """What stands in the address to come back to it."""
        return f"?par={self.by}" + (f"&consultation={self.one.pk}" if self.one else "")

    @property
    def rows(self) -> list[tuple[str, list[tuple[str, int | None]]]]:
        """The table twin: each petal's length in each column, by the column's title."""
        return [
            (
                name,
                [
                    (column.title, column.lengths[root].value if root in column.lengths else None)
                    for column in self.compared.columns
                ],
            )
            for root, name in self.compared.petals.items()
        ]

    def petals(self, place: int) -> list[drawing.Petal]:
        """The petals of a column, numbered as in the table."""
        column = self.compared.columns[place]
        return [
            drawing.Petal(name, column.lengths[root].value if root in column.lengths else None)
            for root, name in list(self.compared.petals.items())[: len(drawing.COLOURS)]
        ]


def side(query: QueryDict) -> Side:
    """What an address asks to see side by side."""
    asked = query.get("par", "")
    by = By(asked) if asked in set(By) else By.VERSIONS
    closed = list(reads.closed())
    if by is By.PUBLICS:
        wanted = query.get("consultation", "")
        one = next((one for one in closed if str(one.pk) == wanted), closed[-1] if closed else None)
        names = {public: str(label).capitalize() for public, label in words.PUBLICS}
        compared = reads.compare_publics(one.flower, one, names) if one else Compared({}, [])
        return Side(by, compared, one, closed)
    return Side(by, reads.compare(_columns(by, closed)[-MOST:], measured=by is not By.CENTRES), None, closed)


def _columns(by: By, closed: Sequence[Consultation]) -> list[tuple[str, Sequence[Consultation]]]:
    if by is By.CONSULTATIONS:
        return [(f"{one.name} ({shortday(one.until)})", [one]) for one in closed]
    sets: dict[str, list[Consultation]] = {}
    last = closed[-1].flower_id if closed else None
    for one in closed:
        if by is By.VERSIONS:
            sets.setdefault(f"{one.flower.name} ({shortday(one.flower.day)})", []).append(one)
        elif one.centre is not None and one.flower_id == last:
            sets.setdefault(one.centre.name, []).append(one)
    return list(sets.items())


@enter(*sorted(TEAM))
def flower_compare(request: Request) -> HttpResponse:
    found = side(request.GET)
    columns = found.compared.columns
    pictures = [
        (
            column,
            drawing.small(found.petals(place), title=column.title, place=place)
            if column.lengths and len(found.compared.petals) >= 3
            else "",
        )
        for place, column in enumerate(columns)
    ]
    context = {
        "side": found,
        "tabs": [(by, label, by is found.by) for by, label in TABS],
        "help": HELP[found.by],
        "pictures": pictures,
        "few": len(columns) < 2,
        "nothing": _("Rien à comparer pour l’instant."),
    }
    return render(request, "impact/pages/flower_compare.html", context)
