"""What the law wants on a jar: Regulation (EU) 1169/2011 (INCO), computed from what really went into the pot. Pure.

Masses are whole milligrams. Limits and formats are of the articles and annexes named beside each function.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from bocal.catalog.rules import DateKind

KG = 1_000_000
#: The largest face of a usual jar (720 ml), in cm², until somebody measures it.
USUAL_FACE_CM2 = 80
#: Organic ingredients make at least this share of the agricultural ones, or the name may not say it
#: (Reg. (EU) 2018/848, art. 30, 5), in basis points.
ORGANIC_BP = 9_500
#: Added water stays unsaid up to this share of the finished food (annex VII, part A, 1), in percent.
WATER_UNSAID = 5
#: Words by which each allergen (annex II) is known in French, for bold type within an ingredient's name.
ALLERGEN_WORDS: Mapping[str, tuple[str, ...]] = {
    "gluten": ("gluten", "blé", "froment", "seigle", "orge", "avoine", "épeautre", "kamut"),
    "crustaceans": ("crustacé", "crevette", "crabe", "homard", "langouste", "écrevisse"),
    "eggs": ("œuf", "oeuf"),
    "fish": ("poisson", "anchois", "thon", "saumon", "morue", "sardine", "maquereau", "truite"),
    "peanuts": ("arachide", "cacahuète"),
    "soybeans": ("soja",),
    "milk": ("lait", "beurre", "crème", "fromage", "yaourt", "petit-lait", "tomme"),
    "nuts": ("noix", "noisette", "amande", "pistache", "cajou", "pécan", "macadamia"),
    "celery": ("céleri",),
    "mustard": ("moutarde",),
    "sesame": ("sésame",),
    "sulphites": ("sulfite", "anhydride sulfureux"),
    "lupin": ("lupin",),
    "molluscs": ("mollusque", "moule", "huître", "calmar", "seiche", "poulpe", "bulot", "coque"),
}


@dataclass(frozen=True)
class Ingredient:
    """Something that went into the pot, trimmed: its name, how much, its allergens, whether all of it was organic.

    `named`: the product's own name speaks of it, so its share must be said (QUID, art. 22).
    """

    name: str
    mass_mg: int
    allergens: tuple[str, ...] = ()
    organic: bool = False
    agricultural: bool = True
    named: bool = False
    #: Some of it was organic and some was not, lots of one name put together.
    both_forms: bool = False
    #: A text that somebody named lets it into an organic food though it is not organic (Reg. (EU) 2021/1165, annex V).
    admitted: bool = False
    # What it was made of itself, by falling weight, when it was made here of several things.
    inside: tuple["Ingredient", ...] = ()


@dataclass(frozen=True)
class Piece:
    """A run of text, in bold when it names an allergen (art. 21)."""

    text: str
    bold: bool = False


@dataclass(frozen=True)
class Listed:
    """An ingredient as the list says it: its name in pieces, and its share in percent when it must be said."""

    pieces: tuple[Piece, ...]
    percent: int | None = None
    organic: bool = False
    # A compound ingredient is followed by its own (annex VII, part E, 1).
    inside: tuple["Listed", ...] = ()


@dataclass(frozen=True)
class Prepared:
    """« Préparé avec 135 g de tomates pour 100 g »: said instead of a share that evaporation brings above 100 %."""

    name: str
    grams: int


def at_mixing(
    ingredients: Iterable[Ingredient], *, finished_mg: int, water_mg: int, water_name: str
) -> list[Ingredient]:
    """Ingredients of one name as one, by falling weight at the time of mixing (art. 18, 1), water among them.

    Of the water that was added, what is left in the finished food counts (annex VII, part A, 1): the finished mass less
    all the rest; up to 5 % of the finished mass it stays unsaid. `ValueError` for a finished mass that is not positive.
    """
    if finished_mg <= 0:
        raise ValueError("a finished food weighs something")
    merged: dict[str, list[Ingredient]] = defaultdict(list)
    for one in ingredients:
        merged[one.name].append(one)
    found = [
        Ingredient(
            name,
            sum(one.mass_mg for one in same),
            tuple(sorted({code for one in same for code in one.allergens})),
            all(one.organic for one in same),
            any(one.agricultural for one in same),
            any(one.named for one in same),
            any(one.both_forms for one in same)
            or (any(one.agricultural for one in same) and len({one.organic for one in same}) > 1),
            all(one.admitted for one in same),
            _together(one.inside for one in same),
        )
        for name, same in merged.items()
    ]
    left = min(water_mg, finished_mg - sum(one.mass_mg for one in found))
    if left * 100 > WATER_UNSAID * finished_mg:
        found.append(Ingredient(water_name, left, agricultural=False))
    return sorted(found, key=lambda one: (-one.mass_mg, one.name))


def _together(insides: Iterable[tuple[Ingredient, ...]]) -> tuple[Ingredient, ...]:
    """What two lots of one compound ingredient were made of, as one."""
    every = [one for inside in insides for one in inside]
    if not every:
        return ()
    return tuple(at_mixing(every, finished_mg=max(sum(one.mass_mg for one in every), 1), water_mg=0, water_name=""))


def resolved(one: Ingredient, inside: Sequence[Ingredient], *, finished_mg: int) -> Ingredient:
    """An ingredient that was made here, with what is `inside` (mg of the batch that gave `finished_mg`).

    One that is a single thing, peeled or cut, is that thing; a compound one keeps its name, and its own ingredients
    follow it by falling weight (annex VII, part E, 1), scaled to what was used of it.
    """
    if len(inside) == 1 and not inside[0].inside:
        only = inside[0]
        return replace(only, mass_mg=one.mass_mg, named=one.named or only.named)
    scaled = tuple(replace(part, mass_mg=part.mass_mg * one.mass_mg // finished_mg) for part in inside)
    return replace(one, inside=scaled)


def listed(ingredients: Iterable[Ingredient], said: Mapping[str, int], labels: Mapping[str, str]) -> tuple[Listed, ...]:
    """Ingredients as the list says them, with their `said` shares; `labels`: the French name of each allergen."""
    found = []
    for one in ingredients:
        name = one.name.lower()
        inner = {code for part in one.inside for code in part.allergens}
        # What its own ingredients say is not said twice, unless the name itself speaks of it.
        codes = [code for code in one.allergens if code not in inner or _speaks_of(name, code)]
        found.append(
            Listed(in_bold(name, codes, labels), said.get(one.name), one.organic, listed(one.inside, {}, labels))
        )
    return tuple(found)


def _speaks_of(name: str, allergen: str) -> re.Match[str] | None:
    words = "|".join(map(re.escape, ALLERGEN_WORDS[allergen]))
    return re.search(rf"\b(?:{words})\w*", name, re.IGNORECASE)


def shares(ingredients: Sequence[Ingredient], *, finished_mg: int) -> tuple[dict[str, int], list[Prepared]]:
    """The quantity of each named ingredient: percents of the finished food, or what 100 g were prepared with.

    Annex VIII, 3: the share is that of the ingredient when it was used against the finished food; for a food that lost
    moisture, when the share of one or of all that is said passes 100 %, weights for 100 g of finished food replace it.
    """
    named = [one for one in ingredients if one.named]
    if sum(one.mass_mg for one in named) > finished_mg:
        return {}, as_prepared(ingredients, finished_mg=finished_mg)
    return {one.name: _rounded(100 * one.mass_mg, finished_mg) for one in named}, []


def as_prepared(ingredients: Sequence[Ingredient], *, finished_mg: int) -> list[Prepared]:
    """What 100 g of the finished food were prepared with, of what its name speaks of."""
    return [Prepared(one.name, _rounded(100 * one.mass_mg, finished_mg)) for one in ingredients if one.named]


def _rounded(part: int, whole: int) -> int:
    return (2 * part + whole) // (2 * whole)


def in_bold(name: str, allergens: Collection[str], labels: Mapping[str, str]) -> tuple[Piece, ...]:
    """An ingredient's name with its allergens in bold; one that the name does not speak of is added in brackets.

    `labels`: the French name of each allergen. Art. 21 and Commission notice 2017/C 428/01: emphasised in the list,
    with a clear reference to the substance.
    """
    spans, unsaid = [], []
    for code in allergens:
        at = _speaks_of(name, code)
        if at:
            spans.append(at.span())
        else:
            unsaid.append(code)
    pieces, place = [], 0
    for start, end in sorted(spans):
        if start < place:
            continue
        pieces += [Piece(name[place:start]), Piece(name[start:end], bold=True)]
        place = end
    pieces.append(Piece(name[place:]))
    for code in unsaid:
        pieces += [Piece(" ("), Piece(labels[code], bold=True), Piece(")")]
    return tuple(piece for piece in pieces if piece.text)


class DayForm(StrEnum):
    """How a date mark is written (annex X)."""

    USE_BY = "use_by"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


def date_mark(kind: DateKind, *, made_on: date, good_until: date) -> tuple[DayForm, date]:
    """The form of the date mark and the day that it names; never a day later than `good_until`.

    Annex X, 1 c: the date is day, month and year; but day and month *are sufficient* up to three months of shelf life,
    month and year up to eighteen, the year beyond. Sufficient is not due: the year alone would take up to twelve months
    from what keeps longer, so it is written only where it takes none (31 December), and month and year elsewhere.
    "Before the end of" a month (or year) is said of the last one that ends no later than the food keeps.
    """
    if kind is DateKind.USE_BY:
        return DayForm.USE_BY, good_until
    months = _months_between(made_on, good_until)
    if months < 3 or (months == 3 and good_until.day <= made_on.day):
        return DayForm.DAY, good_until
    following = good_until + timedelta(days=1)
    beyond = months > 18 or (months == 18 and good_until.day > made_on.day)
    if beyond and following.year > good_until.year:
        return DayForm.YEAR, good_until
    # The last day of the month when the food keeps until then, else of the month before.
    return DayForm.MONTH, following.replace(day=1) - timedelta(days=1)


def _months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def x_height_mm(face_cm2: int) -> float:
    """The least height of a small x (art. 13, 2 and 3): 1.2 mm; 0.9 mm when the largest face is under 80 cm²."""
    return 0.9 if face_cm2 < 80 else 1.2


def quantity_height_mm(net: int) -> int:
    """The least height of the net quantity's figures, for grams or millilitres (Dir. 76/211/EEC, annex I, 3.1)."""
    return 2 if net <= 50 else 3 if net <= 200 else 4 if net <= 1000 else 6


class Organic(StrEnum):
    """What the label may say of organic farming (Reg. (EU) 2018/848, art. 30)."""

    NOTHING = "nothing"
    IN_LIST = "in_list"
    IN_NAME = "in_name"


def in_both_forms(ingredients: Iterable[Ingredient]) -> bool:
    """Whether one ingredient is there organic and not organic, on its own or inside another."""
    forms: dict[str, set[bool]] = defaultdict(set)
    todo = list(ingredients)
    while todo:
        one = todo.pop()
        if one.both_forms:
            return True
        if one.inside:
            todo += one.inside
        elif one.agricultural:
            forms[one.name].add(one.organic)
    return any(len(found) > 1 for found in forms.values())


def not_admitted(ingredients: Iterable[Ingredient]) -> list[str]:
    """The agricultural ingredients that are neither organic nor admitted in an organic food, also inside another."""
    found: set[str] = set()
    todo = list(ingredients)
    while todo:
        one = todo.pop()
        if one.inside:
            todo += one.inside
        elif one.agricultural and not one.organic and not one.admitted:
            found.add(one.name)
    return sorted(found)


def organic_claim(
    share_bp: int, *, certified: bool, any_organic: bool, admitted: bool, both_forms: bool = False
) -> Organic:
    """Nothing without the maker's own certificate, nor with one ingredient `in_both_forms` (annex II, part IV, 2.1 b,
    which art. 30, 5 wants kept whatever the share); the name from 95 % on, when all that is not organic is `admitted`
    (art. 30, 5, a), and else nothing: the list of ingredients alone is for less than 95 % (b, i)."""
    if not certified or not any_organic or both_forms:
        return Organic.NOTHING
    if share_bp < ORGANIC_BP:
        return Organic.IN_LIST
    return Organic.IN_NAME if admitted else Organic.NOTHING


_CERTIFIER = re.compile(r"[A-Z]{2}-BIO-[0-9]{2,3}")


def certifier_holds(code: str) -> bool:
    """Whether a control body's code has its form, such as FR-BIO-01 (Reg. (EU) 2018/848, annex V)."""
    return _CERTIFIER.fullmatch(code) is not None


#: The largest drawing of a mark, in characters.
LARGEST_MARK = 100_000
_NOT_DRAWN = re.compile(
    r"<!|<\s*(script|image|foreignObject|use\b[^>]*href\s*=\s*.(?!#))|\b(file|https?):(?!//www\.w3\.org)", re.I
)


def mark_holds(drawing: str) -> bool:
    """Whether a text is a plain drawing (SVG) that fetches nothing and runs nothing."""
    if len(drawing) > LARGEST_MARK:
        return False
    body = re.sub(r"^\ufeff?\s*<\?xml[^>]*\?>|<!--.*?-->|<!DOCTYPE svg[^>\[]*>", "", drawing, flags=re.S).strip()
    return body.startswith("<svg") and body.endswith("</svg>") and _NOT_DRAWN.search(body) is None


class Criterion(StrEnum):
    """What together exempts a small maker from the nutrition table (annex V, 19; DGCCRF note of 14 December 2016)."""

    SMALL_FIRM = "small_firm"
    SMALL_AMOUNTS = "small_amounts"
    OWN_SUPPLY = "own_supply"
    LOCAL = "local"


class Missing(StrEnum):
    """What keeps a label from being lawful."""

    NAME = "name"
    OPERATOR = "operator"
    DATE = "date"
    NUTRITION = "nutrition"
    PACKER = "packer"
    CERTIFIER = "certifier"
    STORAGE = "storage"
    # The name is kept for jams, and this is none (rules.jams).
    JAM = "jam"


def exempt(ticked: Collection[str], *, face_cm2: int) -> bool:
    """Whether the nutrition table may be left out: all four criteria, or a largest face under 25 cm² (annex V, 18)."""
    return face_cm2 < 25 or set(Criterion) <= set(ticked)


#: For goods without a GTIN: a restricted circulation number (GS1 prefixes 20 to 29), which means something here alone.
OWN_PREFIX = "20"


def own_gtin(item: int) -> str:
    """Fourteen digits for an item without a GTIN of its own, for the address in its QR code."""
    if not 0 < item < 10**10:
        raise ValueError("an item's number has at most ten digits")
    digits = f"0{OWN_PREFIX}{item:010d}"
    return digits + check_digit(digits)


def check_digit(digits: str) -> str:
    """The last digit of a GTIN: weights 3 and 1 from the right, up to a ten (GS1 General Specifications)."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)
