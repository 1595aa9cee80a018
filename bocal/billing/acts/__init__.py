"""Verbs of billing: issue, send, pay, bill many at once, remind; and what suppliers are owed."""

from bocal.billing.acts.banking import assign, assign_prepaid, assign_supplier, bring_bank, confirm, set_aside
from bocal.billing.acts.batching import run_batch, start_batch
from bocal.billing.acts.invoicing import issue, mail
from bocal.billing.acts.mandating import end_mandate, give_mandate
from bocal.billing.acts.online import ask, give_back, hear, look, payout_arrived, provider
from bocal.billing.acts.paying import pay, take_back
from bocal.billing.acts.prepaying import pay_prepaid, put_in
from bocal.billing.acts.reminding import remind
from bocal.billing.acts.sharing import Farm, sales_in, set_farm_margin, set_share, settle
from bocal.billing.acts.supplying import (
    SelfBilled,
    agree,
    bring_received,
    end_agreement,
    note_received,
    note_supplier_invoice,
    pay_supplier,
    self_bill,
    self_bill_all,
)
from bocal.billing.acts.sweeping import sweep
from bocal.billing.acts.transferring import carried_out, drop_transfer, make_transfer, note_account

__all__ = [
    "Farm",
    "SelfBilled",
    "agree",
    "ask",
    "assign",
    "assign_prepaid",
    "assign_supplier",
    "bring_bank",
    "bring_received",
    "carried_out",
    "confirm",
    "drop_transfer",
    "end_agreement",
    "end_mandate",
    "give_back",
    "give_mandate",
    "hear",
    "issue",
    "look",
    "mail",
    "make_transfer",
    "note_account",
    "note_received",
    "note_supplier_invoice",
    "pay",
    "pay_prepaid",
    "pay_supplier",
    "payout_arrived",
    "provider",
    "put_in",
    "remind",
    "run_batch",
    "sales_in",
    "self_bill",
    "self_bill_all",
    "set_aside",
    "set_farm_margin",
    "set_share",
    "settle",
    "start_batch",
    "sweep",
    "take_back",
]
