"""The plan and its papers go to a room of their own (`safety`): their tables stay, with their rows and their guards."""

import django.db.models.deletion
from django.db import migrations, models

_MOVED = ("upkeep", "training", "controlpoint", "equipment")


def hand_over(apps, schema_editor):
    """What Django wrote of these tables under the kitchen's name follows them."""
    types = apps.get_model("contenttypes", "ContentType").objects.using(schema_editor.connection.alias)
    for model in _MOVED:
        if not types.filter(app_label="safety", model=model).exists():
            types.filter(app_label="kitchen", model=model).update(app_label="safety")


def hand_back(apps, schema_editor):
    types = apps.get_model("contenttypes", "ContentType").objects.using(schema_editor.connection.alias)
    types.filter(app_label="safety", model__in=_MOVED).update(app_label="kitchen")


def link(model, name, to, related_name, *, null=True):
    """A link whose column is the same, and whose table now belongs to another room."""
    field = models.ForeignKey(
        blank=null, null=null, on_delete=django.db.models.deletion.PROTECT, related_name=related_name, to=to
    )
    return migrations.AlterField(model_name=model, name=name, field=field)


class Migration(migrations.Migration):
    dependencies = [
        ("kitchen", "0010_prepared"),
        ("safety", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                link("schedule", "autoclave", "safety.equipment", "schedules"),
                link("cook", "autoclave", "safety.equipment", "+"),
                link("cook", "logger", "safety.equipment", "+"),
                link("check", "device", "safety.equipment", "+"),
                link("reading", "point", "safety.controlpoint", "readings", null=False),
                link("reading", "equipment", "safety.equipment", "readings"),
                link("incubation", "point", "safety.controlpoint", "incubations"),
                *(migrations.DeleteModel(name) for name in _MOVED),
            ]
        ),
        migrations.RunPython(hand_over, hand_back),
    ]
