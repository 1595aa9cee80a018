"""SQLite remakes a table whose shape changes: it then loses that table's triggers, and refuses when a trigger elsewhere
mentions it. So they are set aside first, and put back as they were.
"""

from typing import Any

from django.db import migrations

_kept: list[str] = []


def _take(apps: Any, schema_editor: Any) -> None:
    _kept.clear()
    if schema_editor.connection.vendor != "sqlite":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        for name, sql in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')
            _kept.append(sql)


def _give_back(apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        for sql in _kept:
            cursor.execute(sql)
    _kept.clear()


def around(*operations: Any) -> list[Any]:
    """These operations, with no trigger in their way."""
    noop = migrations.RunPython.noop
    return [migrations.RunPython(_take, noop), *operations, migrations.RunPython(_give_back, noop)]
