"""The flower: its petals drawn, what each is as long as, and what can be done from there."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter
from bocal.directory.rules import TEAM, Desk
from bocal.impact import reads
from bocal.impact.models import Consultation, Flower
from bocal.look import flower as drawing
from bocal.look.templatetags.look import shortday

#: Who asks, keys and rewrites; the whole team reads.
GARDENERS = (Desk.FACILITATION, Desk.DIRECTION)
#: Consultations that have a tab each; the others are in the list.
TABS = 8


@dataclass(frozen=True)
class Shown:
    """Which consultations of a version are looked at, and how that is called."""

    flower: Flower
    every: Sequence[Consultation]
    one: Consultation | None

    @property
    def closed(self) -> list[Consultation]:
        """Those that have petals."""
        return [one for one in self.every if one.closed]

    @property
    def chosen(self) -> list[Consultation]:
        """The one that was asked for, or all that are closed."""
        return [self.one] if self.one else self.closed

    @property
    def query(self) -> str:
        """What stands in the address to come back to it."""
        return f"?consultation={self.one.pk}" if self.one else ""

    @property
    def title(self) -> str:
        """The consultation's name, or that they are all together."""
        if self.one:
            return self.one.name
        return _("Toutes les consultations ensemble") if len(self.closed) > 1 else ""


def chosen(flower: Flower, query: QueryDict) -> Shown:
    """The consultation that an address asks for; the only one that is closed; else all of them."""
    every = list(reads.consultations(flower))
    closed = [one for one in every if one.closed]
    asked = query.get("consultation", "")
    one = next((one for one in closed if str(one.pk) == asked), closed[0] if len(closed) == 1 else None)
    return Shown(flower, every, one)


def petals(seen: reads.Seen, query: str = "") -> list[drawing.Petal]:
    """The petals as they are drawn, each leading to its evidence."""
    return [
        drawing.Petal(
            one.petal.name,
            one.length.value,
            reverse("impact:petal", args=[seen.flower.pk, one.petal.pk]) + query,
        )
        for one in seen.petals
    ]


def summary(seen: reads.Seen) -> str:
    """What one sees, in a sentence."""
    known = [one for one in seen.petals if one.length.value is not None]
    if not known:
        return _("Les pétales pousseront avec les réponses.")
    longest = max(known, key=lambda one: one.length.value or 0)
    shortest = min(known, key=lambda one: one.length.value or 0)
    if longest.length.value == shortest.length.value:
        return _("Tous les pétales connus ont la même longueur.")
    return _("Le pétale le plus long : {longest}. Le plus court : {shortest}.").format(
        longest=longest.petal.name, shortest=shortest.petal.name
    )


@enter(*sorted(TEAM))
def flower(request: Request, pk: int | None = None) -> HttpResponse:
    """The current version, or another one by its number."""
    versions = list(reads.flowers())
    if not versions and pk is None:
        return render(request, "impact/pages/flower.html", {"flower": None, "may": _may(request)})
    found = versions[0] if pk is None else get_object_or_404(reads.flowers(), pk=pk)
    shown = chosen(found, request.GET)
    seen = reads.seen(found, shown.chosen)
    context = {
        "flower": found,
        "versions": versions,
        "shown": shown,
        "tabs": shown.closed[:TABS] if len(shown.closed) > 1 else [],
        "waiting": [one for one in shown.every if not one.closed],
        "seen": seen,
        "picture": drawing.draw(
            petals(seen, shown.query),
            title=_("La fleur « {name} » du {day}").format(name=found.name, day=shortday(found.day)),
            summary=summary(seen),
        )
        if seen.petals
        else "",
        "may": _may(request),
    }
    return render(request, "impact/pages/flower.html", context)


def _may(request: Request) -> bool:
    return request.held.any_of(GARDENERS)
