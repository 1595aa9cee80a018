"""An empty database laid out at once: its tables as today's models say, its guards as the migrations put them.

One migration after the other comes to the same (tests/test_migrations.py), and takes ten times as long: each draws the
whole past anew, and whoever opens a collective waits before an empty page.
"""

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import RunPython


def is_empty(connection: BaseDatabaseWrapper) -> bool:
    """Whether there is no table yet."""
    return not connection.introspection.table_names()


def lay_out(connection: BaseDatabaseWrapper) -> None:
    """Make every table of an empty database, then what our migrations do beside tables (their rows: there are none to
    mend), and write down that all migrations have been through."""
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    plan = [graph.nodes[node] for leaf in sorted(graph.leaf_nodes()) for node in graph.forwards_plan(leaf)]
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        for migration in dict.fromkeys(plan):
            if migration.__module__.startswith("bocal."):
                for operation in migration.operations:
                    if isinstance(operation, RunPython):
                        operation.code(apps, editor)  # type: ignore[arg-type]
    executor.recorder.ensure_schema()
    rows = executor.recorder.Migration
    rows.objects.using(connection.alias).bulk_create(rows(app=app, name=name) for app, name in graph.nodes)
