"""Verbs of billing: issue, send, pay, bill many at once, remind."""

from bocal.billing.acts.batching import run_batch, start_batch
from bocal.billing.acts.invoicing import issue, mail
from bocal.billing.acts.paying import pay, take_back
from bocal.billing.acts.reminding import remind

__all__ = ["issue", "mail", "pay", "remind", "run_batch", "start_batch", "take_back"]
