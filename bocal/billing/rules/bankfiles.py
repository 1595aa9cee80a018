"""Reading what banks send: CAMT.053, OFX and the spreadsheets (CSV) of French banks. Pure.

A file is read whole or refused: bank_unreadable with what is wrong, or bank_unknown when it is none of these.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from bocal.journals.rules import Refused
from bocal.measure import table
from bocal.measure.money import MAX_CENTS
from bocal.measure.on_demand import OnDemand
from bocal.measure.quantity import parse_decimal
from bocal.measure.unreadable import Unreadable

if TYPE_CHECKING:
    from lxml.etree import _Element

bankfile = OnDemand("bankfile")
etree = OnDemand("lxml.etree")

#: A month of a busy account is some hundred kilobytes.
MAX_BYTES = 5_000_000
MAX_LINES = 20_000
ACCOUNT_LENGTH = 40
#: What begins a number that is made of what a line says, since its bank gives none.
MADE = "#"
#: What French banks call the columns of their spreadsheets.
NAMES = {
    "day": ("date", "date opération", "date de l’opération", "date operation", "date comptable", "date d’opération"),
    "text": (
        "libellé",
        "libellé opération",
        "libellé complet",
        "libellé de l’opération",
        "opération",
        "nature",
        "détail",
    ),
    "more": ("informations complémentaires", "détail opération", "commentaire", "libellé simplifié"),
    "reference": ("référence", "référence opération", "numéro d’opération", "n° opération"),
    "debit": ("débit", "débit euros", "débit eur", "montant débit"),
    "credit": ("crédit", "crédit euros", "crédit eur", "montant crédit"),
    "amount": ("montant", "montant euros", "montant eur", "montant de l’opération", "montant en euros"),
}


@dataclass(frozen=True)
class BankRow:
    """A movement on an account: signed cents, positive when it comes in; `bank_id` never twice on one account."""

    account: str
    bank_id: str
    day: date
    cents: int
    name: str = ""
    text: str = ""
    end_to_end: str = ""


def read(data: bytes) -> list[BankRow]:
    """The movements of a bank's file, in its order. Raises Refused: bank_unreadable, bank_unknown."""
    if len(data) > MAX_BYTES:
        raise Refused("bank_too_large")
    head = data[:4000].lstrip(b"\xef\xbb\xbf \r\n\t")
    if b"<OFX" in data[:20_000].upper() or head.upper().startswith(b"OFXHEADER"):
        rows = _ofx(data)
    elif head.startswith(b"<"):
        rows = list(_camt(data))
    else:
        rows = _csv(data)
    if len(rows) > MAX_LINES:
        raise Refused("bank_too_large")
    if any(abs(row.cents) > MAX_CENTS for row in rows):
        raise Refused("bank_unreadable", what="montant")
    return _named(rows)


def _named(rows: list[BankRow]) -> list[BankRow]:
    """Number each movement by what the bank says of it, and by how often it said so before.

    The bank's own reference is not enough: some write one word for all, or count from 1 in each statement, and a later
    movement would pass for one that is known. The day and the amount go with it.
    """
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for row in rows:
        made = f"{row.bank_id[:60]} {row.day:%Y%m%d} {row.cents}"
        if not row.bank_id:
            said = f"{row.day}|{row.cents}|{table.fold(f'{row.name} {row.text}')}|{row.end_to_end}"
            made = f"{MADE}{hashlib.sha256(said.encode()).hexdigest()[:32]}"
        seen[row.account, made] += 1
        if seen[row.account, made] > 1:
            made = f"{made[:90]}~{seen[row.account, made]}"
        found.append(
            BankRow(
                row.account[:ACCOUNT_LENGTH],
                made[:100],
                row.day,
                row.cents,
                row.name[:140],
                " ".join(row.text.split())[:300],
                row.end_to_end[:80],
            )
        )
    return found


# ── CAMT.053 (ISO 20022) ─────────────────────────────────────────────────────────────────────────────────────────────


def _camt(data: bytes) -> Iterator[BankRow]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise Refused("bank_unreadable", what="XML") from problem
    # No bank writes one; whoever does wants entities opened.
    if root.getroottree().docinfo.doctype:
        raise Refused("bank_unreadable", what="DOCTYPE")
    if not re.match(r"\{urn:iso:std:iso:20022:tech:xsd:camt\.053\.", root.tag):
        raise Refused("bank_unknown")
    for statement in root.iterfind("./{*}BkToCstmrStmt/{*}Stmt"):
        account = _say(statement, "Acct/Id/IBAN") or _say(statement, "Acct/Id/Othr/Id")
        for entry in statement.iterfind("./{*}Ntry"):
            status = _say(entry, "Sts/Cd") or _say(entry, "Sts")
            if status in ("", "BOOK"):
                yield from _entry(entry, account)


def _entry(entry: "_Element", account: str) -> Iterator[BankRow]:
    sign = -1 if _say(entry, "CdtDbtInd") == "DBIT" else 1
    total = _cents(_say(entry, "Amt"))
    day = _day(_say(entry, "BookgDt/Dt") or _say(entry, "BookgDt/DtTm")[:10] or _say(entry, "ValDt/Dt"))
    reference = _say(entry, "AcctSvcrRef") or _say(entry, "NtryRef")
    parts = entry.findall("./{*}NtryDtls/{*}TxDtls")
    amounts = [_say(one, "Amt") or _say(one, "AmtDtls/TxAmt/Amt") for one in parts]
    if len(parts) > 1 and all(amounts) and sum(map(_cents, amounts)) == total:
        for place, (part, amount) in enumerate(zip(parts, amounts, strict=True), start=1):
            own = _say(part, "Refs/AcctSvcrRef") or (f"{reference}/{place}" if reference else "")
            yield _transaction(part, account, own, day, sign * _cents(amount), sign)
    else:
        yield _transaction(parts[0] if parts else entry, account, reference, day, sign * total, sign)


def _transaction(part: "_Element", account: str, bank_id: str, day: date, cents: int, sign: int) -> BankRow:
    other = "Dbtr" if sign > 0 else "Cdtr"
    name = _say(part, f"RltdPties/{other}/Nm") or _say(part, f"RltdPties/{other}/Pty/Nm")
    said = [node.text or "" for node in part.iterfind("./{*}RmtInf/{*}Ustrd")]
    said.append(_say(part, "RmtInf/Strd/CdtrRefInf/Ref"))
    said.append(_say(part, "AddtlTxInf") or _say(part, "AddtlNtryInf"))
    end = _say(part, "Refs/EndToEndId")
    text = " ".join(filter(None, said))
    return BankRow(account, bank_id, day, cents, name, text, "" if end == "NOTPROVIDED" else end)


def _say(node: "_Element", path: str) -> str:
    found = node.find("./" + "/".join(f"{{*}}{step}" for step in path.split("/")))
    return (found.text or "").strip() if found is not None else ""


def _cents(text: str) -> int:
    try:
        cents = Decimal(text) * 100
    except InvalidOperation as problem:
        raise Refused("bank_unreadable", what=f"montant {text[:20]}") from problem
    if not cents.is_finite() or abs(cents) > MAX_CENTS or cents != int(cents):
        raise Refused("bank_unreadable", what=f"montant {text[:20]}")
    return int(cents)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise Refused("bank_unreadable", what=f"jour {text[:20]}") from problem


# ── OFX ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _ofx(data: bytes) -> list[BankRow]:
    try:
        statement = bankfile.parse_bytes(data)
    except Exception as problem:
        # A library's own troubles with a file are the file's.
        raise Refused("bank_unreadable", what="OFX") from problem
    account = re.search(rb"<ACCTID>\s*([^<\r\n]+)", data)
    number = account[1].decode("ascii", "replace").strip() if account else ""
    return [
        BankRow(
            number,
            one.bank_reference or "",
            one.date,
            _cents(str(one.amount)),
            one.counterparty_name or "",
            " ".join(filter(None, (one.purpose, one.reference, one.check_number))),
        )
        for one in statement.transactions
    ]


# ── CSV ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _csv(data: bytes) -> list[BankRow]:
    try:
        rows = table.rows(table.decode(data))
        header = table.find_header(rows, NAMES)
    except Unreadable as problem:
        raise Refused("bank_unreadable", what="tableau") from problem
    columns = header.columns if header else {}
    if header is None or "day" not in columns or "text" not in columns or not columns.keys() & {"credit", "amount"}:
        raise Refused("bank_unknown")
    found = []
    for line, row in enumerate(rows[header.index + 1 :], start=header.index + 2):
        cell = {name: row[column].strip() if column < len(row) else "" for name, column in columns.items()}
        if not any(cell.get(name) for name in ("amount", "debit", "credit")):
            continue
        try:
            cents = (
                _figure(cell.get("amount", "")) + _figure(cell.get("credit", "")) - abs(_figure(cell.get("debit", "")))
            )
            day = _french_day(cell["day"])
        except (Unreadable, ValueError) as problem:
            raise Refused("bank_unreadable", what=f"ligne {line}") from problem
        if cents:
            text = " ".join(filter(None, (cell["text"], cell.get("more", ""))))
            found.append(BankRow("", cell.get("reference", ""), day, cents, "", text))
    return found


def _figure(text: str) -> int:
    bare = text.replace("€", "").replace("EUR", "").strip()
    return _cents(str(parse_decimal(bare, signed=True))) if bare else 0


def _french_day(text: str) -> date:
    if found := re.fullmatch(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{2}|[0-9]{4})", text):
        year = int(found[3])
        return date(year + 2000 if year < 100 else year, int(found[2]), int(found[1]))
    return date.fromisoformat(text[:10])
