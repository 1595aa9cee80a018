from django.db import migrations

from bocal.journals import triggers


def put(apps, schema_editor):
    triggers.put(schema_editor.connection)


class Migration(migrations.Migration):
    # On SQLite a trigger and the table it watches are made in one transaction; nothing here waits for deferred checks.
    dependencies = [("journals", "0001_initial"), ("catalog", "0001_initial"), ("directory", "0001_initial")]
    operations = [migrations.RunPython(put, migrations.RunPython.noop)]
