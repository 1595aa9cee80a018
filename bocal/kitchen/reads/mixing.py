"""What went into a pot beside what its schedule covers, in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bocal.catalog.models import Item
from bocal.catalog.words import ALLERGENS
from bocal.kitchen.models import Making, RecipeVersion
from bocal.kitchen.reads.book import whole_lines
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
    """A permitted substitute, as the pages that choose it say it."""

    item: Item
    instead_of: Item
    most_bp: int
    # Names of allergens that it brings and the recipe has not.
    brings: tuple[str, ...]


def standbys(of: RecipeVersion, lots: Iterable[tuple[int, Sequence[str]]] = ()) -> dict[int, Standby]:
    """The permitted substitutes of a version, by item. `lots`: item and allergens of the lots at hand, which count too.

    At most one query.
    """
    lines = whole_lines(of)
    recipe = {code for line in lines for code in line.item.allergens}
    carried: dict[int, list[str]] = {}
    for item, allergens in lots:
        carried.setdefault(item, []).extend(allergens)
    return {
        one.item_id: Standby(
            one.item,
            line.item,
            one.most_bp,
            tuple(
                str(ALLERGENS[code])
                for code in brought([*one.item.allergens, *carried.get(one.item_id, ())], recipe)
                if code in ALLERGENS
            ),
        )
        for line in lines
        for one in line.substitutes.all()
    }
