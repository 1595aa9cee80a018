from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):

    dependencies = [("billing", "0010_bank_suppliers")]
    operations = [
        migrations.CreateModel(
            name="Sweep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="OpenDelivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("voucher", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="journals.voucher")),
            ],
        ),
    ]
