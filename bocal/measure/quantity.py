"""Whole quantities (milligrams, microlitres, pieces): reading what people type, writing it, sharing it out."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum

from bocal.measure.unreadable import Code, Unreadable

MG_PER_G = 1_000
MG_PER_KG = 1_000_000
UL_PER_L = 1_000_000

# No crate, kettle or lorry of a collective weighs more in one go: beyond it, a unit was mistaken.
MAX_WEIGHT_MG = 20_000 * MG_PER_KG

NBSP = "\u00a0"
NARROW_NBSP = "\u202f"
MINUS = "\u2212"

_MAX_DIGITS = 15
_MAX_DECIMALS = 10
_SPACES = "[ \t\u00a0\u2007\u2009\u202f]"
_NUMBER = re.compile(rf"([+\-\u2212]?){_SPACES}*([0-9]+|[0-9]{{1,3}}(?:{_SPACES}[0-9]{{3}})+)?(?:[.,]([0-9]+))?")
_TERM = re.compile(r"(.*?)\s*([^\W\d_]*)", re.DOTALL)
_MG_OF_UNIT = {
    "kg": MG_PER_KG,
    "kgs": MG_PER_KG,
    "kilo": MG_PER_KG,
    "kilos": MG_PER_KG,
    "g": MG_PER_G,
    "gr": MG_PER_G,
    "grs": MG_PER_G,
    "mg": 1,
}


class Dimension(StrEnum):
    """What is counted, and in which whole base unit: mg, µL or pieces."""

    MASS = "mass"
    VOLUME = "volume"
    COUNT = "count"


#: A price is for a kilo, a litre or a piece: so many base units.
PER: Mapping[Dimension, int] = {Dimension.MASS: MG_PER_KG, Dimension.VOLUME: UL_PER_L, Dimension.COUNT: 1}


def parse_decimal(text: str, *, signed: bool = False) -> Decimal:
    """Read a number as the French type it: decimal comma or point, spaces (plain, thin, no-break) between thousands.

    Exact. Refuses exponents, NaN, infinity, other alphabets' digits, a comma and a point together (1.234,5 and
    1,234.5 would read differently here and elsewhere), spaces that do not part thousands (a slip of the thumb),
    more than 15 digits or 10 decimals, and a negative number unless `signed`.
    """
    bare = text.strip()
    if not bare:
        raise Unreadable(Code.EMPTY)
    found = _NUMBER.fullmatch(bare)
    if found is None or (found[2] is None and found[3] is None):
        raise Unreadable(Code.NOT_A_NUMBER, value=bare)
    sign, whole, decimals = found[1], re.sub(_SPACES, "", found[2] or "0"), found[3] or ""
    if len(whole.lstrip("0")) > _MAX_DIGITS:
        raise Unreadable(Code.TOO_LARGE, value=bare)
    if len(decimals.rstrip("0")) > _MAX_DECIMALS:
        raise Unreadable(Code.TOO_PRECISE, value=bare)
    number = Decimal(f"{whole}.{decimals.rstrip('0') or '0'}")
    if sign in ("-", MINUS) and number:
        if not signed:
            raise Unreadable(Code.NEGATIVE, value=bare)
        return -number
    return number


def parse_weight(text: str, unit: str = "kg") -> int:
    """Read a weight, or a sum of weighings ("192+167"), in whole mg: more than 0, at most 20 t.

    `unit` ("kg", "g") is what a bare number means in this field. A term may say its own ("850 g", "1,5 kg"). When some
    say and some do not, all must agree with the field ("1,2 + 0,8 kg"); else it is refused, since "1,2 + 300 g"
    has two readings a thousand times apart.
    """
    default = _MG_OF_UNIT[unit]
    if not text.strip():
        raise Unreadable(Code.EMPTY)
    total = Decimal(0)
    sizes: list[int | None] = []
    for term in text.strip().split("+"):
        found = _TERM.fullmatch(term.strip())
        number, suffix = (found[1], found[2].lower()) if found else (term, "")
        if not number.strip():
            raise Unreadable(Code.NOT_A_NUMBER, value=text)
        value = parse_decimal(number)
        if suffix and suffix not in _MG_OF_UNIT:
            raise Unreadable(Code.UNKNOWN_UNIT, value=suffix)
        size = _MG_OF_UNIT[suffix] if suffix else None
        sizes.append(size)
        total += value * (default if size is None else size)
    if None in sizes and any(size not in (None, default) for size in sizes):
        raise Unreadable(Code.AMBIGUOUS_UNIT, value=text)
    if total > MAX_WEIGHT_MG:
        raise Unreadable(Code.TOO_LARGE, value=text)
    if total == 0:
        raise Unreadable(Code.ZERO, value=text)
    if total != int(total):
        raise Unreadable(Code.TOO_PRECISE, value=text)
    return int(total)


def format_decimal(number: Decimal, lang: str = "fr", *, places: int | None = None) -> str:
    """Write a number: French by default ("1 234,5", narrow no-break space), else English ("1,234.5").

    `places` fixes how many decimals are shown (the number must not have more); without it, trailing zeros go.
    """
    digits = f"{abs(number):f}"
    whole, _, decimals = digits.partition(".")
    decimals = decimals.rstrip("0") if places is None else decimals.rstrip("0").ljust(places, "0")
    grouped = f"{int(whole):,}"
    if lang == "fr":
        grouped = grouped.replace(",", NARROW_NBSP)
    point = "," if lang == "fr" else "."
    sign = MINUS if number < 0 else ""
    return f"{sign}{grouped}{point}{decimals}" if decimals else f"{sign}{grouped}"


def format_kg(mg: int, lang: str = "fr") -> str:
    """Write a mass given in mg: "12,5 kg", to the gram; "850 g" under a kilo; finer only under 10 g."""
    return _format_base(mg, "kg", "g", lang)


def format_quantity(qty: int, dimension: Dimension, lang: str = "fr") -> str:
    """Write a whole quantity given in its base unit (mg, µL, pieces). Pieces are a bare number."""
    if dimension is Dimension.MASS:
        return _format_base(qty, "kg", "g", lang)
    if dimension is Dimension.VOLUME:
        return _format_base(qty, "L", "mL", lang)
    return format_decimal(Decimal(qty), lang)


def split(total: int, weights: Sequence[int]) -> list[int]:
    """Share `total` in proportion to `weights` (whole, ≥ 0) by largest remainder; the parts sum to it exactly.

    A zero weight gets nothing; ties go to the heavier weight, then to the earlier. A negative total is shared as the
    mirror of the positive one. `ValueError` for a negative weight, or when there is something to share and no weight.
    """
    if any(weight < 0 for weight in weights):
        raise ValueError("weights must not be negative")
    if total < 0:
        return [-part for part in split(-total, weights)]
    whole = sum(weights)
    if whole == 0:
        if total:
            raise ValueError("nothing to share by: every weight is zero")
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    rank = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), -weights[i], i))
    for i in rank[: total - sum(parts)]:
        parts[i] += 1
    return parts


def _format_base(quantity: int, large: str, small: str, lang: str) -> str:
    # Both measures stand a thousand base units to the small unit and a million to the large one.
    size = abs(quantity)
    if size >= 10_000:
        size = (size + 500) // 1000 * 1000
    unit, per = (large, 1_000_000) if size >= 1_000_000 else (small, 1_000)
    number = Decimal(size if quantity >= 0 else -size) / per
    return f"{format_decimal(number, lang)}{NBSP}{unit}"
