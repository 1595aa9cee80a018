"""The file by which a bank pays many suppliers (ISO 20022, pain.001.001.09). Pure: the same batch makes the same bytes.

The EPC’s implementation guidelines: 35 signs for a reference, 70 for a name, 140 for what the payee reads, letters
without accents. A bank that is not named is “NOTPROVIDED”: an IBAN is enough within SEPA (regulation 260/2012, art. 5).
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.resources import files

from bocal.journals.rules import Refused
from bocal.measure.on_demand import OnDemand

etree = OnDemand("lxml.etree")
sepaxml = OnDemand("sepaxml")

SCHEMA = "pain.001.001.09"
#: A bank keeps an order for so many days at most.
LATEST_DAYS = 60
_SPACE = f"{{urn:iso:std:iso:20022:tech:xsd:{SCHEMA}}}"
#: What accounts and files for the bank are sealed for.
SEALED_FOR = "billing accounts"
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "’": "'", "–": "-", "—": "-"})


@dataclass(frozen=True)
class Payee:
    """One line of the file: cents to an account, and what the payee reads."""

    end_to_end: str
    name: str
    iban: str
    cents: int
    text: str


def plain(text: str, length: int) -> str:
    """A text in the signs that every bank of SEPA takes, cut; never empty."""
    bare = unicodedata.normalize("NFKD", text.translate(_LIGATURES)).encode("ascii", "ignore").decode()
    bare = " ".join(re.sub(r"[^A-Za-z0-9/?:().,'+ -]", " ", bare).split())
    # A reference neither begins nor ends with a slash, and never has two side by side.
    return re.sub(r"/{2,}", "/", bare).strip("/ ")[:length].strip("/ ") or "-"


def check_day(day: date, today: date) -> None:
    """Raises Refused: bad_transfer_day (past, or so far that no bank keeps the order)."""
    if not today <= day <= today + timedelta(days=LATEST_DAYS):
        raise Refused("bad_transfer_day", days=LATEST_DAYS)


def credit_transfer(
    number: str, *, name: str, iban: str, payees: Sequence[Payee], day: date, made_at: datetime
) -> bytes:
    """The file: all in one batch, booked by the bank as one line. Valid by its XSD, or nothing (AssertionError)."""
    config = {"name": plain(name, 70), "IBAN": iban.replace(" ", ""), "batch": True, "currency": "EUR"}
    made = sepaxml.SepaTransfer(config, schema=SCHEMA, clean=False)
    for one in payees:
        made.add_payment(
            {
                "name": plain(one.name, 70),
                "IBAN": one.iban.replace(" ", ""),
                "amount": one.cents,
                "execution_date": day,
                "description": plain(one.text, 140),
                "endtoend_id": one.end_to_end,
            }
        )
    root = etree.fromstring(made.export(validate=False))
    # The library draws these at random and reads the clock: ours say which batch it is.
    for tag, text in (("MsgId", number), ("PmtInfId", number), ("CreDtTm", f"{made_at:%Y-%m-%dT%H:%M:%S}")):
        root.find(f".//{_SPACE}{tag}").text = text
    bank = root.find(f".//{_SPACE}DbtrAgt/{_SPACE}FinInstnId")
    etree.SubElement(etree.SubElement(bank, f"{_SPACE}Othr"), f"{_SPACE}Id").text = "NOTPROVIDED"
    schema = etree.XMLSchema(etree.fromstring((files("sepaxml") / "schemas" / f"{SCHEMA}.xsd").read_bytes()))
    schema.assertValid(root)
    said: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return said
