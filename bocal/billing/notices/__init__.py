"""What billing writes to people: papers, electronic invoices, letters."""

from bocal.billing.notices.einvoice import electronic, facturx, xml
from bocal.billing.notices.flat_rate import certificate, slip
from bocal.billing.notices.letters import send, send_self_billed
from bocal.billing.notices.paper import grouped, paper, party_lines, transfer_code
from bocal.billing.notices.reminders import prepaid_paper, remind, statement_paper, supplier_statement_paper
from bocal.billing.notices.settling import settlement_paper, tell_settled

__all__ = [
    "certificate",
    "electronic",
    "facturx",
    "grouped",
    "paper",
    "party_lines",
    "prepaid_paper",
    "remind",
    "send",
    "send_self_billed",
    "settlement_paper",
    "slip",
    "statement_paper",
    "supplier_statement_paper",
    "tell_settled",
    "transfer_code",
    "xml",
]
