"""What suppliers billed and were paid is never changed, deleted or replaced either."""

from django.db import migrations

from bocal.journals.migrations._only_grow import only_grow

#: Table → the columns that no two rows share.
TABLES = {
    "billing_supplierinvoice": ("id", "voucher_id"),
    "billing_supplierinvoicedelivery": ("id",),
    "billing_supplierpayment": ("id", "voucher_id"),
}


class Migration(migrations.Migration):
    dependencies = [("billing", "0006_suppliers")]
    operations = [only_grow("invoices", TABLES)]
