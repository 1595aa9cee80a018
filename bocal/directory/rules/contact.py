"""How to reach someone, read from what people type: SIRET, e-mail, telephone, postcode, IBAN, yes or no, a point."""

import re
from decimal import Decimal
from enum import StrEnum

from bocal.measure.quantity import parse_decimal
from bocal.measure.table import fold


class Fault(StrEnum):
    """Why something typed about an organisation or a person is not taken. `words.FAULTS` has a sentence for each."""

    SIRET_DIGITS = "siret_digits"
    SIRET_CHECK = "siret_check"
    EMAIL = "email"
    PHONE = "phone"
    POSTCODE = "postcode"
    IBAN = "iban"
    PACKER_CODE = "packer_code"
    YES_NO = "yes_no"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    HALF_POINT = "half_point"
    TOO_LONG = "too_long"
    FORMULA = "formula"
    NO_NAME = "no_name"
    KIND = "kind"
    NO_KIND = "no_kind"
    DOUBLED = "doubled"
    TAKEN = "taken"


class Mistaken(ValueError):
    """A text that is not what it should be: `fault` says why, `value` is what stood there (shortened)."""

    def __init__(self, fault: Fault, value: str = "") -> None:
        super().__init__(fault, value[:80])
        self.fault = fault
        self.value = value[:80]


#: La Poste's own establishments all bear its SIREN and follow another check (INSEE, avis de situation).
LA_POSTE = "356000000"

_EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_PHONE = re.compile(r"\+?[0-9][0-9 .()/\-]{5,28}")
_YES = frozenset({"oui", "o", "x", "ab", "bio", "vrai", "true", "yes", "y", "1"})
_NO = frozenset({"non", "n", "faux", "false", "no", "0"})
_SPACES = re.compile(r"[\s\u00a0\u202f]+")


def read_siret(text: str) -> str:
    """The fourteen digits of a SIRET. Raises Mistaken (SIRET_DIGITS, SIRET_CHECK).

    The check is Luhn's over the fourteen digits (ISO/IEC 7812-1); for La Poste, whose establishments are too many for
    it, the sum of the digits is a multiple of five.
    """
    bare = re.sub(r"[\s\u00a0\u202f.\-]", "", text)
    if not re.fullmatch(r"[0-9]{14}", bare):
        raise Mistaken(Fault.SIRET_DIGITS, text)
    if luhn_holds(bare) or (bare.startswith(LA_POSTE) and sum(map(int, bare)) % 5 == 0):
        return bare
    raise Mistaken(Fault.SIRET_CHECK, text)


def read_email(text: str) -> str:
    """An e-mail address in small letters. Raises Mistaken (EMAIL)."""
    bare = text.strip().removeprefix("mailto:")
    if len(bare) > 254 or not _EMAIL.fullmatch(bare):
        raise Mistaken(Fault.EMAIL, text)
    return bare.lower()


def read_phone(text: str) -> str:
    """A telephone number; a French one comes as "06 12 34 56 78". Raises Mistaken (PHONE).

    Nine digits that do not begin with 0 have lost it to a spreadsheet, which took the number for a figure.
    """
    bare = _SPACES.sub(" ", text).strip()
    if not _PHONE.fullmatch(bare):
        raise Mistaken(Fault.PHONE, text)
    digits = re.sub(r"[^0-9]", "", bare)
    if bare.startswith("+33") and len(digits) == 11:
        digits = "0" + digits[2:]
    elif len(digits) == 9 and not digits.startswith("0") and not bare.startswith("+"):
        digits = "0" + digits
    elif bare.startswith("+") or len(digits) != 10:
        return bare
    return " ".join(digits[i : i + 2] for i in range(0, 10, 2))


def read_postcode(text: str) -> str:
    """A French postcode, five digits; four have lost their 0 to a spreadsheet. Raises Mistaken (POSTCODE)."""
    bare = _SPACES.sub("", text)
    if not re.fullmatch(r"[0-9]{4,5}", bare) or bare.zfill(5).startswith("00"):
        raise Mistaken(Fault.POSTCODE, text)
    return bare.zfill(5)


def iban_holds(iban: str) -> bool:
    """Whether an IBAN's check digits hold (ISO 13616, remainder 1 modulo 97)."""
    bare = iban.replace(" ", "").upper()
    if not (15 <= len(bare) <= 34 and bare.isascii() and bare.isalnum() and bare[:2].isalpha() and bare[2:4].isdigit()):
        return False
    return int("".join(str(int(sign, 36)) for sign in bare[4:] + bare[:4])) % 97 == 1


def read_iban(text: str) -> str:
    """An IBAN in groups of four signs. Raises Mistaken (IBAN)."""
    bare = _SPACES.sub("", text).upper()
    if not iban_holds(bare):
        raise Mistaken(Fault.IBAN, text)
    return " ".join(bare[place : place + 4] for place in range(0, len(bare), 4))


_PACKER = re.compile(r"(?:EMB)?\s*([0-9]{2}|2[AB])\s*([0-9]{3})\s*([A-Z]{0,2})")


def read_packer_code(text: str) -> str:
    """A packer's code: EMB, the five signs of its commune (INSEE), one or two letters. Raises Mistaken (PACKER_CODE).

    Its form is described at service-public.fr, sheet F32188.
    """
    found = _PACKER.fullmatch(_SPACES.sub(" ", text).strip().upper())
    if found is None:
        raise Mistaken(Fault.PACKER_CODE, text)
    return f"EMB {found[1]}{found[2]}{found[3]}"


def read_yes_no(text: str) -> bool:
    """Oui, non, x… Raises Mistaken (YES_NO)."""
    folded = fold(text)
    if folded in _YES or text.strip() in {"✓", "✔"}:
        return True
    if folded in _NO or text.strip() in {"-", "–"}:
        return False
    raise Mistaken(Fault.YES_NO, text)


def read_latitude(text: str) -> float:
    """Degrees north, -90 to 90. Raises Mistaken (LATITUDE) or Unreadable."""
    return _degrees(text, 90, Fault.LATITUDE)


def read_longitude(text: str) -> float:
    """Degrees east, -180 to 180. Raises Mistaken (LONGITUDE) or Unreadable."""
    return _degrees(text, 180, Fault.LONGITUDE)


def keys(siret: str, email: str, name: str) -> tuple[str, ...]:
    """By what an organisation can be recognised, the surest first: SIRET, e-mail, folded name."""
    return tuple(dict.fromkeys(key for key in (siret, email.lower(), fold(name)) if key))


def _degrees(text: str, bound: int, fault: Fault) -> float:
    degrees: Decimal = parse_decimal(text.strip().removesuffix("°"), signed=True)
    if abs(degrees) > bound:
        raise Mistaken(fault, text)
    return float(degrees)


def luhn_holds(digits: str) -> bool:
    """Whether the last of these digits checks the others (Luhn, ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0
