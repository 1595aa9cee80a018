"""Reminders and what the bank says are never changed, deleted or replaced either."""

from django.db import migrations

from bocal.journals.migrations._only_grow import only_grow

#: Table → the columns that no two rows share.
TABLES = {
    "billing_reminder": ("id",),
    "billing_bankline": ("id",),
    "billing_bankmatch": ("id", "payment_id"),
    "billing_banksetaside": ("id", "line_id"),
}


class Migration(migrations.Migration):
    dependencies = [("billing", "0004_bank")]
    operations = [only_grow("invoices", TABLES)]
