"""Sums of money in French letters, as receipts want them beside the figures."""

_UNITS = (
    *("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"),
    *("treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf"),
)
_TENS = ("", "", "vingt", "trente", "quarante", "cinquante", "soixante", "soixante", "quatre-vingt", "quatre-vingt")
_MOST = 10**9


def euros_in_words(cents: int) -> str:
    """« deux cents euros et dix centimes », with the traditional spelling. ValueError below 0 or from a billion."""
    euros, rest = divmod(cents, 100)
    if not 0 <= euros < _MOST:
        raise ValueError(f"out of words: {cents}")
    # « un million d’euros », but « un million deux cents euros ».
    link = " d’" if euros >= 1_000_000 and euros % 1_000_000 == 0 else " "
    said = f"{_whole(euros)}{link}{'euro' if euros < 2 else 'euros'}"
    return f"{said} et {_whole(rest)} centime{'s' if rest > 1 else ''}" if rest else said


def _whole(number: int) -> str:
    millions, below = divmod(number, 1_000_000)
    thousands, units = divmod(below, 1000)
    parts = []
    if millions:
        parts.append(f"{_below_thousand(millions)} million{'s' if millions > 1 else ''}")
    if thousands:
        # « quatre-vingt mille », « deux cent mille »: no plural before « mille ».
        parts.append("mille" if thousands == 1 else f"{_below_thousand(thousands, last=False)} mille")
    if units or not parts:
        parts.append(_below_thousand(units))
    return " ".join(parts)


def _below_thousand(number: int, *, last: bool = True) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _below_hundred(rest, last=last)
    said = "cent" if hundreds == 1 else f"{_UNITS[hundreds]} cent"
    if rest:
        return f"{said} {_below_hundred(rest, last=last)}"
    return f"{said}s" if hundreds > 1 and last else said


def _below_hundred(number: int, *, last: bool) -> str:
    if number < 20:
        return _UNITS[number]
    tens, unit = divmod(number, 10)
    if tens in (7, 9):
        unit += 10
    if not unit:
        return f"{_TENS[tens]}s" if tens == 8 and last else _TENS[tens]
    # « vingt et un », « soixante et onze », but « quatre-vingt-un », « quatre-vingt-onze ».
    joint = " et " if unit in (1, 11) and tens < 8 else "-"
    return f"{_TENS[tens]}{joint}{_UNITS[unit]}"
