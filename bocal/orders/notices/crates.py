"""What is stuck on the crates of a round, so that each finds its household."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from bocal.catalog.rules import Storage
from bocal.look import codes, pdf
from bocal.look.templatetags.look import lang
from bocal.orders.models import SaleRound
from bocal.orders.notices.lists import collector, fetched_when
from bocal.orders.reads import Crate, crates

#: Lines that a label has room for.
SHOWN = 7


def crate_labels(sale: SaleRound, *, address: Callable[[int], str], point: int | None = None) -> bytes:
    """The PDF of the crates' labels, eight on an A4 sheet, in the order in which people come; of one point, if it is
    given. `address(order)` is what the QR code says: the absolute URL of the page that hands the order over."""
    found = crates(sale, point)
    # Drawing a code takes longer than all the rest of a label: once for an order's crates.
    drawn = {pk: codes.qr_svg(address(pk)) for pk in dict.fromkeys(crate.sheet.order.pk for crate in found)}
    data = {
        "title": _("{title} : étiquettes des caisses").format(title=sale.title),
        "lang": lang(),
        "nothing": _("Rien n’est commandé."),
        "labels": [_label(crate, sale.title, drawn[crate.sheet.order.pk]) for crate in found],
    }
    return pdf.render("orders/pages/crate_labels.typ", data)


def _label(crate: Crate, title: str, code: str) -> dict[str, Any]:
    order = crate.sheet.order
    said = {Storage.FRIDGE: _("au frais"), Storage.FREEZER: _("surgelé")}
    over = len(crate.lines) - SHOWN
    lines = [
        " · ".join(
            filter(
                None,
                (
                    f"{line.expected} × {line.name}, {line.label}",
                    _("manque {n}").format(n=line.short) if line.short else "",
                    _("à peser") if line.weighed else "",
                ),
            )
        )
        for line in crate.lines[: SHOWN - 1 if over > 0 else SHOWN]
    ]
    if over > 0:
        lines.append(_("et {n} autres produits").format(n=over + 1))
    return {
        "name": crate.sheet.customer.name,
        # Namesakes are told apart by who ordered.
        "person": order.person.name if order.person.name != crate.sheet.customer.name else "",
        "collector": collector(order),
        "where": order.slot.point.name if order.slot else "",
        "when": fetched_when(crate.sheet),
        "sale": title,
        "cold": said.get(crate.storage, ""),
        "nth": f"{crate.nth} / {crate.count}",
        "lines": lines,
        "qr": code,
    }
