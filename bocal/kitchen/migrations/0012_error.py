"""A cook says by how much its readings were lowered; one cause of a deviation changes its words alone."""

from django.db import migrations, models

_CAUSES = [
    ("heat", "barème non tenu"),
    ("factor", "facteur critique"),
    ("logger", "trou dans l’enregistrement"),
    ("probe", "sonde tombée"),
    ("clock", "fichier d’un autre jour"),
    ("papers", "appareil hors date"),
    ("check", "contrôle du lot"),
    ("reading", "relevé hors limites"),
    ("glass", "casse de verre"),
    ("incubation", "étuve"),
    ("mix", "mélange hors des fourchettes"),
    ("other", "autre"),
]


class Migration(migrations.Migration):
    dependencies = [("kitchen", "0011_safety")]

    operations = [
        migrations.AddField(
            model_name="cook",
            name="error",
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=4, null=True),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="deviation", name="cause", field=models.CharField(choices=_CAUSES, max_length=12)
                )
            ]
        ),
    ]
