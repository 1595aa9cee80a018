"""Schedules, cooks, checks, readings, deviations, decisions, incubations and seals are never changed, deleted or
replaced: the database refuses, as it does for the journals, and for as long as the journals are guarded (a test that must
empty the tables takes their triggers away). A schedule may be withdrawn, once.

SQLite drops the triggers of a table that a later migration remakes: such a migration calls `put` again.
"""

from django.db import migrations

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
SQLITE_GUARDED = "EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = 'journals_voucher_no_delete')"
POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION kitchen_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
IF EXISTS (SELECT 1 FROM pg_trigger WHERE tgrelid = 'journals_voucher'::regclass AND NOT tgisinternal) THEN
RAISE EXCEPTION 'safety records only grow: % on %', TG_OP, TG_TABLE_NAME
USING ERRCODE = 'integrity_constraint_violation';
END IF;
IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
RETURN NEW;
END $$
"""


def _columns(connection, cursor, table):
    return [column.name for column in connection.introspection.get_table_description(cursor, table)]


def _moments(connection, cursor, table):
    """Name of a trigger → when it speaks: on any deletion and update but the one that is allowed."""
    once = ONCE.get(table)
    if once is None:
        return {"no_delete": ("DELETE", ""), "no_update": ("UPDATE", "")}
    fixed = ", ".join(f'"{name}"' for name in _columns(connection, cursor, table) if name not in once)
    return {
        "no_delete": ("DELETE", ""),
        "no_update": (f"UPDATE OF {fixed}", ""),
        "once": (f"UPDATE OF {', '.join(once)}", f"OLD.{once[0]} IS NOT NULL"),
    }


def put(apps, schema_editor):
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL_FUNCTION)
        for table, alone in TABLES.items():
            for name, (moment, when) in _moments(connection, cursor, table).items():
                verb = moment.split()[0]
                if connection.vendor == "sqlite":
                    condition = " AND ".join(filter(None, (SQLITE_GUARDED, when)))
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{name}")
                    cursor.execute(
                        f"CREATE TRIGGER {table}_{name} BEFORE {moment} ON {table} WHEN {condition} "
                        f"BEGIN SELECT RAISE(ABORT, 'safety records only grow: {verb} on {table}'); END"
                    )
                else:
                    cursor.execute(
                        f"CREATE OR REPLACE TRIGGER {table}_{name} BEFORE {moment} ON {table} FOR EACH ROW "
                        f"{f'WHEN ({when})' if when else ''} EXECUTE FUNCTION kitchen_only_grows()"
                    )
            if connection.vendor == "sqlite":
                same = " OR ".join(f"{column} = NEW.{column}" for column in alone)
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_replace")
                cursor.execute(
                    f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
                    f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
                    f"BEGIN SELECT RAISE(ABORT, 'safety records only grow: REPLACE on {table}'); END"
                )
            else:
                cursor.execute(
                    f"CREATE OR REPLACE TRIGGER {table}_not_truncated BEFORE TRUNCATE ON {table} "
                    "FOR EACH STATEMENT EXECUTE FUNCTION kitchen_only_grows()"
                )


class Migration(migrations.Migration):
    dependencies = [("kitchen", "0002_safety_plan"), ("journals", "0002_triggers")]
    operations = [migrations.RunPython(put, migrations.RunPython.noop)]
