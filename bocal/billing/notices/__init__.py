"""What billing writes to people: papers, electronic invoices, letters."""

from bocal.billing.notices.einvoice import electronic, facturx, xml
from bocal.billing.notices.letters import send, send_self_billed
from bocal.billing.notices.paper import grouped, paper, party_lines, transfer_code
from bocal.billing.notices.reminders import remind, statement_paper, supplier_statement_paper

__all__ = [
    "electronic",
    "facturx",
    "grouped",
    "paper",
    "party_lines",
    "remind",
    "send",
    "send_self_billed",
    "statement_paper",
    "supplier_statement_paper",
    "transfer_code",
    "xml",
]
