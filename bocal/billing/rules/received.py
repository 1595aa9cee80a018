"""Reading the electronic invoices of suppliers: Factur-X (a PDF that carries CII XML) or the XML alone. Pure.

A file is read whole or refused; entities are never opened and nothing is fetched.
"""

import io
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from bocal.billing.rules.identity import siren
from bocal.journals.rules import Refused
from bocal.measure.money import MAX_CENTS
from bocal.measure.on_demand import OnDemand
from bocal.measure.table import fold

if TYPE_CHECKING:
    from lxml.etree import _Element

facturx = OnDemand("facturx")
pypdf = OnDemand("pypdf")
etree = OnDemand("lxml.etree")

#: A supplier's PDF with its logo is some hundred kilobytes; its XML, some ten.
MAX_BYTES = 5_000_000
MAX_XML_BYTES = 2_000_000
MAX_LINES = 2_000
#: Attachments of a PDF that are looked at.
MAX_ATTACHED = 10
#: Type codes (BT-3) that give something back.
CREDIT = frozenset({"261", "262", "381", "396", "502", "503"})


@dataclass(frozen=True)
class ReceivedLine:
    """A line as its seller wrote it; the amount in cents before VAT."""

    label: str
    quantity: str
    cents: int


@dataclass(frozen=True)
class Received:
    """What an electronic invoice says; amounts in cents, all negative on a credit note."""

    number: str
    issued_on: date
    due_on: date | None
    seller: str
    seller_siren: str
    buyer_siren: str
    net: int
    vat: int
    payable: int
    lines: tuple[ReceivedLine, ...]


def alike(said: str, known: str) -> bool:
    """Whether two names may be one house's: all the words of one are in the other, whatever the accents."""
    one, other = set(fold(said).split()), set(fold(known).split())
    return not one or not other or one <= other or other <= one


def read(data: bytes) -> Received:
    """What an invoice's file says. Raises Refused: einvoice_too_large, einvoice_none, einvoice_unreadable."""
    if len(data) > MAX_BYTES:
        raise Refused("einvoice_too_large")
    if data[:1024].lstrip().startswith(b"%PDF"):
        return _checked(_attached(data))
    root = _parsed(data)
    if root is None:
        raise Refused("einvoice_unreadable", what="XML")
    return _checked(root)


def _attached(data: bytes) -> "_Element":
    try:
        for place, one in enumerate(pypdf.PdfReader(io.BytesIO(data)).attachment_list):
            if place >= MAX_ATTACHED:
                break
            if one.name.lower().endswith(".xml") and (root := _parsed(one.content)) is not None:
                return root
    except Exception as problem:
        # Whatever a library meets in somebody's PDF is the file's trouble.
        raise Refused("einvoice_unreadable", what="PDF") from problem
    raise Refused("einvoice_none")


def _parsed(data: bytes) -> "_Element | None":
    """The root of a document without a DOCTYPE; None for anything else."""
    if len(data) > MAX_XML_BYTES:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    # No invoice has one; whoever does wants entities opened.
    return None if root.getroottree().docinfo.doctype else root


def _checked(root: "_Element") -> Received:
    if etree.QName(root).localname != "CrossIndustryInvoice":
        raise Refused("einvoice_none")
    try:
        facturx.xml_check_xsd(root, flavor="factur-x")
    except Exception as problem:
        raise Refused("einvoice_unreadable", what="XSD") from problem
    return _said(root)


def _said(root: "_Element") -> Received:
    sign = -1 if _text(root, "ExchangedDocument/TypeCode") in CREDIT else 1
    deal = "SupplyChainTradeTransaction"
    settled = f"{deal}/ApplicableHeaderTradeSettlement"
    sums = f"{settled}/SpecifiedTradeSettlementHeaderMonetarySummation"
    if (_text(root, f"{settled}/InvoiceCurrencyCode") or "EUR") != "EUR":
        raise Refused("einvoice_unreadable", what="EUR")
    net = _cents(_text(root, f"{sums}/TaxBasisTotalAmount"))
    payable = _cents(_text(root, f"{sums}/GrandTotalAmount"))
    taxes = [one for one in root.findall(_steps(f"{sums}/TaxTotalAmount")) if one.get("currencyID", "EUR") == "EUR"]
    if taxes and payable != net + _cents((taxes[0].text or "").strip()):
        # Its total is not what it says of its parts (EN 16931): nobody knows what to pay.
        raise Refused("einvoice_unreadable", what="BR-CO-15")
    if payable < 0:
        # An invoice with a negative total gives something back too.
        sign = 1
    lines = root.findall(f"./{{*}}{deal}/{{*}}IncludedSupplyChainTradeLineItem")
    if len(lines) > MAX_LINES:
        raise Refused("einvoice_too_large")
    seller = f"{deal}/ApplicableHeaderTradeAgreement/SellerTradeParty"
    buyer = f"{deal}/ApplicableHeaderTradeAgreement/BuyerTradeParty"
    day = _day(_text(root, "ExchangedDocument/IssueDateTime/DateTimeString"))
    number = " ".join(_text(root, "ExchangedDocument/ID").split())
    if day is None or not number:
        raise Refused("einvoice_unreadable", what="date")
    return Received(
        number=number[:40],
        issued_on=day,
        due_on=_day(_text(root, f"{settled}/SpecifiedTradePaymentTerms/DueDateDateTime/DateTimeString")),
        seller=_text(root, f"{seller}/Name")[:120],
        seller_siren=siren(_text(root, f"{seller}/SpecifiedLegalOrganization/ID")),
        buyer_siren=siren(_text(root, f"{buyer}/SpecifiedLegalOrganization/ID")),
        net=sign * net,
        vat=sign * (payable - net),
        payable=sign * payable,
        lines=tuple(
            ReceivedLine(
                _text(line, "SpecifiedTradeProduct/Name")[:200],
                _text(line, "SpecifiedLineTradeDelivery/BilledQuantity")[:20],
                sign * _cents(_text(line, f"{_LINE}/LineTotalAmount")),
            )
            for line in lines
        ),
    )


_LINE = "SpecifiedLineTradeSettlement/SpecifiedTradeSettlementLineMonetarySummation"


def _steps(path: str) -> str:
    return "./" + "/".join(f"{{*}}{step}" for step in path.split("/"))


def _text(node: "_Element", path: str) -> str:
    found = node.find(_steps(path))
    return (found.text or "").strip() if found is not None else ""


def _cents(text: str) -> int:
    try:
        cents = Decimal(text) * 100
        if not cents.is_finite() or abs(cents) > MAX_CENTS or cents != int(cents):
            raise Refused("einvoice_unreadable", what=text[:20])
    except InvalidOperation as problem:
        raise Refused("einvoice_unreadable", what=text[:20]) from problem
    return int(cents)


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y%m%d").date() if text else None  # noqa: DTZ007
    except ValueError as problem:
        raise Refused("einvoice_unreadable", what=text[:20]) from problem
