"""Whether every invoice and payment says what the journals say: part of `bocal check`."""

# Only constants of ours are written into these queries.
# ruff: noqa: S608

from django.db import connection

from bocal.billing import words
from bocal.billing.models import Invoice, Payment
from bocal.journals.reads import Checked
from bocal.journals.rules import Account, Way

#: So many lines of each kind are written out.
CHECK_SHOWN = 50

_ON_CUSTOMER = f"COALESCE((SELECT SUM(cents) FROM journals_moneyline m WHERE m.voucher_id = {{0}}.voucher_id \
AND m.account = '{Account.CUSTOMER}'), 0)"
_ON_SUPPLIER = _ON_CUSTOMER.replace(f"'{Account.CUSTOMER}'", f"'{Account.SUPPLIER}'")
_ON_MANDATE = _ON_CUSTOMER.replace(f"'{Account.CUSTOMER}'", f"'{Account.THIRD_PARTIES}'")
#: Code of the sentence → query whose rows are the numbers that it names.
INVOICE_QUESTIONS = {
    "invoice_lines": """
        SELECT i.number FROM billing_invoice i LEFT JOIN billing_invoiceline l ON l.invoice_id = i.id
        GROUP BY i.id, i.number, i.net HAVING COALESCE(SUM(l.net), 0) <> i.net
    """,
    "invoice_total": "SELECT number FROM billing_invoice WHERE net + vat + rounding <> payable",
    "invoice_money": f"SELECT i.number FROM billing_invoice i WHERE {_ON_CUSTOMER.format('i')} <> i.payable",
    "payment_money": f"""
        SELECT i.number FROM billing_payment p JOIN billing_invoice i ON i.id = p.invoice_id
        WHERE {_ON_CUSTOMER.format("p")} <> -p.cents
    """,
    "advance_money": f"""
        SELECT a.id FROM billing_advance a WHERE COALESCE((SELECT SUM(cents) FROM journals_moneyline m
        WHERE m.voucher_id = a.voucher_id AND m.account = '{Account.ADVANCES}'), 0) <> -a.cents
    """,
    # What was paid online and has not come to the bank is on 5115; payouts and refunds took the rest away.
    "online_money": """
        SELECT p.id FROM billing_onlinepayment p LEFT JOIN billing_advance a ON a.id = p.advance_id
        WHERE (p.paid <> 0 AND (a.id IS NULL OR a.cents <> p.paid OR a.means <> 'online')) OR p.refunded > p.paid
    """,
    "payout_money": f"""
        SELECT p.reference FROM billing_payoutarrived r JOIN billing_payout p ON p.id = r.payout_id
        WHERE COALESCE((SELECT SUM(cents) FROM journals_moneyline m
        WHERE m.voucher_id = r.voucher_id AND m.account = '{Account.ONLINE}'), 0) <> -(p.cents + p.fee)
    """,
    "advance_overdrawn": f"""
        SELECT o.name FROM journals_moneyline m JOIN directory_organisation o ON o.id = m.party_id
        WHERE m.account = '{Account.ADVANCES}' GROUP BY o.id, o.name HAVING SUM(m.cents) > 0
    """,
    "supplier_money": f"""
        SELECT i.number FROM billing_supplierinvoice i
        WHERE i.mandate_id IS NULL AND {_ON_SUPPLIER.format("i")} <> -i.payable
    """,
    "supplier_payment_money": f"""
        SELECT i.number FROM billing_supplierpayment p JOIN billing_supplierinvoice i ON i.id = p.invoice_id
        WHERE CASE WHEN i.mandate_id IS NULL THEN {_ON_SUPPLIER.format("p")} ELSE {_ON_MANDATE.format("p")} END
        <> p.cents
    """,
    "supplier_twice": """
        SELECT MIN(i.number) FROM billing_supplierinvoicedelivery d
        JOIN billing_supplierinvoice i ON i.id = d.invoice_id
        WHERE NOT EXISTS (SELECT 1 FROM journals_voucher r WHERE r.reverses_id = i.voucher_id)
        GROUP BY d.voucher_id, i.supplier_id HAVING COUNT(*) > 1
    """,
    # AF12-2026-0001 is of the series "autofacture AF12-2026", whose numbers grow beyond four digits.
    "self_billed_gap": """
        SELECT s.name FROM journals_series s LEFT JOIN (
            SELECT SUBSTR(number, 1, LENGTH('AF' || supplier_id) + 5) AS series, COUNT(*) AS made
            FROM billing_supplierinvoice
            WHERE self_billed GROUP BY 1
        ) i ON s.name = 'autofacture ' || i.series
        WHERE s.name LIKE 'autofacture %' AND s.last <> COALESCE(i.made, 0)
    """,
    # M12-2026-0001 is of the series "mandat M12-2026".
    "mandate_gap": """
        SELECT s.name FROM journals_series s LEFT JOIN (
            SELECT SUBSTR(v.number, 1, LENGTH('M' || m.organisation_id) + 5) AS series, COUNT(*) AS made
            FROM billing_invoice v JOIN directory_mandate m ON m.id = v.mandate_id GROUP BY 1
        ) i ON s.name = 'mandat ' || i.series
        WHERE s.name LIKE 'mandat %' AND s.last <> COALESCE(i.made, 0)
    """,
    # An account rendered: the line that bears its number is what is to be paid.
    "mandate_money": f"""
        SELECT i.number FROM billing_supplierinvoice i
        WHERE i.mandate_id IS NOT NULL AND COALESCE((SELECT SUM(cents) FROM journals_moneyline m
        WHERE m.voucher_id = i.voucher_id AND m.account = '{Account.THIRD_PARTIES}' AND m.label = i.number), 0)
        <> -i.payable
    """,
    # What stands on 467 for a farm is what was sold in its name and is on no account, and what is left of its accounts.
    "mandate_left": f"""
        SELECT o.name FROM directory_organisation o JOIN (
            SELECT m.party_id, SUM(m.cents) AS cents FROM journals_moneyline m
            LEFT JOIN billing_supplierinvoicedelivery d ON d.voucher_id = m.voucher_id AND d.invoice_id IN (
                SELECT id FROM billing_supplierinvoice a WHERE a.mandate_id IS NOT NULL AND a.supplier_id = m.party_id
            )
            LEFT JOIN billing_supplierinvoice s ON s.voucher_id = m.voucher_id
            WHERE m.account = '{Account.THIRD_PARTIES}'
            AND (d.id IS NOT NULL OR (s.id IS NOT NULL AND m.label <> s.number))
            GROUP BY m.party_id
        ) t ON t.party_id = o.id WHERE t.cents <> 0
    """,
    # Nothing of a farm on mandate is bought or sold by us: no such line names a lot that is its own.
    "mandate_kept": f"""
        SELECT m.voucher_id FROM journals_moneyline m JOIN journals_lot l ON l.id = m.lot_id
        WHERE l.way = '{Way.ENTRUSTED}' AND m.account IN (
            '{Account.RESALE}', '{Account.OWN_PRODUCTS}', '{Account.PURCHASES}', '{Account.SUPPLIER_UNBILLED}'
        )
    """,
    # Of one document and rate, what waits lies between nothing and what waited first.
    "vat_waiting": f"""
        SELECT s.label FROM (
            SELECT label, vat_bp, party_id, SUM(cents) AS sum, MIN(id) AS first FROM journals_moneyline
            WHERE account = '{Account.VAT_WAITING}' GROUP BY label, vat_bp, party_id
        ) s JOIN journals_moneyline f ON f.id = s.first LEFT JOIN billing_invoice i ON i.number = s.label
        WHERE i.id IS NULL OR i.voucher_id <> f.voucher_id OR i.customer_id <> s.party_id
        OR s.sum * f.cents < 0 OR ABS(s.sum) > ABS(f.cents)
    """,
    "invoice_gap": """
        SELECT s.name FROM journals_series s
        JOIN (SELECT SUBSTR(number, 2, 4) AS year, COUNT(*) AS made FROM billing_invoice
        WHERE mandate_id IS NULL GROUP BY 1) i
        ON s.name = 'facture ' || i.year WHERE s.last <> i.made
    """,
}


def check_invoices() -> Checked:
    """Recompute what must hold between invoices, their lines, payments and the journals, by the database."""
    broken = []
    with connection.cursor() as cursor:
        for code, question in INVOICE_QUESTIONS.items():
            cursor.execute(question)
            broken += [str(words.BROKEN[code]) % {"a": row[0]} for row in cursor.fetchmany(CHECK_SHOWN)]
    counts = {"factures": Invoice.objects.count(), "paiements": Payment.objects.count()}
    return Checked(counts, tuple(broken))
