"""What the database itself refuses or keeps, on SQLite and PostgreSQL, whoever writes to it.

- Journal rows are never updated or deleted (nor truncated, on PostgreSQL).
- A movement keeps `Stock` up to date; its check constraint then refuses negative stock in a real place.
- A lot that is not released never goes to a customer or a recipient.
- A decision keeps `LotState` up to date.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

from bocal.directory.rules import GUARDED
from bocal.journals.rules import Status

JOURNALS = (
    "journals_voucher",
    "journals_lot",
    "journals_movement",
    "journals_lineage",
    "journals_statusline",
    "journals_moneyline",
    "journals_hoursline",
)
_GUARDED = ", ".join(f"'{kind}'" for kind in sorted(GUARDED))
_MUST_BE_RELEASED = f"""
    SELECT 1 FROM directory_place target JOIN directory_place source ON source.id = NEW.source_id
    WHERE target.id = NEW.target_id AND target.kind IN ({_GUARDED}) AND source.real
    AND NOT EXISTS (SELECT 1 FROM journals_lotstate s WHERE s.lot_id = NEW.lot_id AND s.status = '{Status.RELEASED}')
"""
# The source's row is there already in any honest case; writing a negative one trips the check constraint.
_TAKE = """
    INSERT INTO journals_stock (lot_id, place_id, quantity, mass_mg)
    SELECT NEW.lot_id, NEW.source_id, -NEW.quantity, -NEW.mass_mg
    FROM directory_place p WHERE p.id = NEW.source_id AND p.real
    AND NOT EXISTS (SELECT 1 FROM journals_stock s WHERE s.lot_id = NEW.lot_id AND s.place_id = NEW.source_id);
    UPDATE journals_stock SET quantity = quantity - NEW.quantity, mass_mg = mass_mg - NEW.mass_mg
    WHERE lot_id = NEW.lot_id AND place_id = NEW.source_id;
"""
_PUT = """
    INSERT INTO journals_stock (lot_id, place_id, quantity, mass_mg)
    SELECT NEW.lot_id, NEW.target_id, NEW.quantity, NEW.mass_mg
    FROM directory_place p WHERE p.id = NEW.target_id AND p.real
    ON CONFLICT (lot_id, place_id) DO UPDATE
    SET quantity = journals_stock.quantity + excluded.quantity, mass_mg = journals_stock.mass_mg + excluded.mass_mg;
"""
_STATE = """
    INSERT INTO journals_lotstate (lot_id, status) VALUES (NEW.lot_id, NEW.status)
    ON CONFLICT (lot_id) DO UPDATE SET status = excluded.status;
"""


def _sqlite() -> dict[str, str]:
    triggers = {}
    for table in JOURNALS:
        for verb in ("UPDATE", "DELETE"):
            name = f"{table}_no_{verb.lower()}"
            triggers[name] = (
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'journals only grow: {verb} on {table}'); END"
            )
    triggers["journals_movement_guard"] = (
        "CREATE TRIGGER journals_movement_guard BEFORE INSERT ON journals_movement "
        f"WHEN EXISTS ({_MUST_BE_RELEASED}) "
        "BEGIN SELECT RAISE(ABORT, 'lot not released'); END"
    )
    triggers["journals_movement_stock"] = (
        f"CREATE TRIGGER journals_movement_stock AFTER INSERT ON journals_movement BEGIN {_TAKE} {_PUT} END"
    )
    triggers["journals_statusline_state"] = (
        f"CREATE TRIGGER journals_statusline_state AFTER INSERT ON journals_statusline BEGIN {_STATE} END"
    )
    return triggers


def _postgresql() -> list[str]:
    statements = [
        "CREATE OR REPLACE FUNCTION journals_only_grow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'journals only grow: % on %', TG_OP, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; "
        "END $$",
        "CREATE OR REPLACE FUNCTION journals_movement_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF EXISTS ({_MUST_BE_RELEASED}) THEN "
        "RAISE EXCEPTION 'lot not released' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        f"CREATE OR REPLACE FUNCTION journals_movement_stock() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {_TAKE} {_PUT} "
        "RETURN NULL; END $$",
        f"CREATE OR REPLACE FUNCTION journals_statusline_state() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {_STATE} "
        "RETURN NULL; END $$",
    ]
    for table in JOURNALS:
        statements += [
            f"CREATE OR REPLACE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION journals_only_grow()",
            f"CREATE OR REPLACE TRIGGER {table}_not_truncated BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION journals_only_grow()",
        ]
    statements += [
        "CREATE OR REPLACE TRIGGER journals_movement_guard BEFORE INSERT ON journals_movement "
        "FOR EACH ROW EXECUTE FUNCTION journals_movement_guard()",
        "CREATE OR REPLACE TRIGGER journals_movement_stock AFTER INSERT ON journals_movement "
        "FOR EACH ROW EXECUTE FUNCTION journals_movement_stock()",
        "CREATE OR REPLACE TRIGGER journals_statusline_state AFTER INSERT ON journals_statusline "
        "FOR EACH ROW EXECUTE FUNCTION journals_statusline_state()",
    ]
    return statements


def names(vendor: str) -> set[str]:
    """The triggers that must be there on this kind of database."""
    if vendor == "sqlite":
        return set(_sqlite())
    own = {"journals_movement_guard", "journals_movement_stock", "journals_statusline_state"}
    return own | {f"{table}_{end}" for table in JOURNALS for end in ("only_grows", "not_truncated")}


def missing(connection: BaseDatabaseWrapper) -> set[str]:
    """The triggers that ought to be there and are not."""
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT DISTINCT tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = current_schema() AND NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return names(connection.vendor) - {row[0] for row in cursor.fetchall()}


def put(connection: BaseDatabaseWrapper) -> None:
    """Create every trigger, replacing those that are there: to be called after each migration, since SQLite drops the
    triggers of a table that it remakes."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name, statement in _sqlite().items():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
                cursor.execute(statement)
        else:
            for statement in _postgresql():
                cursor.execute(statement)


def drop(connection: BaseDatabaseWrapper) -> None:
    """Remove the triggers: for a test that must empty the tables, and for nothing else."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in _sqlite():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        else:
            for table in JOURNALS:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_only_grows ON {table}")
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_not_truncated ON {table}")
