"""A round's state is said once; its steps are never changed, deleted or replaced."""

import django.db.models.expressions
from django.db import migrations, models

from bocal.journals.migrations._only_grow import only_grow


class Migration(migrations.Migration):
    dependencies = [("orders", "0008_first_steps"), ("journals", "0002_triggers")]

    operations = [
        migrations.RemoveField(model_name="saleround", name="closed_at"),
        migrations.RemoveField(model_name="saleround", name="told_at"),
        migrations.AddConstraint(
            model_name="saleround",
            constraint=models.CheckConstraint(
                condition=models.Q(("freezes_at__gte", django.db.models.expressions.F("closes_at"))),
                name="round_freezes_after",
            ),
        ),
        only_grow("steps of rounds", {"orders_roundstep": ("id",)}),
    ]
