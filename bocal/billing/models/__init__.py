"""Tables of the money: invoices, what suppliers are owed and paid, the bank, rounds settled."""

from bocal.billing.models.bank import BankLine, BankMatch, BankSetAside, BankSupplierMatch
from bocal.billing.models.invoices import Batch, BatchLine, Invoice, InvoiceLine, OpenDelivery, Payment, Reminder, Sweep
from bocal.billing.models.online import OnlinePayment, OnlineRefund, Payout, PayoutArrived
from bocal.billing.models.prepaid import Advance, BankAdvanceMatch
from bocal.billing.models.settling import FarmMargin, GroupShare, Settlement, SettlementLine
from bocal.billing.models.suppliers import (
    ReceivedFile,
    SelfBilling,
    SupplierInvoice,
    SupplierInvoiceDelivery,
    SupplierPayment,
)
from bocal.billing.models.transfers import (
    PayeeAccount,
    Transfer,
    TransferDropped,
    TransferLine,
    TransferPaid,
    TransferPart,
)

__all__ = [
    "Advance",
    "BankAdvanceMatch",
    "BankLine",
    "BankMatch",
    "BankSetAside",
    "BankSupplierMatch",
    "Batch",
    "BatchLine",
    "FarmMargin",
    "GroupShare",
    "Invoice",
    "InvoiceLine",
    "OnlinePayment",
    "OnlineRefund",
    "OpenDelivery",
    "PayeeAccount",
    "Payment",
    "Payout",
    "PayoutArrived",
    "ReceivedFile",
    "Reminder",
    "SelfBilling",
    "Settlement",
    "SettlementLine",
    "SupplierInvoice",
    "SupplierInvoiceDelivery",
    "SupplierPayment",
    "Sweep",
    "Transfer",
    "TransferDropped",
    "TransferLine",
    "TransferPaid",
    "TransferPart",
]
