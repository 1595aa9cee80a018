"""The readable code of a lot, to print, say aloud and type: L26-187-B3-K.

L, two digits of the year, day of the year, series letter and number, check character. At most 20 characters, so that it
fits GS1 AI (10). Letters and number use 29 symbols that no hand or voice mixes up: no I, L, O, Q, U, 0 or 1.

29 is prime and the weights are the powers of 2 modulo 29, which are all different over 28 places: any one wrong
character and any two swapped characters change the check character.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bocal.measure.unreadable import Code, Unreadable

LETTERS = "ABCDEFGHJKMNPRSTVWXYZ"
SYMBOLS = "23456789" + LETTERS
MAX_LENGTH = 20
MAX_NUMBER_LENGTH = MAX_LENGTH - len("L26-187-B") - len("-K")

_PRIME = len(SYMBOLS)
# 0 and 1 stand only among the digits of the day, beside 2 to 9: any two values that those do not use keep them apart.
_VALUES = {symbol: value for value, symbol in enumerate(SYMBOLS)} | {"0": 8, "1": 9}
# A year that begins with L would be the L of a code whose other characters were swapped.
_SHAPE = re.compile(rf"L?([^L].)(.{{3}})([{LETTERS}])([{SYMBOLS}]{{1,{MAX_NUMBER_LENGTH}}})([{SYMBOLS}])")
_PARTING = re.compile(r"[\s\u00a0\u202f.\-_\u00ad\u2010-\u2015\u2212]+")
# Where only a digit can stand, a letter that looks like one is that digit.
_AS_DIGITS = str.maketrans("OQDIL", "00011")


class Series(StrEnum):
    """The series that the house uses; any other letter of `LETTERS` is free for a session or a kettle."""

    RAW = "R"
    PREPARED = "P"
    FINISHED = "F"
    PACKAGING = "K"


@dataclass(frozen=True)
class LotCode:
    """What a code says: the day it was made for, its series letter, its number in that series that day (from 1)."""

    day: date
    series: str
    number: int

    def __str__(self) -> str:
        return make(self.day, self.series, self.number)


def make(day: date, series: str, number: int) -> str:
    """The code of the `number`-th lot (from 1) of a series on a day of 2000 to 2099. `ValueError` outside these."""
    if not 2000 <= day.year <= 2099:
        raise ValueError("a lot code holds the years 2000 to 2099")
    if len(series) != 1 or series not in LETTERS:
        raise ValueError("the series is one letter of LETTERS")
    encoded = _encode(number)
    if len(encoded) > MAX_NUMBER_LENGTH:
        raise ValueError("the number is too large for a code of 20 characters")
    year, ordinal = f"{day.year % 100:02d}", f"{day.timetuple().tm_yday:03d}"
    return f"L{year}-{ordinal}-{series}{encoded}-{_check(year + ordinal + series + encoded)}"


def normalise(text: str) -> str:
    """The code as it is printed, from how it was typed: lower case, spaces, no dashes, no L, O for 0 in the date.

    Refuses (`lot_code_form`) what cannot be a code; does not verify the check character (`parse` does).
    """
    bare = _PARTING.sub("", text).upper()
    if not bare:
        raise Unreadable(Code.EMPTY)
    found = _SHAPE.fullmatch(bare)
    if found is None:
        raise Unreadable(Code.LOT_CODE_FORM, value=text)
    year, ordinal = found[1].translate(_AS_DIGITS), found[2].translate(_AS_DIGITS)
    if not re.fullmatch("[0-9]{5}", year + ordinal):
        raise Unreadable(Code.LOT_CODE_FORM, value=text)
    return f"L{year}-{ordinal}-{found[3]}{found[4]}-{found[5]}"


def parse(text: str) -> LotCode:
    """Read a code as it was typed. Refuses a wrong shape or day (`lot_code_form`), a slip (`lot_code_check`)."""
    code = normalise(text)
    year, ordinal, series, encoded = code[1:3], code[4:7], code[8], code[9:-2]
    if _check(year + ordinal + series + encoded) != code[-1]:
        raise Unreadable(Code.LOT_CODE_CHECK, value=text)
    first = date(2000 + int(year), 1, 1)
    day = first + timedelta(days=int(ordinal) - 1)
    if day.year != first.year:
        raise Unreadable(Code.LOT_CODE_FORM, value=text)
    return LotCode(day, series, _decode(encoded))


def is_valid(text: str) -> bool:
    """Whether `parse` would read it."""
    try:
        parse(text)
    except Unreadable:
        return False
    return True


def _encode(number: int) -> str:
    # Bijective base 29: 1 is "2", 29 is "Z", 30 is "22". No number has two spellings, none starts with a nought.
    if number < 1:
        raise ValueError("lots are numbered from 1")
    symbols = ""
    while number:
        number, place = divmod(number - 1, _PRIME)
        symbols = SYMBOLS[place] + symbols
    return symbols


def _decode(symbols: str) -> int:
    number = 0
    for symbol in symbols:
        number = number * _PRIME + SYMBOLS.index(symbol) + 1
    return number


def _check(body: str) -> str:
    # The check character has weight 1, the one before it 2, then 4, 8… The weighted sum of all is a multiple of 29.
    total = sum(_VALUES[symbol] * pow(2, place, _PRIME) for place, symbol in enumerate(reversed(body), start=1))
    return SYMBOLS[-total % _PRIME]
