from django.db import migrations, models
import django.db.models.deletion

from bocal.journals.migrations._only_grow import only_grow


class Migration(migrations.Migration):

    dependencies = [("billing", "0009_received_only_grow")]
    operations = [
        migrations.CreateModel(
            name="BankSupplierMatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="supplier_matches", to="billing.bankline")),
                ("payment", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="bank", to="billing.supplierpayment")),
            ],
        ),
        only_grow("invoices", {"billing_banksuppliermatch": ("id", "payment_id")}),
    ]
