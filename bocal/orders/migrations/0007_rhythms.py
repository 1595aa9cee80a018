import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

WEEKDAYS = [(0, "lundi"), (1, "mardi"), (2, "mercredi"), (3, "jeudi"), (4, "vendredi"), (5, "samedi"), (6, "dimanche")]

EVERY = [("week", "Toutes les semaines"), ("fortnight", "Toutes les deux semaines"), ("by_hand", "À des dates choisies")]
STATES = [
    ("planned", "prévue"),
    ("open", "ouverte"),
    ("coordinators", "coordination seulement"),
    ("frozen", "arrêtée"),
    ("handed_over", "remise"),
    ("settled", "réglée"),
    ("cancelled", "annulée"),
]
STEPS = [
    ("planned", "prévue"),
    ("open", "ouverte aux commandes"),
    ("reminded", "rappel envoyé"),
    ("coordinators", "fermée aux clients"),
    ("frozen", "arrêtée : les listes ne changent plus"),
    ("told", "listes et lettres envoyées"),
    ("handed_over", "commandes remises"),
    ("settled", "réglée"),
    ("cancelled", "annulée"),
    ("edited", "titre ou dates changés"),
]


class Migration(migrations.Migration):
    dependencies = [("orders", "0006_shortage"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Rhythm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=100)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("every", models.CharField(choices=EVERY, max_length=10)),
                ("opens_weekday", models.PositiveSmallIntegerField(choices=WEEKDAYS)),
                ("opens_hour", models.TimeField()),
                ("closes_weekday", models.PositiveSmallIntegerField(choices=WEEKDAYS)),
                ("closes_hour", models.TimeField()),
                ("starts_on", models.DateField()),
                ("dates", models.JSONField(blank=True, default=list)),
                ("coordinators_hours", models.PositiveSmallIntegerField(default=0)),
                ("reminder_hours", models.PositiveSmallIntegerField(default=0)),
                ("copies_offers", models.BooleanField(default=True)),
                ("copies_slots", models.BooleanField(default=True)),
                ("paused", models.BooleanField(default=False)),
                ("key", models.CharField(max_length=64, unique=True)),
            ],
            options={"ordering": ("title", "id")},
        ),
        migrations.CreateModel(
            name="RoundStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("step", models.CharField(choices=STEPS, max_length=12)),
                ("at", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sale",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="orders.saleround"
                    ),
                ),
            ],
            options={
                "ordering": ("sale", "number"),
                "constraints": [models.UniqueConstraint(fields=("sale", "number"), name="step_once")],
            },
        ),
        migrations.AddField(
            model_name="saleround",
            name="rhythm",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rounds",
                to="orders.rhythm",
            ),
        ),
        migrations.AddField(
            model_name="saleround", name="reminds_at", field=models.DateTimeField(blank=True, null=True)
        ),
        # Filled from what was there by the migration that follows.
        migrations.AddField(
            model_name="saleround",
            name="freezes_at",
            field=models.DateTimeField(default=datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="saleround",
            name="since",
            field=models.DateTimeField(default=datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="saleround", name="state", field=models.CharField(choices=STATES, default="planned", max_length=12)
        ),
    ]
