"""Choices, arithmetic and refusals of billing. Pure: no Django."""

from bocal.billing.rules.identity import siren, vat_number
from bocal.billing.rules.invoicing import (
    DUE_DAYS,
    MAX_DUE_DAYS,
    PER,
    Draft,
    InvoiceKind,
    Nature,
    Sold,
    by_basis,
    check_owed,
    draft,
    entry,
    totals,
)
from bocal.billing.rules.payments import (
    Bill,
    Means,
    Settled,
    check_payment,
    check_refund,
    payment_entry,
    settle,
)

__all__ = [
    "DUE_DAYS",
    "MAX_DUE_DAYS",
    "PER",
    "Bill",
    "Draft",
    "InvoiceKind",
    "Means",
    "Nature",
    "Settled",
    "Sold",
    "by_basis",
    "check_owed",
    "check_payment",
    "check_refund",
    "draft",
    "entry",
    "payment_entry",
    "settle",
    "siren",
    "totals",
    "vat_number",
]
