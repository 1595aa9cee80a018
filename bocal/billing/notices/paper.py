"""An invoice on paper."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from bocal.billing.models import Invoice, InvoiceLine
from bocal.billing.reads import Shown
from bocal.billing.rules import Turn
from bocal.directory.rules.contact import iban_holds
from bocal.look import pdf
from bocal.look.templatetags.look import amount, euros, price, shortday, vat
from bocal.measure.money import Basis
from bocal.measure.on_demand import OnDemand
from bocal.measure.quantity import NBSP, Dimension

codes = OnDemand("segno.helpers")


def payee(one: Invoice) -> dict[str, Any]:
    """Who is paid: the seller, or the group that sells on its mandate."""
    found: dict[str, Any] = one.seller.get("payee", one.seller)
    return found


def transfer_code(shown: Shown) -> str:
    """The SVG of the QR code that fills in a bank transfer (EPC 069-12) for what is left; "" when nothing is left
    to pay or no valid IBAN is known."""
    seller = shown.invoice.seller
    if shown.left <= 0 or not iban_holds(seller["iban"]):
        return ""
    code = codes.make_epc_qr(
        name=payee(shown.invoice)["name"][:70],
        iban=seller["iban"].replace(" ", ""),
        amount=Decimal(shown.left) / 100,
        text=shown.invoice.number,
        encoding="utf-8",
    )
    out = io.BytesIO()
    code.save(out, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=4, nl=False, dark="#000")
    return out.getvalue().decode()


def paper(shown: Shown, *, attached: str = "") -> bytes:
    """The PDF of an invoice, in French as the law of its sale: the frozen document, and what was paid since.

    `attached` is the same for machines, as XML: the file factur-x.xml inside the PDF.
    """
    with translation.override("fr"):
        return pdf.render("billing/pages/invoice.typ", _paper_data(shown), archive=True, attached=attached)


def _paper_data(shown: Shown) -> dict[str, Any]:
    one = shown.invoice
    title = f"{one.get_kind_display()} {one.number}"
    ours = one.seller.get("self_billed")
    facts = [
        (_("Date"), shortday(one.issued_on)),
        (_("Livraison"), span(one.delivered_from, one.delivered_to)),
        (_("Opération"), str(one.get_nature_display())),
    ]
    if not shown.credit_note:
        facts.append((_("À payer avant le"), shortday(one.due_on)))
    if shown.corrected:
        facts.append((_("Corrige"), ", ".join(shown.corrected)))
    return {
        "title": title,
        "collective": one.buyer["name"] if ours else payee(one)["name"],
        "day": shortday(one.issued_on),
        "note": title,
        "parties": [_("Vendeur"), _("Client")],
        "transfer": _("Virement"),
        "seller": {"name": one.seller["name"], "lines": party_lines(one.seller)},
        "buyer": {"name": one.buyer["name"], "lines": party_lines(one.buyer)},
        "facts": facts,
        "headers": [
            _("Désignation"),
            _("Lot"),
            _("Quantité"),
            _("Prix unitaire TTC") if one.basis == Basis.GROSS else _("Prix unitaire HT"),
            _("TVA"),
            _("Montant HT"),
        ],
        "days": _days(shown.lines),
        "vat_headers": [_("Taux de TVA"), _("Base HT"), _("TVA")],
        "vat_rows": [
            (rate_name(row["rate_bp"]), euros(row["base"]), euros(row["vat"]) if row["rate_bp"] else "–")
            for row in one.vat_rows
        ],
        "totals": _totals(shown),
        "left": (_("Reste à payer"), euros(shown.left)) if not (ours or shown.credit_note) else ("", ""),
        "mentions": one.mentions,
        "pay": how_to_pay(shown) if not ours else [],
        "qr": transfer_code(shown),
    }


def _totals(shown: Shown) -> list[tuple[str, str, bool]]:
    one = shown.invoice
    found = [(_("Total HT"), euros(one.net), False), (_("TVA"), euros(one.vat), False)]
    if one.rounding:
        found.append((_("Arrondi"), euros(one.rounding), False))
    found.append((_("Total de l’avoir") if shown.credit_note else _("Total TTC"), euros(one.payable), True))
    for payment in shown.payments:
        said = _("Payé le {day} ({means})") if payment.cents > 0 else _("Remboursé le {day} ({means})")
        said = said.format(day=shortday(payment.voucher.day), means=payment.get_means_display())
        found.append((said, euros(-payment.cents), False))
    if shown.covered:
        found.append((_("Couvert par vos avoirs"), euros(-shown.covered), False))
    return found


def _days(lines: list[InvoiceLine]) -> list[dict[str, Any]]:
    turns: dict[tuple[date, Turn], list[list[str]]] = {}
    for line in lines:
        turns.setdefault(line.heading, []).append(
            [
                line.label,
                line.lot,
                amount(line.quantity, line.dimension) if line.quantity else "",
                unit_price(line),
                "–" if line.vat_bp is None else rate_name(line.vat_bp),
                euros(line.net),
            ]
        )
    said = {Turn.GIVEN: _("Remis le {day}"), Turn.BACK: _("Repris le {day}"), Turn.NEITHER: _("Le {day}")}
    return [{"day": said[way].format(day=shortday(day)), "lines": rows} for (day, way), rows in turns.items()]


def how_to_pay(shown: Shown) -> list[str]:
    """What the reader is asked to do with what is left, or told of it: sentences."""
    seller = shown.invoice.seller
    if shown.credit_note:
        return [_("Cette somme vous est due : elle paiera vos prochaines factures, ou vous sera rendue.")]
    if not shown.left:
        return [_("Facture acquittée. Merci !")]
    said = []
    if seller["iban"]:
        said.append(_("Par virement : IBAN {iban}").format(iban=grouped(seller["iban"])))
        said.append(_("Indiquez {number} dans le libellé.").format(number=shown.invoice.number))
    if iban_holds(seller["iban"]):
        said.append(_("Ou scannez ce code avec l’application de votre banque : elle remplit le virement."))
    return said


def unit_price(line: InvoiceLine) -> str:
    """A unit price with what it is for: "2,80 € / kg"."""
    if line.unit_price is None:
        return ""
    unit = {Dimension.MASS: "kg", Dimension.VOLUME: "L", Dimension.COUNT: ""}[Dimension(line.dimension)]
    return f"{price(line.unit_price)}{NBSP}/{NBSP}{unit}" if unit else price(line.unit_price)


def rate_name(rate_bp: int | None) -> str:
    """A VAT rate as an invoice's reader knows it; without a rate, deposits and fees."""
    return _("Consignes et cotisations, hors TVA") if rate_bp is None else vat(rate_bp)


def span(first: date, last: date) -> str:
    """One day, or from a day to another."""
    if first == last:
        return shortday(first)
    return _("du {first} au {last}").format(first=shortday(first), last=shortday(last))


def grouped(iban: str) -> str:
    """An IBAN by fours, as banks print it."""
    bare = iban.replace(" ", "")
    return " ".join(bare[i : i + 4] for i in range(0, len(bare), 4))


def party_lines(party: dict[str, str]) -> list[str]:
    """What stands under a party's name: address, SIREN, VAT number, contact."""
    town = f"{party['postcode']} {party['town']}".strip()
    lines = [party["address"], town]
    if party["siret"]:
        lines.append(f"SIREN {party['siret'][:9]} · SIRET {party['siret']}")
    if party.get("vat_number"):
        lines.append(_("TVA {number}").format(number=party["vat_number"]))
    lines.append(" · ".join(filter(None, [party.get("phone", ""), party.get("email", "")])))
    return [line for line in lines if line]
