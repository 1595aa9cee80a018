"""What was sent to the bank and not yet shown carried out."""

from collections import defaultdict

from django.db.models import Exists, OuterRef, QuerySet

from bocal.billing.models import SupplierInvoice, TransferPaid, TransferPart
from bocal.billing.rules.matching import Sent


def paid_parts() -> QuerySet[TransferPaid]:
    """Of a part of a transfer that a query looks at, the standing payments that it became."""
    return TransferPaid.objects.filter(part=OuterRef("pk"), payment__voucher__reversal=None)


def open_parts() -> QuerySet[TransferPart]:
    """What was sent to the bank, was not dropped, and no standing payment shows carried out."""
    return TransferPart.objects.filter(line__transfer__dropped=None).exclude(Exists(paid_parts()))


def under_way(invoice: SupplierInvoice) -> TransferPart | None:
    """The part of a transfer that will pay an invoice."""
    return open_parts().filter(invoice=invoice).select_related("line__transfer").first()


def sent() -> list[Sent]:
    """Transfers that the bank has not shown yet, oldest first, with what is left of each."""
    lines: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for part in open_parts().select_related("line__transfer").order_by("pk"):
        lines[part.line.transfer.number].append((part.line.end_to_end, part.invoice_id, part.cents))
    return [Sent(number, tuple(parts)) for number, parts in lines.items()]
