"""What may vary in a recipe, and what follows when a pot varied more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bocal.catalog.models import Item
from bocal.directory.models import Person
from bocal.journals.rules import Refused
from bocal.kitchen import reads
from bocal.kitchen.acts.recipes import hold_recipes, is_frozen, refuse_circle, refuse_unsure, write_lines
from bocal.kitchen.acts.standing import open_deviation
from bocal.kitchen.models import Making, RecipeVersion
from bocal.kitchen.rules.deviations import Cause
from bocal.kitchen.rules.recipes import Composition
from bocal.kitchen.rules.stands import Stand
from bocal.kitchen.rules.substitution import Mix, judge

#: Letters of a reason that stand in the deviation; all of it stays with the making.
SHOWN = 160


@dataclass(frozen=True)
class Variation:
    """What a schedule covers of a line beside the recipe as it is written: shares of the pot, and substitutes."""

    low_bp: int | None = None
    high_bp: int | None = None
    stands: tuple[Stand, ...] = ()


@transaction.atomic
def vary(version: RecipeVersion, *, lines: Mapping[int, Variation]) -> None:
    """Write what may vary in a version that nothing rests on yet, by item of its lines; the others do not vary.

    Raises Refused: version_frozen, line_gone, recipe_item, recipe_circle, and those of `substitution.check_parts`.
    """
    hold_recipes()
    RecipeVersion.objects.select_for_update().get(pk=version.pk)
    if is_frozen(version):
        raise Refused("version_frozen")
    written = reads.composition(version)
    if set(lines) - {part.item for part in written.parts}:
        raise Refused("line_gone")
    bare = Variation()
    said = [(part, lines.get(part.item, bare)) for part in written.parts]
    parts = tuple(replace(part, low_bp=one.low_bp, high_bp=one.high_bp, stands=one.stands) for part, one in said)
    refuse_circle(version.recipe, list(version.recipe.products.all()), parts)
    refuse_unsure(replace(written, parts=parts))
    version.lines.all().delete()
    write_lines(version, parts)


@dataclass(frozen=True)
class Mixed:
    """A pot judged: what the rules say, and the names of all that is in it."""

    mix: Mix
    names: Mapping[int, str]
    # Made by weight: no schedule covers it.
    by_weight: bool

    @property
    def seen(self) -> reads.MixSeen:
        """As a page shows it."""
        return reads.seen(self.mix, self.names, by_weight=self.by_weight)


def mixed(composition: Composition, portions: Mapping[int, int], *, water_mg: int, by_weight: bool) -> Mixed:
    """Judge what went into a pot (mg by item) against what its schedule covers, with the collective's tolerance."""
    mix = judge(composition, portions, water_mg=water_mg, tolerance_bp=reads.collective().tolerance_bp)
    names = Item.objects.filter(pk__in=[share.item for share in mix.shares]).values_list("pk", "name")
    return Mixed(mix, dict(names), by_weight)


def refuse_unexplained(found: Mixed, reason: str) -> None:
    """Nothing outside is accepted in silence. Raises Refused: mix_outside, mix_other when it is made by weight."""
    if found.mix.outside and not reason.strip():
        raise Refused("mix_other" if found.by_weight else "mix_outside", said=_sentence(found.seen.outside))


def keep(making: Making, found: Mixed, *, reason: str, day: date, author: Person, key: str, now: datetime) -> None:
    """Keep a mix with its making; outside, a deviation opens, and the lot waits for a decision on it."""
    outside = bool(found.mix.outside)
    reason = reason.strip() if outside else ""
    Making.objects.filter(pk=making.pk).update(
        mix=reads.kept(found.mix, found.names, by_weight=found.by_weight, reason=reason)
    )
    if not outside:
        return
    shown = reason if len(reason) <= SHOWN else f"{reason[: SHOWN - 1]}…"
    why = _("Raison donnée : %(reason)s") % {"reason": shown}
    said = _sentence(found.seen.outside)[: 399 - len(why)]
    open_deviation(
        Cause.MIX, f"{said} {why}", day=day, author=author, key=key, now=now, lots=[making.lot], making=making
    )


def _sentence(said: Sequence[str]) -> str:
    return " ".join(said)
