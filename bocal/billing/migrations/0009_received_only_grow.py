"""What suppliers sent is never changed, deleted or replaced either; see 0002."""

from django.db import migrations

#: Table → the columns that no two rows share.
TABLES = {"billing_receivedfile": ("id", "digest")}
SQLITE_GUARDED = "EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = 'journals_voucher_no_delete')"


def put(apps, schema_editor):
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        for table, alone in TABLES.items():
            if connection.vendor == "sqlite":
                for verb in ("UPDATE", "DELETE"):
                    cursor.execute(
                        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} WHEN {SQLITE_GUARDED} "
                        f"BEGIN SELECT RAISE(ABORT, 'invoices only grow: {verb} on {table}'); END"
                    )
                same = " OR ".join(f"{column} = NEW.{column}" for column in alone)
                cursor.execute(
                    f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
                    f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
                    f"BEGIN SELECT RAISE(ABORT, 'invoices only grow: REPLACE on {table}'); END"
                )
            else:
                cursor.execute(
                    f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table} "
                    "FOR EACH ROW EXECUTE FUNCTION billing_only_grows()"
                )
                cursor.execute(
                    f"CREATE TRIGGER {table}_not_truncated BEFORE TRUNCATE ON {table} "
                    "FOR EACH STATEMENT EXECUTE FUNCTION billing_only_grows()"
                )


class Migration(migrations.Migration):
    dependencies = [("billing", "0008_received")]
    operations = [migrations.RunPython(put, migrations.RunPython.noop)]
