"""Verbs of billing: issue, send, pay, bill many at once, remind."""

from bocal.billing.acts.banking import assign, bring_bank, confirm, set_aside
from bocal.billing.acts.batching import run_batch, start_batch
from bocal.billing.acts.invoicing import issue, mail
from bocal.billing.acts.paying import pay, take_back
from bocal.billing.acts.reminding import remind

__all__ = [
    "assign",
    "bring_bank",
    "confirm",
    "issue",
    "mail",
    "pay",
    "remind",
    "run_batch",
    "set_aside",
    "start_batch",
    "take_back",
]
