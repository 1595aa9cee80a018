import bocal.billing.rules.online
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from bocal.journals.migrations._only_grow import only_grow


class Migration(migrations.Migration):

    dependencies = [
        ('billing', '0016_prepaid'),
        ('directory', '0005_raw_days'),
        ('journals', '0009_prepaid'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Payout',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.CharField(max_length=20)),
                ('reference', models.CharField(max_length=120, unique=True)),
                ('cents', models.BigIntegerField()),
                ('fee', models.BigIntegerField()),
                ('day', models.DateField()),
                ('told_at', models.DateTimeField()),
            ],
            options={
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='OnlinePayment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64, unique=True)),
                ('label', models.CharField(max_length=120)),
                ('back', models.CharField(blank=True, max_length=200)),
                ('cents', models.BigIntegerField()),
                ('asked_at', models.DateTimeField()),
                ('state', models.CharField(choices=[(bocal.billing.rules.online.OnlineState['ASKED'], 'demandé'), (bocal.billing.rules.online.OnlineState['OPEN'], 'en attente'), (bocal.billing.rules.online.OnlineState['PAID'], 'payé'), (bocal.billing.rules.online.OnlineState['ABANDONED'], 'abandonné'), (bocal.billing.rules.online.OnlineState['FAILED'], 'sans réponse')], default=bocal.billing.rules.online.OnlineState['ASKED'], max_length=10)),
                ('reference', models.CharField(blank=True, max_length=120, null=True, unique=True)),
                ('payment', models.CharField(blank=True, db_index=True, max_length=120)),
                ('url', models.CharField(blank=True, max_length=2000)),
                ('paid', models.BigIntegerField(default=0)),
                ('refunded', models.BigIntegerField(default=0)),
                ('advance', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='online', to='billing.advance')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.organisation')),
                ('invoice', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='billing.invoice')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='OnlineRefund',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('advance', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='refund', to='billing.advance')),
                ('online', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='billing.onlinepayment')),
            ],
        ),
        migrations.CreateModel(
            name='PayoutArrived',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payout_matches', to='billing.bankline')),
                ('payout', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='arrivals', to='billing.payout')),
                ('voucher', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journals.voucher')),
            ],
        ),
        migrations.AddConstraint(
            model_name='onlinepayment',
            constraint=models.CheckConstraint(condition=models.Q(('cents__gt', 0)), name='online_of_something'),
        ),
        only_grow(
            "invoices",
            {
                "billing_onlinerefund": ("id", "advance_id"),
                "billing_payout": ("id", "reference"),
                "billing_payoutarrived": ("id", "voucher_id"),
            },
        ),
    ]
