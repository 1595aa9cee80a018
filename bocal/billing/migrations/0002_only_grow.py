"""Invoices, their lines and payments are never changed, deleted or replaced: the database refuses, as it does for the
journals, and for as long as the journals are guarded (a test that must empty the tables takes their triggers away)."""

from django.db import migrations

#: Table → the columns that no two rows share.
TABLES = {
    "billing_invoice": ("id", "number", "voucher_id"),
    "billing_invoiceline": ("id", "money_line_id"),
    "billing_payment": ("id", "voucher_id"),
}
SQLITE_GUARDED = "EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = 'journals_voucher_no_delete')"
POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION billing_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
IF EXISTS (SELECT 1 FROM pg_trigger WHERE tgrelid = 'journals_voucher'::regclass AND NOT tgisinternal) THEN
RAISE EXCEPTION 'invoices only grow: % on %', TG_OP, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END IF;
IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
RETURN NEW;
END $$
"""


def put(apps, schema_editor):
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for table, alone in TABLES.items():
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
            cursor.execute(POSTGRESQL_FUNCTION)
            for table in TABLES:
                cursor.execute(
                    f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table} "
                    "FOR EACH ROW EXECUTE FUNCTION billing_only_grows()"
                )
                cursor.execute(
                    f"CREATE TRIGGER {table}_not_truncated BEFORE TRUNCATE ON {table} "
                    "FOR EACH STATEMENT EXECUTE FUNCTION billing_only_grows()"
                )


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial"), ("journals", "0002_triggers")]
    operations = [migrations.RunPython(put, migrations.RunPython.noop)]
