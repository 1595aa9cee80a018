"""What went into a pot beside what its schedule covers, in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from bocal.catalog.words import ALLERGENS
from bocal.kitchen.models import Making, RecipeLine, RecipeVersion
from bocal.kitchen.reads.book import composition
from bocal.kitchen.reads.people import collective
from bocal.kitchen.rules.substitution import Mix, Share, Standing, bounds, brought, share_of
from bocal.kitchen.words import mixing as words


@dataclass(frozen=True)
class MixLine:
    """A line of a mix, to show; `of` is the line's name when it is a substitute."""

    name: str
    of: str
    share: Share
    # Made by weight: no schedule covers it, its recipe does.
    by_weight: bool = False

    @property
    def outside(self) -> bool:
        """Whether the schedule does not cover it."""
        return self.share.standing is not Standing.INSIDE

    @property
    def said(self) -> str:
        """What is outside, in a sentence; empty inside."""
        return words.said(self.share, self.name, self.of, by_weight=self.by_weight)


@dataclass(frozen=True)
class MixSeen:
    """A pot as it was judged, and why it was so when it was outside."""

    lines: tuple[MixLine, ...]
    reason: str = ""
    by_weight: bool = False

    @property
    def no_longer(self) -> str:
        """What follows when something is outside."""
        return str(words.NO_LONGER_BY_WEIGHT if self.by_weight else words.NO_LONGER)

    @property
    def outside(self) -> list[str]:
        """What is outside, a sentence each."""
        return [line.said for line in self.lines if line.outside]

    @property
    def worth_showing(self) -> bool:
        """Whether there is more to say than the recipe: something outside, or something replaced."""
        return any(line.outside or line.of for line in self.lines)


def seen(mix: Mix, items: Mapping[int, str], *, by_weight: bool, reason: str = "") -> MixSeen:
    """A mix with the names of its items."""
    return MixSeen(
        tuple(
            MixLine(items.get(one.item, "?"), items.get(one.instead_of, "") if one.instead_of else "", one, by_weight)
            for one in mix.shares
        ),
        reason,
        by_weight,
    )


def kept(mix: Mix, items: Mapping[int, str], *, by_weight: bool, reason: str) -> dict[str, object]:
    """A mix as a making keeps it: names as they were that day."""
    return {
        "total_mg": mix.total_mg,
        "reason": reason,
        "by_weight": by_weight,
        "shares": [
            {
                "item": one.item,
                "name": items.get(one.item, "?"),
                "standing": one.standing.value,
                "mass_mg": one.mass_mg,
                "share_bp": one.share_bp,
                "low_bp": one.low_bp,
                "high_bp": one.high_bp,
                "instead_of": one.instead_of,
            }
            for one in mix.shares
        ],
    }


def mix_of(making: Making) -> MixSeen | None:
    """The mix of a making as it was judged then; None when nobody judged it. No query."""
    if not making.mix:
        return None
    rows = making.mix["shares"]
    by_weight = making.mix.get("by_weight", False)
    names = {row["item"]: row["name"] for row in rows}
    return MixSeen(
        tuple(
            MixLine(
                row["name"],
                names.get(row["instead_of"], ""),
                Share(
                    row["item"],
                    Standing(row["standing"]),
                    row["mass_mg"],
                    row["share_bp"],
                    row["low_bp"],
                    row["high_bp"],
                    row["instead_of"],
                ),
                by_weight,
            )
            for row in rows
        ),
        making.mix.get("reason", ""),
        by_weight,
    )


@dataclass(frozen=True)
class Covered:
    """A line's share of the pot as its recipe is written, and what is covered when no range is written."""

    share_bp: int
    low_bp: int
    high_bp: int


def covered(of: RecipeVersion) -> dict[int, Covered]:
    """The share of each line of a version, by item, with the collective's tolerance. One query when it came whole."""
    written, tolerance = composition(of), collective().tolerance_bp
    return {
        part.item: Covered(
            share_of(part.mg_per_kg, written.mass_in),
            *bounds(replace(part, low_bp=None, high_bp=None), written.mass_in, tolerance),
        )
        for part in written.parts
    }


def water_share(of: RecipeVersion) -> int:
    """The share of water in the pot as the recipe is written, in basis points."""
    return share_of(of.water_mg_per_kg, composition(of).mass_in)


@dataclass(frozen=True)
class Standby:
    """A permitted substitute, as the pages that choose it say it: names, and its highest share of its line."""

    item: str
    instead_of: str
    most_bp: int
    # Names of allergens that it brings and the recipe has not.
    brings: tuple[str, ...]


@dataclass(frozen=True)
class Permits:
    """What may go into a pot of a version."""

    # Items of its lines and their substitutes.
    items: frozenset[int]
    standbys: Mapping[int, Standby]
    # Codes that its lines carry.
    allergens: tuple[str, ...]


def permits(of: RecipeVersion, lots: Iterable[tuple[int, Sequence[str]]] = ()) -> Permits:
    """What a version permits. `lots`: item and allergens of the lots at hand, which count for what a substitute brings.

    One query, unless the lines came with their substitutes.
    """
    rows = _rows(of)
    recipe = tuple(dict.fromkeys(code for row in rows for code in row.allergens))
    carried: dict[int, list[str]] = {}
    for item, allergens in lots:
        carried.setdefault(item, []).extend(allergens)
    stands = {
        row.item: Standby(
            row.name,
            row.line_name,
            row.most_bp,
            allergen_names(brought([*row.own, *carried.get(row.item, ())], recipe)),
        )
        for row in rows
        if row.item
    }
    return Permits(frozenset({row.line for row in rows} | stands.keys()), stands, recipe)


def standbys(of: RecipeVersion, lots: Iterable[tuple[int, Sequence[str]]] = ()) -> Mapping[int, Standby]:
    """The permitted substitutes of a version, by item: see `permits`."""
    return permits(of, lots).standbys


@dataclass(frozen=True)
class Stranger:
    """A lot that a recipe knows nothing of: names of its allergens, and of those that the recipe has not."""

    allergens: tuple[str, ...]
    brings: tuple[str, ...]
    # What follows when it goes in.
    follows: str


def stranger(carried: Sequence[str], recipe: Iterable[str], *, by_weight: bool) -> Stranger:
    """What such a lot means, from the allergens that it carries and those of the recipe."""
    follows = words.STRANGER_BY_WEIGHT if by_weight else words.STRANGER
    return Stranger(allergen_names(carried), allergen_names(brought(carried, recipe)), str(follows))


def allergen_names(codes: Iterable[str]) -> tuple[str, ...]:
    """Allergens as one reads them, each once."""
    return tuple(str(ALLERGENS[code]) for code in dict.fromkeys(codes) if code in ALLERGENS)


class _Row(NamedTuple):
    """A line, its name and allergens; of a substitute of it, if there is one, key, name, allergens, highest share."""

    line: int
    line_name: str
    allergens: Sequence[str]
    item: int = 0
    name: str = ""
    own: Sequence[str] = ()
    most_bp: int = 0


def _rows(of: RecipeVersion) -> list[_Row]:
    lines = getattr(of, "_prefetched_objects_cache", {}).get("lines")
    if lines is None:
        found = RecipeLine.objects.filter(version=of).order_by("pk", "substitutes__pk")
        return [
            _Row(key, line, allergens, item or 0, name or "", own or [], most or 0)
            for key, line, allergens, item, name, own, most in found.values_list(
                "item",
                "item__name",
                "item__allergens",
                "substitutes__item",
                "substitutes__item__name",
                "substitutes__item__allergens",
                "substitutes__most_bp",
            )
        ]
    rows: list[_Row] = []
    for line in lines:
        rows.append(_Row(line.item_id, line.item.name, line.item.allergens))
        rows += [
            _Row(
                line.item_id,
                line.item.name,
                line.item.allergens,
                one.item_id,
                one.item.name,
                one.item.allergens,
                one.most_bp,
            )
            for one in line.substitutes.all()
        ]
    return rows
