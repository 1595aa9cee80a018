"""The greatest error (°C) that a calibration names: new columns of tables that only grow, whose guards stay."""

from django.db import migrations, models


def _error(model: str) -> migrations.AddField:
    field = models.DecimalField(blank=True, decimal_places=2, max_digits=4, null=True)
    return migrations.AddField(model_name=model, name="error", field=field)


class Migration(migrations.Migration):
    dependencies = [("safety", "0001_initial")]

    operations = [_error("equipment"), _error("upkeep")]
