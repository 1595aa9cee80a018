"""What went into a pot beside what its schedule covers, in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bocal.catalog.words import ALLERGENS
from bocal.kitchen.models import Making, RecipeLine, RecipeVersion
from bocal.kitchen.rules.substitution import Mix, Share, Standing, brought
from bocal.kitchen.words import mixing as words


@dataclass(frozen=True)
class MixLine:
    """A line of a mix, to show; `of` is the line's name when it is a substitute."""

    name: str
    of: str
    share: Share

    @property
    def outside(self) -> bool:
        """Whether the schedule does not cover it."""
        return self.share.standing is not Standing.INSIDE

    @property
    def said(self) -> str:
        """What is outside, in a sentence; empty inside."""
        return words.said(self.share, self.name, self.of)


@dataclass(frozen=True)
class MixSeen:
    """A pot as it was judged, and why it was so when it was outside."""

    lines: tuple[MixLine, ...]
    reason: str = ""

    @property
    def outside(self) -> list[str]:
        """What is outside, a sentence each."""
        return [line.said for line in self.lines if line.outside]

    @property
    def worth_showing(self) -> bool:
        """Whether there is more to say than the recipe: something outside, or something replaced."""
        return any(line.outside or line.of for line in self.lines)


def seen(mix: Mix, items: Mapping[int, str], reason: str = "") -> MixSeen:
    """A mix with the names of its items."""
    return MixSeen(
        tuple(
            MixLine(items.get(one.item, "?"), items.get(one.instead_of, "") if one.instead_of else "", one)
            for one in mix.shares
        ),
        reason,
    )


def kept(mix: Mix, items: Mapping[int, str], reason: str) -> dict[str, object]:
    """A mix as a making keeps it: names as they were that day."""
    return {
        "total_mg": mix.total_mg,
        "reason": reason,
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
            )
            for row in rows
        ),
        making.mix.get("reason", ""),
    )


@dataclass(frozen=True)
class Standby:
    """A permitted substitute, as the pages that choose it say it: names, and its highest share of its line."""

    item: str
    instead_of: str
    most_bp: int
    # Names of allergens that it brings and the recipe has not.
    brings: tuple[str, ...]


def standbys(of: RecipeVersion, lots: Iterable[tuple[int, Sequence[str]]] = ()) -> dict[int, Standby]:
    """The permitted substitutes of a version, by item. `lots`: item and allergens of the lots at hand, which count too.

    One query, unless the lines came with their substitutes.
    """
    rows = _rows(of)
    recipe = {code for _line, allergens, *_rest in rows for code in allergens}
    carried: dict[int, list[str]] = {}
    for item, allergens in lots:
        carried.setdefault(item, []).extend(allergens)
    return {
        item: Standby(
            name,
            line,
            most_bp,
            tuple(
                str(ALLERGENS[code]) for code in brought([*own, *carried.get(item, ())], recipe) if code in ALLERGENS
            ),
        )
        for line, _allergens, item, name, own, most_bp in rows
        if item
    }


#: A line's name and allergens; of a substitute of it, if there is one, key, name, allergens and highest share.
_Row = tuple[str, list[str], int, str, list[str], int]


def _rows(of: RecipeVersion) -> list[_Row]:
    lines = getattr(of, "_prefetched_objects_cache", {}).get("lines")
    if lines is None:
        found = RecipeLine.objects.filter(version=of).order_by("pk", "substitutes__pk")
        return [
            (line, allergens, item or 0, name or "", own or [], most or 0)
            for line, allergens, item, name, own, most in found.values_list(
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
        rows.append((line.item.name, line.item.allergens, 0, "", [], 0))
        rows += [
            (line.item.name, line.item.allergens, one.item_id, one.item.name, one.item.allergens, one.most_bp)
            for one in line.substitutes.all()
        ]
    return rows
