"""The file of accounting entries that a French tax inspector may ask for (LPF art. A. 47 A-1). Pure.

One entry for each gesture that moved money, in the order of days; numbers are continuous over the year. Text is UTF-8,
columns are parted by tabs, lines end with CR LF, days are AAAAMMJJ, decimals have a comma.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

COLUMNS = (
    "JournalCode",
    "JournalLib",
    "EcritureNum",
    "EcritureDate",
    "CompteNum",
    "CompteLib",
    "CompAuxNum",
    "CompAuxLib",
    "PieceRef",
    "PieceDate",
    "EcritureLib",
    "Debit",
    "Credit",
    "EcritureLet",
    "DateLet",
    "ValidDate",
    "Montantdevise",
    "Idevise",
)
#: Report à nouveau: what earlier years left, since nobody shares a result out in Bocal.
CARRIED = "110"
#: Bénévolat: personnel bénévole, and its counterpart (règlement ANC 2018-06, art. 211-3).
VOLUNTEERS, VOLUNTEERING = "864", "875"


class Book(StrEnum):
    """Journals of the file, by their code."""

    OPENING = "AN"
    PURCHASES = "AC"
    SALES = "VE"
    BANK = "BQ"
    CASH = "CA"
    ONLINE = "PL"
    OTHER = "OD"
    IN_KIND = "CN"


@dataclass(frozen=True)
class Line:
    """A line of an entry; `cents` positive is debit. `party` is the key of the customer or supplier, 0 when none."""

    account: str
    cents: int
    label: str = ""
    party: int = 0
    party_name: str = ""


@dataclass(frozen=True)
class Entry:
    """A gesture as an accountant reads it; its lines sum to zero."""

    book: Book
    day: date
    piece: str
    valid: date
    lines: tuple[Line, ...]


def book_of(accounts: Iterable[str]) -> Book:
    """The journal that an entry on these accounts belongs to."""
    found = set(accounts)
    if any(account.startswith(("86", "87")) for account in found):
        return Book.IN_KIND
    if "530" in found:
        return Book.CASH
    if "512" in found:
        return Book.BANK
    if "5115" in found:
        return Book.ONLINE
    if "467" in found and not any(account.startswith("7") for account in found):
        # A farm on mandate sells, is rendered its account, or has the group's invoice set off: no sale of ours.
        return Book.OTHER
    if "4191" in found:
        # A prepaid account pays an invoice: no money came or went.
        return Book.OTHER
    return Book.PURCHASES if any(account.startswith(("40", "60")) for account in found) else Book.SALES


def opening(year: int, sums: Iterable[Line]) -> Entry | None:
    """The entry that brings the balances of earlier years: classes 1 to 5 as they stand, their result in one line."""
    kept = [line for line in sums if line.cents and line.account[0] in "12345"]
    if not kept:
        return None
    first = date(year, 1, 1)
    if gap := -sum(line.cents for line in kept):
        kept.insert(0, Line(CARRIED, gap))
    return Entry(Book.OPENING, first, f"AN{year}", first, tuple(kept))


def volunteering(year: int, minutes: int, hour_cents: int) -> Entry | None:
    """The hours that volunteers gave in the year, at so many cents an hour: the same on both sides of class 8."""
    cents = (minutes * hour_cents + 30) // 60
    last = date(year, 12, 31)
    lines = (Line(VOLUNTEERS, cents), Line(VOLUNTEERING, -cents))
    return Entry(Book.IN_KIND, last, f"BENEVOLAT{year}", last, lines) if cents else None


def write(entries: Sequence[Entry], accounts: dict[str, str], books: dict[Book, str]) -> str:
    """The file's text; `accounts` and `books` give the French of each code."""
    rows = ["\t".join(COLUMNS)]
    for number, entry in enumerate(entries, start=1):
        head = (entry.book.value, clean(books[entry.book]), str(number), f"{entry.day:%Y%m%d}")
        for line in entry.lines:
            third = line.party and line.account.startswith(("40", "41", "467"))
            rows.append(
                "\t".join(
                    (
                        *head,
                        line.account,
                        clean(accounts[line.account]),
                        f"{line.party:06d}" if third else "",
                        clean(line.party_name) if third else "",
                        clean(entry.piece),
                        f"{entry.day:%Y%m%d}",
                        clean(line.label) or clean(line.party_name) or clean(accounts[line.account]),
                        amount(max(line.cents, 0)),
                        amount(max(-line.cents, 0)),
                        "",
                        "",
                        f"{entry.valid:%Y%m%d}",
                        "",
                        "",
                    )
                )
            )
    return "\r\n".join(rows) + "\r\n"


def clean(text: str) -> str:
    """A text on one line without tabs: they part columns."""
    return " ".join(text.split())


def amount(cents: int) -> str:
    """Cents as "1234,50"."""
    return f"{cents // 100},{cents % 100:02d}"


def file_name(siren: str, year: int) -> str:
    """SIRENFECAAAAMMJJ.txt, by the day that ends the year."""
    return f"{siren}FEC{year}1231.txt"
