"""A collective opened today has the very database of one that lived through every migration."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import load_backend

from bocal.house import layout

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[BaseDatabaseWrapper]:
    """A database with nothing in it, of the kind that the suite runs on."""
    settled = {**connection.settings_dict}
    if connection.vendor == "sqlite":
        settled["NAME"] = str(tmp_path / "empty.sqlite3")
    else:
        with connection.cursor() as cursor:
            cursor.execute("CREATE SCHEMA laid_out")
        settled["OPTIONS"] = {**settled.get("OPTIONS", {}), "options": "-c search_path=laid_out"}
    made = load_backend(settled["ENGINE"]).DatabaseWrapper(settled, "default")
    yield made
    made.close()
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA laid_out CASCADE")


def tables(there: BaseDatabaseWrapper) -> dict[str, Any]:
    """Table → its columns, what links it, what it refuses; how a constraint is called by itself is nobody's matter."""
    find, found = there.introspection, {}
    with there.cursor() as cursor:
        for table in sorted(find.table_names(cursor)):
            columns = find.get_table_description(cursor, table)
            constraints = find.get_constraints(cursor, table)
            found[table] = (
                sorted((one.name, one.type_code, one.null_ok, one.display_size, one.default) for one in columns),
                sorted((key, *value[:2]) for key, value in find.get_relations(cursor, table).items()),
                sorted(
                    {
                        (
                            tuple(one["columns"] or ()),
                            one["primary_key"],
                            one["unique"],
                            one["foreign_key"],
                            one["check"],
                            one["index"] and one.get("type"),
                        )
                        for one in constraints.values()
                    },
                    key=str,
                ),
            )
    return found


def named(there: BaseDatabaseWrapper) -> list[Any]:
    """What our models call by name: each check, each condition, word for word; and the triggers."""
    with there.cursor() as cursor:
        if there.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
            return [(name, _in_order(text)) for name, text in cursor.fetchall()]
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c'"
            " AND connamespace = current_schema()::regnamespace"
            " UNION ALL SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
            " AND tgrelid IN (SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace)"
            " ORDER BY 1, 2"
        )
        return [
            (name, _in_order(text.replace("laid_out.", "").replace("public.", ""))) for name, text in cursor.fetchall()
        ]


def _in_order(text: str) -> str:
    """The columns that a trigger watches stand as they came to be in their table."""
    return re.sub(r"UPDATE OF (.+?) ON ", lambda found: ", ".join(sorted(found[1].split(", "))), text)


def test_it_has_every_table_every_guard_and_every_migration(empty: BaseDatabaseWrapper) -> None:
    assert layout.is_empty(empty)
    layout.lay_out(empty)
    assert not layout.is_empty(empty)
    whole, laid = tables(connection), tables(empty)
    # Nobody migrates the cache's table: equip makes it.
    assert sorted(laid) == sorted(whole.keys() - {"house_cache"})
    # A library's table that nobody here uses: its key is of 32 bits in its models, of 64 in its migrations.
    for table in laid.keys() - {"auth_group_permissions"}:
        assert laid[table] == whole[table], table
    assert named(empty) == named(connection)
    assert (
        MigrationRecorder(empty).applied_migrations().keys()
        == MigrationRecorder(connection).applied_migrations().keys()
    )
