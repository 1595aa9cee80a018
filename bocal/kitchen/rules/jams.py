"""Names that the law keeps for jams: what « confiture », « gelée » and « marmelade » want of what is in the jar. Pure.

Directive 2001/113/EC, annex I, as Directive (EU) 2024/1438 amends it (what is made from 14 June 2026 on), and décret
n° 85-872, art. 4 (soluble solids). Masses are whole milligrams. The lower figures of rare fruits since 2026 are to be
verified in the amended annex.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

#: The first day of making to which the amended figures apply.
SINCE = date(2026, 6, 14)
#: Soluble solids by refractometer, in percent (décret 85-872, art. 4; the directive says 60 where States say nothing).
SOLUBLE_PERCENT = 55
#: Citrus fruit in a kilo of marmalade, in grams.
MARMALADE = 200
_RARE = {
    "groseille": "currant",
    "sorbe": "currant",
    "argousier": "currant",
    "cassis": "currant",
    "cynorhodon": "currant",
    "cynorrhodon": "currant",
    "coing": "currant",
    "gingembre": "ginger",
    "anacarde": "cashew",
    "passion": "passion",
}
#: Grams of fruit for a kilo: (jam and jelly, extra), before and since.
_BEFORE = {"": (350, 450), "currant": (250, 350), "ginger": (150, 250), "cashew": (160, 230), "passion": (60, 80)}
_SINCE = {"": (450, 500), "currant": (350, 450), "ginger": (180, 280), "cashew": (230, 290), "passion": (80, 100)}
#: Not mixed with others in an extra jam.
_ALONE = ("pomme", "poire", "melon", "pastèque", "raisin", "citrouille", "potiron", "courge", "concombre", "tomate")
_CITRUS = ("orange", "citron", "pamplemousse", "pomelo", "mandarine", "clémentine", "bergamote", "kumquat", "cédrat")
#: Vegetables that are no fruit to the decree (tomato, carrot, rhubarb, pumpkin, melon and sweet potato are).
_NO_FRUIT = (
    *("ail", "artichaut", "asperge", "bette", "betterave", "blette", "céleri", "champignon", "chou", "échalote"),
    *("endive", "épinard", "fenouil", "navet", "oignon", "panais", "poireau", "pomme de terre", "radis", "salade"),
    *("topinambour",),
)


class Reserved(StrEnum):
    """A name that the law keeps."""

    JAM = "jam"
    EXTRA = "extra"
    MARMALADE = "marmalade"


class JamFault(StrEnum):
    """Why a jar may not bear the name."""

    FRUIT_UNSAID = "fruit_unsaid"
    NO_FRUIT = "no_fruit"
    FRUIT_SHORT = "fruit_short"
    EXTRA_MIXED = "extra_mixed"
    NOT_CITRUS = "not_citrus"
    SOLUBLE_UNKNOWN = "soluble_unknown"
    SOLUBLE_SHORT = "soluble_short"


@dataclass(frozen=True)
class Found:
    """A fault, with the grams of fruit in a kilo that there are and that the name wants."""

    fault: JamFault
    there: int = 0
    wanted: int = 0


def reserved(name: str) -> Reserved | None:
    """Which kept name a legal name begins with; « Poulet en gelée » does not."""
    said = re.match(r"\s*(confiture|gelée|marmelade)s?\b(\s+extra\b)?", name, re.IGNORECASE)
    if said is None:
        return None
    if said[1].lower() == "marmelade":
        return Reserved.MARMALADE
    return Reserved.EXTRA if said[2] else Reserved.JAM


def faults(
    name: str, fruits: Sequence[tuple[str, int]], *, finished_mg: int, made_on: date, soluble_percent: int | None
) -> list[Found]:
    """What keeps a jar from bearing its name; none when the name is nobody's.

    `fruits`: what the name speaks of, each with its trimmed mass. Of a mix, the wanted share is that of each fruit
    weighed by how much of it there is (annex I, II).
    """
    kept = reserved(name)
    if kept is None:
        return []
    found = []
    if not fruits:
        found.append(Found(JamFault.FRUIT_UNSAID))
    elif any(_is(fruit, _NO_FRUIT) for fruit, _mass in fruits):
        found.append(Found(JamFault.NO_FRUIT))
    elif kept is Reserved.MARMALADE and not all(_is(fruit, _CITRUS) for fruit, _mass in fruits):
        found.append(Found(JamFault.NOT_CITRUS))
    else:
        total = sum(mass for _fruit, mass in fruits)
        wanted = [(MARMALADE if kept is Reserved.MARMALADE else _least(fruit, kept, made_on), m) for fruit, m in fruits]
        # Compared as whole products, so that nothing is rounded before the verdict.
        if total and total * total * 1_000 < sum(grams * mass for grams, mass in wanted) * finished_mg:
            least = sum(grams * mass for grams, mass in wanted)
            found.append(Found(JamFault.FRUIT_SHORT, total * 1_000 // finished_mg, -(-least // total)))
        if kept is Reserved.EXTRA and len(fruits) > 1 and any(_is(fruit, _ALONE) for fruit, _mass in fruits):
            found.append(Found(JamFault.EXTRA_MIXED))
    if soluble_percent is None:
        found.append(Found(JamFault.SOLUBLE_UNKNOWN))
    elif soluble_percent < SOLUBLE_PERCENT:
        found.append(Found(JamFault.SOLUBLE_SHORT))
    return found


def _least(fruit: str, kept: Reserved, made_on: date) -> int:
    grams = _SINCE if made_on >= SINCE else _BEFORE
    sort = next((sort for word, sort in _RARE.items() if _is(fruit, (word,))), "")
    return grams[sort][kept is Reserved.EXTRA]


def _is(name: str, words: Collection[str]) -> bool:
    """Whether a name begins with one of these words, in the singular or not: « Pommes de terre » is no « pomme »."""
    said = re.sub(r"(\w{2,})[sx]\b", r"\1", name.lower())
    if "pomme de terre" in said and "pomme de terre" not in words:
        return False
    return any(re.search(rf"\b{re.sub(r'[sx]$', '', word)}[sx]?\b", said) for word in words)
