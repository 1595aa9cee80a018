"""Letters and papers of the sales: what each farm brings, when each customer comes, the lists that people hold."""

from bocal.orders.notices.crates import crate_labels
from bocal.orders.notices.lists import KINDS, lists_pdf, stall_pdf
from bocal.orders.notices.telling import remind, tell, tell_cancelled, tell_displaced, tell_rehoused

__all__ = [
    "KINDS",
    "crate_labels",
    "lists_pdf",
    "remind",
    "stall_pdf",
    "tell",
    "tell_cancelled",
    "tell_displaced",
    "tell_rehoused",
]
