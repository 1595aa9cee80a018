"""Tables of the rooms above whose rows are never changed, deleted or replaced: the database refuses, as it does for the
journals, and for as long as the journals are guarded (a test that must empty the tables takes their triggers away).

Migrations that have run everywhere stand on this file: what it makes for given tables stays as it is. SQLite drops the
triggers of a table that a migration remakes: such a migration calls `only_grow` again, which may be done at any time.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import migrations

_SQLITE_GUARDED = "EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = 'journals_voucher_no_delete')"
_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION {room}_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
IF EXISTS (SELECT 1 FROM pg_trigger WHERE tgrelid = 'journals_voucher'::regclass AND NOT tgisinternal) THEN
RAISE EXCEPTION '{what} only grow: % on %', TG_OP, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END IF;
IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
RETURN NEW;
END $$
"""


def only_grow(
    what: str, tables: Mapping[str, Sequence[str]], once: Mapping[str, Sequence[str]] | None = None
) -> migrations.RunPython:
    """An operation that guards these tables of one room. `what` is what the refusal calls their rows.

    `tables`: table → the columns that no two rows share, its key among them. `once`: table → columns that may be filled
    one time, all in one update.
    """

    def put(apps: Any, schema_editor: Any) -> None:
        connection = schema_editor.connection
        room = next(iter(tables)).partition("_")[0]
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(_POSTGRESQL_FUNCTION.format(room=room, what=what))
            for table, alone in tables.items():
                filled = tuple((once or {}).get(table, ()))
                fixed = [
                    f'"{column.name}"'
                    for column in connection.introspection.get_table_description(cursor, table)
                    if column.name not in filled
                ]
                statements = _sqlite if connection.vendor == "sqlite" else _postgresql
                for statement in statements(room, what, table, alone, _moments(fixed, filled)):
                    cursor.execute(statement)

    return migrations.RunPython(put, migrations.RunPython.noop)


def _moments(fixed: Sequence[str], once: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Name of a trigger → when it speaks: on any deletion and update but the one that is allowed."""
    if not once:
        return {"no_delete": ("DELETE", ""), "no_update": ("UPDATE", "")}
    return {
        "no_delete": ("DELETE", ""),
        "no_update": (f"UPDATE OF {', '.join(fixed)}", ""),
        "once": (f"UPDATE OF {', '.join(once)}", f"OLD.{once[0]} IS NOT NULL"),
    }


def _sqlite(
    room: str, what: str, table: str, alone: Sequence[str], moments: Mapping[str, tuple[str, str]]
) -> Iterator[str]:
    for name, (moment, when) in moments.items():
        condition = " AND ".join(filter(None, (_SQLITE_GUARDED, when)))
        yield f"DROP TRIGGER IF EXISTS {table}_{name}"
        yield (
            f"CREATE TRIGGER {table}_{name} BEFORE {moment} ON {table} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{what} only grow: {moment.split()[0]} on {table}'); END"
        )
    # INSERT OR REPLACE deletes without any DELETE trigger being asked.
    same = " OR ".join(f"{column} = NEW.{column}" for column in alone)
    yield f"DROP TRIGGER IF EXISTS {table}_no_replace"
    yield (
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
        f"BEGIN SELECT RAISE(ABORT, '{what} only grow: REPLACE on {table}'); END"
    )


def _postgresql(
    room: str, what: str, table: str, alone: Sequence[str], moments: Mapping[str, tuple[str, str]]
) -> Iterator[str]:
    for name, (moment, when) in moments.items():
        condition = f"WHEN ({when}) " if when else ""
        yield (
            f"CREATE OR REPLACE TRIGGER {table}_{name} BEFORE {moment} ON {table} FOR EACH ROW "
            f"{condition}EXECUTE FUNCTION {room}_only_grows()"
        )
    yield (
        f"CREATE OR REPLACE TRIGGER {table}_not_truncated BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {room}_only_grows()"
    )
