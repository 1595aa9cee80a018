"""What was sent to the bank is never changed, deleted or replaced either."""

from django.db import migrations

from bocal.journals.migrations._only_grow import only_grow

#: Table → the columns that no two rows share.
TABLES = {
    "billing_transfer": ("id", "number", "key"),
    "billing_transferline": ("id", "end_to_end"),
    "billing_transferpart": ("id",),
    "billing_transferpaid": ("id", "payment_id"),
    "billing_transferdropped": ("id", "transfer_id"),
}


class Migration(migrations.Migration):
    dependencies = [("billing", "0012_transfers")]
    operations = [only_grow("invoices", TABLES)]
