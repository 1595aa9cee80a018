"""What suppliers sent is never changed, deleted or replaced either."""

from django.db import migrations

from bocal.journals.migrations._only_grow import only_grow

#: Table → the columns that no two rows share.
TABLES = {"billing_receivedfile": ("id", "digest")}


class Migration(migrations.Migration):
    dependencies = [("billing", "0008_received")]
    operations = [only_grow("invoices", TABLES)]
