"""Pickup points that work by their own hours; a point that is cancelled, and what became of its orders."""

import bocal.orders.rules.points
import bocal.orders.rules.rhythm
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from bocal.journals.migrations._only_grow import only_grow


class Migration(migrations.Migration):

    dependencies = [
        ('journals', '0002_triggers'),
        ('directory', '0005_raw_days'),
        ('orders', '0014_packed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='order',
            name='collector_name',
            field=models.CharField(blank=True, db_default='', default='', max_length=120),
        ),
        migrations.AddField(
            model_name='order',
            name='collector_phone',
            field=models.CharField(blank=True, db_default='', default='', max_length=30),
        ),
        migrations.AddField(
            model_name='order',
            name='fee_cents',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='slot',
            name='fee_cents',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='slot',
            name='shut_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='roundstep',
            name='step',
            field=models.CharField(choices=[(bocal.orders.rules.rhythm.Passage['PLANNED'], 'prévue'), (bocal.orders.rules.rhythm.Passage['OPEN'], 'ouverte aux commandes'), (bocal.orders.rules.rhythm.Passage['REMINDED'], 'rappel envoyé'), (bocal.orders.rules.rhythm.Passage['COORDINATORS'], 'fermée aux clients'), (bocal.orders.rules.rhythm.Passage['FROZEN'], 'arrêtée : les listes ne changent plus'), (bocal.orders.rules.rhythm.Passage['TOLD'], 'listes et lettres envoyées'), (bocal.orders.rules.rhythm.Passage['HANDED_OVER'], 'commandes remises'), (bocal.orders.rules.rhythm.Passage['SETTLED'], 'réglée'), (bocal.orders.rules.rhythm.Passage['CANCELLED'], 'annulée'), (bocal.orders.rules.rhythm.Passage['EDITED'], 'titre ou dates changés'), (bocal.orders.rules.rhythm.Passage['POINT_SHUT'], 'point de retrait annulé')], max_length=12),
        ),
        migrations.CreateModel(
            name='PickupPoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rank', models.PositiveSmallIntegerField(default=0)),
                ('slot_minutes', models.PositiveSmallIntegerField(default=30)),
                ('capacity', models.PositiveSmallIntegerField(default=8)),
                ('fee_cents', models.PositiveIntegerField(default=0)),
                ('trial_until', models.DateField(blank=True, null=True)),
                ('crew', models.ManyToManyField(blank=True, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('place', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='pickup', to='directory.place')),
            ],
            options={
                'ordering': ('rank', 'id'),
            },
        ),
        migrations.CreateModel(
            name='PointClosing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('why', models.CharField(max_length=200)),
                ('refund', models.BooleanField(default=False)),
                ('choose_until', models.DateTimeField()),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('key', models.CharField(max_length=64, unique=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('moved_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.place')),
                ('point', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.place')),
                ('sale', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='point_closings', to='orders.saleround')),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='Displaced',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('was_at', models.DateTimeField()),
                ('fate', models.CharField(choices=[(bocal.orders.rules.points.Fate['MOVED'], 'déplacée'), (bocal.orders.rules.points.Fate['WAITING'], 'à décider'), (bocal.orders.rules.points.Fate['REFUNDED'], 'annulée')], max_length=10)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='displaced', to='orders.order')),
                ('closing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='displaced', to='orders.pointclosing')),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='PointHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekday', models.PositiveSmallIntegerField(choices=[(0, 'lundi'), (1, 'mardi'), (2, 'mercredi'), (3, 'jeudi'), (4, 'vendredi'), (5, 'samedi'), (6, 'dimanche')])),
                ('first', models.TimeField()),
                ('last', models.TimeField()),
                ('point', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hours', to='orders.pickuppoint')),
            ],
            options={
                'ordering': ('weekday', 'first'),
            },
        ),
        migrations.AddConstraint(
            model_name='pickuppoint',
            constraint=models.CheckConstraint(condition=models.Q(('capacity__gt', 0)), name='point_receives_somebody'),
        ),
        migrations.AddConstraint(
            model_name='pointhours',
            constraint=models.UniqueConstraint(fields=('point', 'weekday', 'first'), name='hours_once'),
        ),
        migrations.AddConstraint(
            model_name='pointhours',
            constraint=models.CheckConstraint(condition=models.Q(('last__gt', models.F('first'))), name='hours_end_after'),
        ),
        only_grow(
            "steps and closings of rounds",
            {"orders_pointclosing": ("id", "key"), "orders_displaced": ("id",)},
            {"orders_pointclosing": ("told_at",)},
        ),
    ]
