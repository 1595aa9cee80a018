"""A database that was there before a room moved comes out as a new one does: rows, tables, guards, content types."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from bocal.safety.models import ControlPoint, Equipment, Training, Upkeep
from tests.world import NOW, TODAY

pytestmark = pytest.mark.django_db(transaction=True)
#: The last state of the kitchen when the plan was still in it.
BEFORE = [("kitchen", "0010_prepared"), ("safety", None)]
#: As the move left it; later migrations add to these tables.
MOVE = [("kitchen", "0011_safety"), ("safety", "0001_initial")]
MOVED = (Equipment, Upkeep, Training, ControlPoint)


@pytest.fixture
def migrate() -> Iterator[Callable[[list[tuple[str, str | None]]], Any]]:
    """Bring the database to a state, and say what its tables were like there; back to the last one at the end."""

    def to(targets: list[tuple[str, str | None]]) -> Any:
        executor = MigrationExecutor(connection)
        return executor.migrate(targets).apps

    yield to
    to(MigrationExecutor(connection).loader.graph.leaf_nodes())


def leaves() -> list[tuple[str, str]]:
    return MigrationExecutor(connection).loader.graph.leaf_nodes()


def shape() -> dict[str, Any]:
    """Every table with its columns and constraints, and every trigger."""
    with connection.cursor() as cursor:
        find = connection.introspection
        tables = sorted(find.table_names(cursor))
        found: dict[str, Any] = {
            table: (
                [(column.name, column.null_ok) for column in find.get_table_description(cursor, table)],
                sorted(find.get_constraints(cursor, table)),
                sorted((key, *value) for key, value in find.get_relations(cursor, table).items()),
            )
            for table in tables
        }
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
        else:
            cursor.execute(
                "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname"
            )
        found[""] = cursor.fetchall()
    return found


def types() -> set[tuple[str, str]]:
    """What Django knows of our tables, by name."""
    ours = [config.label for config in apps.get_app_configs() if config.name.startswith("bocal.")]
    return set(ContentType.objects.filter(app_label__in=ours).values_list("app_label", "model"))


def test_the_plan_moves_to_its_room_with_its_rows_and_its_guards(migrate: Callable[..., Any]) -> None:
    whole, known = shape(), types()
    migrate(MOVE)
    new = shape()
    old = migrate(BEFORE)
    assert ("kitchen", "upkeep") in types()
    assert shape() == new, "state alone moves: no table is touched"
    machine = old.get_model("kitchen", "Equipment").objects.create(kind="autoclave", name="Autoclave 1")
    said = {"done_on": TODAY, "by": "Mesures du Gué", "made_at": NOW}
    old.get_model("kitchen", "Upkeep").objects.create(equipment=machine, kind="inspection", key="a", **said)
    person = old.get_model("directory", "Person").objects.create(name="Lise", email="lise@example.org")
    old.get_model("kitchen", "Training").objects.create(person=person, topic="hygiene", key="b", **said)
    point = old.get_model("kitchen", "ControlPoint").objects.create(
        topic="cold", what="Froid", every="day", desk="quality", corrective="Fermer", since=TODAY, equipment=machine
    )
    reading = old.get_model("kitchen", "Reading").objects.create(
        point=point, equipment=machine, day=TODAY, what="Froid", conform=True, made_at=NOW, key="c"
    )
    migrate(leaves())
    assert (shape(), types()) == (whole, known)
    assert Upkeep.objects.get().equipment.trainings.count() == 0
    assert Training.objects.get().person_id == person.pk
    assert [one.pk for one in ControlPoint.objects.get().readings.all()] == [reading.pk]
    for model in (Upkeep, Training):
        for statement in ("UPDATE {table} SET key = key", "DELETE FROM {table}"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement.format(table=model._meta.db_table))


def test_every_table_that_moved_kept_its_name() -> None:
    assert {model._meta.db_table for model in MOVED} <= set(connection.introspection.table_names())
    assert {model._meta.app_label for model in MOVED} == {"safety"}
