import bocal.billing.rules.payments
import django.db.models.deletion
from django.db import migrations, models

from bocal.journals.migrations._only_grow import only_grow


class Migration(migrations.Migration):

    dependencies = [
        ('billing', '0015_settlements_only_grow'),
        ('directory', '0005_raw_days'),
        ('journals', '0009_prepaid'),
    ]

    operations = [
        migrations.AlterField(
            model_name='payment',
            name='means',
            field=models.CharField(choices=[(bocal.billing.rules.payments.Means['TRANSFER'], 'virement'), (bocal.billing.rules.payments.Means['CHEQUE'], 'chèque'), (bocal.billing.rules.payments.Means['CARD'], 'carte'), (bocal.billing.rules.payments.Means['CASH'], 'espèces'), (bocal.billing.rules.payments.Means['PREPAID'], 'compte prépayé'), (bocal.billing.rules.payments.Means['ONLINE'], 'paiement en ligne')], max_length=10),
        ),
        migrations.AlterField(
            model_name='supplierpayment',
            name='means',
            field=models.CharField(choices=[(bocal.billing.rules.payments.Means['TRANSFER'], 'virement'), (bocal.billing.rules.payments.Means['CHEQUE'], 'chèque'), (bocal.billing.rules.payments.Means['CARD'], 'carte'), (bocal.billing.rules.payments.Means['CASH'], 'espèces'), (bocal.billing.rules.payments.Means['PREPAID'], 'compte prépayé'), (bocal.billing.rules.payments.Means['ONLINE'], 'paiement en ligne')], max_length=10),
        ),
        migrations.CreateModel(
            name='Advance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cents', models.BigIntegerField()),
                ('means', models.CharField(choices=[(bocal.billing.rules.payments.Means['TRANSFER'], 'virement'), (bocal.billing.rules.payments.Means['CHEQUE'], 'chèque'), (bocal.billing.rules.payments.Means['CARD'], 'carte'), (bocal.billing.rules.payments.Means['CASH'], 'espèces'), (bocal.billing.rules.payments.Means['PREPAID'], 'compte prépayé'), (bocal.billing.rules.payments.Means['ONLINE'], 'paiement en ligne')], max_length=10)),
                ('reference', models.CharField(blank=True, max_length=80)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.organisation')),
                ('voucher', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='advance', to='journals.voucher')),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='BankAdvanceMatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('advance', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='bank', to='billing.advance')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='advance_matches', to='billing.bankline')),
            ],
        ),
        migrations.AddConstraint(
            model_name='advance',
            constraint=models.CheckConstraint(condition=models.Q(('cents', 0), _negated=True), name='advance_of_something'),
        ),
        only_grow("invoices", {"billing_advance": ("id", "voucher_id"), "billing_bankadvancematch": ("id", "advance_id")}),
    ]
