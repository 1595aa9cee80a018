"""An invoice for machines: EN 16931 as CII XML with the French rules (XP Z12-012), inside its PDF/A-3: Factur-X.

Keys are the standard’s own terms (BT-1 is the number). How deposits and credit notes fit: docs/money.md.
"""

import re
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from bocal.billing import rules, words
from bocal.billing.models import Invoice, InvoiceLine
from bocal.billing.notices.paper import paper, payee
from bocal.billing.reads import Shown
from bocal.billing.rules import Nature
from bocal.billing.rules.suppliers import FarmVat
from bocal.directory.rules import VatProfile
from bocal.directory.rules.contact import iban_holds
from bocal.look.xmp import Schema, with_schema
from bocal.measure.money import Basis
from bocal.measure.on_demand import OnDemand
from bocal.measure.quantity import PER, Dimension

#: 50 MB and half a second, for those who send invoices.
library = OnDemand("facturx")

#: Frame of the invoice (BT-23): goods, services or both, invoiced before they are paid.
FRAMES = {Nature.GOODS: "B1", Nature.SERVICES: "S1", Nature.MIXED: "M1"}
#: Units of quantities (BT-130, UN/ECE recommendation 20).
UNITS = {Dimension.MASS: "KGM", Dimension.VOLUME: "LTR", Dimension.COUNT: "C62"}
#: Why no VAT is billed (BT-121, list VATEX).
NO_VAT = {
    VatProfile.FRANCHISE: "VATEX-FR-FRANCHISE",
    VatProfile.EXEMPT: "VATEX-FR-CGI261-7",
    VatProfile.OUTSIDE: "VATEX-EU-O",
}
#: When the VAT of services is due (BT-8, list UNTDID 2475): at the invoice, or when it is paid.
VAT_DUE = {VatProfile.LIABLE: "5", VatProfile.RECEIPTS: "72"}
#: Why what has no rate bears no VAT, by whether it is a jar's deposit.
_OUTSIDE = {True: words.DEPOSIT_OUTSIDE, False: words.DUES_OUTSIDE}
_FOUR = Decimal("0.0001")
_UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
#: What the PDF says of the XML in it (Factur-X 1.0, 6.2.2: names, values and namespace are fixed by the standard).
_FACTURX = Schema(
    "Factur-X PDFA Extension Schema",
    "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#",
    "fx",
    {
        "DocumentFileName": ("factur-x.xml", "The name of the embedded XML document"),
        "DocumentType": ("INVOICE", "The type of the hybrid document in capital letters, e.g. INVOICE or ORDER"),
        "Version": ("1.0", "The actual version of the standard applying to the embedded XML document"),
        "ConformanceLevel": ("EN 16931", "The conformance level of the embedded XML document"),
    },
)


def electronic(shown: Shown) -> bool:
    """Whether the invoice can be one for machines: its seller had a SIREN."""
    return bool(rules.siren(shown.invoice.seller["siret"]))


def facturx(shown: Shown) -> bytes:
    """The invoice as Factur-X (profile EN 16931); its plain PDF/A-3 while the seller has no SIREN, which it needs."""
    if not electronic(shown):
        return paper(shown)
    # A dictionary checked by its own tests makes valid XML: neither XSD nor schematron is read again for each invoice.
    return with_schema(paper(shown, attached=xml(shown).decode()), _FACTURX)


def xml(shown: Shown) -> bytes:
    """The invoice as CII XML, in French as the law of its sale."""
    with translation.override("fr"):
        said = _speakable(terms(shown))
        made = library.generate_cii_xml(said, level="en16931", check_xsd=False, check_schematron=False)
    return bytes(made)


def _speakable(said: Any) -> Any:
    """The same without the characters that no XML may hold (a bell pasted into a name)."""
    if isinstance(said, str):
        return _UNSPEAKABLE.sub("", said)
    if isinstance(said, dict):
        return {term: _speakable(value) for term, value in said.items()}
    return [_speakable(value) for value in said] if isinstance(said, list) else said


def terms(shown: Shown) -> dict[str, Any]:
    """The business terms of EN 16931, as frozen on the day of issue: what was paid since is not said."""
    one = shown.invoice
    # A credit note says what it gives back, in positive figures.
    sign = -1 if one.kind == rules.InvoiceKind.CREDIT_NOTE and shown.references else 1
    found: dict[str, Any] = {
        "BT-1": one.number,
        "BT-2": one.issued_on,
        "BT-3": _type(one, sign),
        "BT-5": "EUR",
        "BT-9": max(one.due_on, one.issued_on),
        "BT-23": FRAMES[Nature(one.nature)],
        "BT-72": one.delivered_to,
        "BT-73": one.delivered_from,
        "BT-74": one.delivered_to,
        "BT-106": euros(sign * one.net),
        "BT-109": euros(sign * one.net),
        "BT-110": euros(sign * one.vat),
        "BT-112": euros(sign * (one.net + one.vat)),
        "BT-115": euros(sign * one.payable),
        "BG-1": _notes(one),
        "BG-3": [{"BT-25": number, "BT-26": day} for number, day in shown.references],
        "BG-4": _seller(one),
        "BG-7": _buyer(one),
        "BG-23": _vat(shown, sign),
        "BG-25": [_line(line, one, sign) for line in shown.lines],
    }
    # One code stands for the whole document, so what has goods too says it in words alone.
    if one.nature == Nature.SERVICES and one.vat and (due := VAT_DUE.get(_profile(one))):
        found["BT-8"] = due
    if one.rounding:
        found["BT-114"] = euros(sign * one.rounding)
    if one.payable > 0:
        found |= {"BT-81": "1", "BT-83": one.number}
        if iban_holds(one.seller["iban"]):
            iban = one.seller["iban"].replace(" ", "")
            found |= {"BT-81": "58", "BT-84": iban, "BT-85": payee(one)["name"]}
    if "payee" in one.seller:
        found["BG-10"] = _payee(payee(one))
    return found


def _payee(who: dict[str, Any]) -> dict[str, Any]:
    """Who is paid instead of the seller (BG-10): the group that sells on a farm's mandate."""
    siren = rules.siren(who["siret"])
    return {"name": who["name"]} | ({"legal_identifier": siren, "legal_identifier_schemeid": "0002"} if siren else {})


def _type(one: Invoice, sign: int) -> str:
    """Type code (BT-3, list UNTDID 1001): an invoice or credit note, made by its seller or in the seller's name."""
    if one.seller.get("self_billed"):
        return "261" if sign < 0 else "389"
    return rules.InvoiceKind.CREDIT_NOTE.value if sign < 0 else rules.InvoiceKind.INVOICE.value


def euros(cents: int) -> str:
    """Cents as the standard writes amounts: "-12.50"."""
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def _notes(one: Invoice) -> list[dict[str, str]]:
    """The law's sentences with the codes that the French rules ask for (BR-FR-05), and who the buyer is (BAR)."""
    business = bool(rules.siren(one.buyer["siret"]))
    said = words.TO_PROFESSIONALS if business else words.TO_PERSONS
    notes = [{"BT-21": code, "BT-22": str(sentence)} for code, sentence in said.items()]
    notes.append({"BT-21": "BAR", "BT-22": "B2B" if business else "B2C"})
    spoken = {note["BT-22"] for note in notes}
    return notes + [{"BT-22": mention} for mention in one.mentions if mention not in spoken]


def _party(who: dict[str, Any]) -> dict[str, Any]:
    found = {
        "name": who["name"],
        "addr_l1": who["address"],
        "postcode": who["postcode"],
        "city": who["town"],
        "country_code": "FR",
    }
    if siren := rules.siren(who["siret"]):
        found |= {"legal_identifier": siren, "legal_identifier_schemeid": "0002"}
        found |= {"identifiers": {"0009": who["siret"]}} if len(who["siret"]) == 14 else {}
    return found


def _seller(one: Invoice) -> dict[str, Any]:
    who = one.seller
    siren = rules.siren(who["siret"])
    found = _party(who) | {"einvoicing_addr": siren, "einvoicing_addr_schemeid": "0225"}
    if who["vat_number"]:
        found["vat_identifier"] = who["vat_number"]
    else:
        found["tax_identifier"] = siren
    contact = {name: who[name] for name in ("phone", "email") if who[name]}
    if contact:
        found["contacts"] = [{"name": who["name"], **contact}]
    return found


def _buyer(one: Invoice) -> dict[str, Any]:
    """A business is reached by its SIREN; a person by e-mail, or else under our own number, where nobody looks."""
    if siren := rules.siren(one.buyer["siret"]):
        address = {"einvoicing_addr": siren, "einvoicing_addr_schemeid": "0225"}
    elif email := one.buyer.get("mailbox"):
        address = {"einvoicing_addr": email, "einvoicing_addr_schemeid": "EM"}
    else:
        ours = f"{rules.siren(one.seller['siret'])}_{one.customer_id}"
        address = {"einvoicing_addr": ours, "einvoicing_addr_schemeid": "0225"}
    return _party(one.buyer) | address


def category(rate_bp: int | None, one: Invoice) -> str:
    """VAT category code (BT-118, BT-151). Without a rate it is "exempt": "not subject" stands alone (BR-O-11)."""
    profile = _profile(one)
    if profile is VatProfile.OUTSIDE:
        return "O"
    if rate_bp:
        return "S"
    return "Z" if profile.bills_vat and rate_bp == 0 else "E"


def _why(one: Invoice) -> str:
    if one.seller.get("vat_profile") == FarmVat.FLAT:
        return str(words.FARM_NO_VAT[FarmVat.FLAT])
    return str(words.NO_VAT[_profile(one)])


def _profile(one: Invoice) -> VatProfile:
    if one.seller.get("vat_profile") == FarmVat.FLAT:
        return VatProfile.EXEMPT
    return VatProfile(one.seller.get("vat_profile") or (VatProfile.LIABLE if one.vat else VatProfile.EXEMPT))


def _outside(lines: list[InvoiceLine]) -> list[str]:
    """Why no VAT is on what has no rate: deposits, fees."""
    kinds = {line.deposit for line in lines if line.vat_bp is None}
    return [str(said) for deposit, said in _OUTSIDE.items() if deposit in kinds]


def _vat(shown: Shown, sign: int) -> list[dict[str, Any]]:
    """One row for each category and rate (BR-E-01: all that is exempt in one, its reasons together)."""
    one = shown.invoice
    profile = _profile(one)
    found: dict[tuple[str, int], dict[str, Any]] = {}
    sums: dict[tuple[str, int], tuple[int, int]] = {}
    reasons: dict[tuple[str, int], list[str]] = {}
    for row in one.vat_rows:
        key = (category(row["rate_bp"], one), row["rate_bp"] or 0)
        base, vat = sums.get(key, (0, 0))
        sums[key] = (base + row["base"], vat + row["vat"])
        if key[0] in "EO":
            said = _outside(shown.lines) if row["rate_bp"] is None else [_why(one)]
            reasons.setdefault(key, []).extend(said)
    for (code, rate), (base, vat) in sums.items():
        found[code, rate] = {
            "BT-116": euros(sign * base),
            "BT-117": euros(sign * vat),
            "BT-118": code,
        }
        # What is outside VAT has no rate, not even zero (BR-O-05).
        if code != "O":
            found[code, rate]["BT-119"] = percent(rate)
        if why := reasons.get((code, rate)):
            found[code, rate]["BT-120"] = " ".join(why)
            named = one.seller.get("vat_profile") != FarmVat.FLAT
            if named and profile in NO_VAT and any(row["rate_bp"] is not None for row in one.vat_rows):
                found[code, rate]["BT-121"] = NO_VAT[profile]
    return list(found.values())


def percent(rate_bp: int) -> str:
    """A rate as the French rules want it: "5.5", "20"."""
    return f"{Decimal(rate_bp) / 100:f}".rstrip("0").rstrip(".") if rate_bp % 100 else str(rate_bp // 100)


def _line(line: InvoiceLine, one: Invoice, sign: int) -> dict[str, Any]:
    quantity, unit_price = _quantity(line, one)
    found = {
        "BT-126": str(line.position),
        "BT-129": f"{sign * quantity:f}",
        "BT-130": UNITS[Dimension(line.dimension)] if line.quantity else "C62",
        "BT-131": euros(sign * line.net),
        "BT-134": line.day,
        "BT-135": line.day,
        "BT-146": f"{unit_price:f}",
        "BT-151": category(None if line.deposit else line.vat_bp, one),
        "BT-153": line.label,
    }
    if found["BT-151"] != "O":
        found["BT-152"] = percent(0 if line.deposit else line.vat_bp or 0)
    if line.lot:
        found["BT-154"] = _("Lot {code}").format(code=line.lot)
    return found


def _quantity(line: InvoiceLine, one: Invoice) -> tuple[Decimal, Decimal]:
    """What was sold, in the line's unit, signed like its amount; and the unit price before VAT, never negative."""
    per = PER[Dimension(line.dimension)]
    quantity = (Decimal(line.quantity) / per).quantize(_FOUR).normalize()
    price = line.unit_price
    if not quantity:
        quantity, price = Decimal(1 if line.net >= 0 else -1), None
    elif (quantity < 0) != (line.net < 0) and line.net:
        quantity = -quantity
    if price is None:
        price = abs(Decimal(line.net) / 100 / quantity)
    elif one.basis == Basis.GROSS and not line.deposit:
        price = price * 10_000 / (10_000 + (line.vat_bp or 0))
    return quantity, abs(price).quantize(_FOUR)
