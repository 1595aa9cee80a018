"""Schedules, cooks, checks, readings, deviations, decisions, incubations and seals are never changed, deleted or
replaced. A schedule may be withdrawn, once.
"""

from django.db import migrations

from bocal.journals.migrations._only_grow import only_grow

#: Table → the columns that no two rows share.
TABLES = {
    "kitchen_schedule": ("id",),
    "kitchen_cook": ("id", "key"),
    "kitchen_check": ("id", "key"),
    "kitchen_reading": ("id", "key"),
    "kitchen_deviation": ("id", "key"),
    "kitchen_deviation_lots": ("id",),
    "kitchen_ruling": ("id", "key", "deviation_id"),
    "kitchen_incubation": ("id", "key"),
    "kitchen_incubationresult": ("id", "key", "incubation_id"),
    "kitchen_upkeep": ("id", "key"),
    "kitchen_training": ("id", "key"),
    "kitchen_sealkey": ("id", "public_key"),
    "kitchen_seal": ("id", "key"),
}
#: Columns that may be filled once.
ONCE = {"kitchen_schedule": ("withdrawn_at", "withdrawn_by_id")}


class Migration(migrations.Migration):
    dependencies = [("kitchen", "0002_safety_plan"), ("journals", "0002_triggers")]
    operations = [only_grow("safety records", TABLES, ONCE)]
