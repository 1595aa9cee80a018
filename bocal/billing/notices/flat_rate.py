"""The papers that a farm at the flat rate is owed: a slip for each payment, a certificate for each year.

CGI ann. II, art. 265 (a slip with the date, the nature and the value of the purchase) and 266, I (a certificate of all
that was paid in the year before). Their official layout was not read: see docs/money.md.
"""

from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from bocal.billing.notices.paper import party_lines
from bocal.billing.reads.flat_rate import FlatPaid, FlatYear
from bocal.directory.models import Organisation
from bocal.look import pdf
from bocal.look.templatetags.look import euros, shortday


def certificate(found: FlatYear, *, buyer: Organisation, day: date) -> bytes:
    """The PDF of a year's certificate, in French as the law of the purchase."""
    with translation.override("fr"):
        return _paper(
            _("Attestation annuelle des achats, {year}").format(year=found.year),
            found.rows,
            supplier=found.supplier,
            buyer=buyer,
            day=day,
            said=[
                _(
                    "Le client atteste avoir payé au vendeur, du 1er janvier au 31 décembre {year}, {total} de "
                    "produits de son exploitation, qu’il revend soumis à la TVA."
                ).format(year=found.year, total=euros(found.cents)),
                _("Établie pour le remboursement forfaitaire agricole : CGI, art. 298 quater ; ann. II, art. 266, I."),
            ],
        )


def slip(found: FlatPaid, *, buyer: Organisation, day: date) -> bytes:
    """The PDF of a payment's slip, in French as the law of the purchase."""
    with translation.override("fr"):
        return _paper(
            _("Bulletin d’achat"),
            [found],
            supplier=found.payment.invoice.supplier,
            buyer=buyer,
            day=day,
            said=[_("Délivré au vendeur lors du paiement : CGI, annexe II, art. 265.")],
        )


def _paper(
    title: str,
    rows: tuple[FlatPaid, ...] | list[FlatPaid],
    *,
    supplier: Organisation,
    buyer: Organisation,
    day: date,
    said: list[str],
) -> bytes:
    return pdf.render(
        "billing/pages/flat_rate.typ",
        {
            "title": title,
            "collective": buyer.name,
            "day": shortday(day),
            "note": title,
            "parties": [_("Vendeur"), _("Client")],
            "seller": {"name": supplier.name, "lines": _identity(supplier)},
            "buyer": {"name": buyer.name, "lines": _identity(buyer)},
            "headers": [_("Payé le"), _("Nature de l’achat"), _("Facture"), _("Valeur HT")],
            "rows": [(shortday(one.day), one.what, one.number, euros(one.cents)) for one in rows],
            "total": [_("Total"), euros(sum(one.cents for one in rows))],
            "said": said,
            "sign": _("Date et signature du client"),
        },
    )


def _identity(party: Organisation) -> list[str]:
    said = {field: getattr(party, field) for field in ("address", "postcode", "town", "siret")}
    return party_lines(said)
