"""What a round was settled as is never changed, deleted or replaced either."""

from django.db import migrations

from bocal.journals.migrations._only_grow import only_grow

#: Table → the columns that no two rows share.
TABLES = {
    "billing_settlement": ("id", "key"),
    "billing_settlementline": ("id", "voucher_id"),
}


class Migration(migrations.Migration):
    dependencies = [("billing", "0014_settlements")]
    operations = [only_grow("invoices", TABLES)]
