"""Invoices, their lines and payments are never changed, deleted or replaced."""

from django.db import migrations

from bocal.journals.migrations._only_grow import only_grow

#: Table → the columns that no two rows share.
TABLES = {
    "billing_invoice": ("id", "number", "voucher_id"),
    "billing_invoiceline": ("id", "money_line_id"),
    "billing_payment": ("id", "voucher_id"),
}


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial"), ("journals", "0002_triggers")]
    operations = [only_grow("invoices", TABLES)]
