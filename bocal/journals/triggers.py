"""What the database itself refuses or keeps, on SQLite and PostgreSQL, whoever writes to it.

- Journal rows are never updated or deleted, nor truncated (PostgreSQL), nor replaced (SQLite's INSERT OR REPLACE).
- A movement keeps `Stock` up to date; its check constraint then refuses negative stock in a real place.
- A lot that is not released never goes to a customer or a recipient; a reversal may put back what was there.
- A decision keeps `LotState` up to date.
- What gives the numbers of a journal their meaning stays as it is once used: whether a place is real, and the kind,
  dimension, piece mass, role and jar format of an item that has lots.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

from bocal.directory.rules import GUARDED
from bocal.journals.rules import Kind, Status

JOURNALS = (
    "journals_voucher",
    "journals_lot",
    "journals_movement",
    "journals_lineage",
    "journals_statusline",
    "journals_moneyline",
    "journals_hoursline",
    "journals_closing",
    "journals_recall",
    "journals_recalllot",
    "journals_recallstep",
)
#: What no two rows share, beside their key: a replacement would go through any of them.
_ALONE = {
    "journals_voucher": ("key", "reverses_id"),
    "journals_lot": ("code",),
    "journals_closing": ("until",),
    "journals_recall": ("number", "key"),
    "journals_recallstep": ("key", "cancels_id"),
}
_FIXED_ITEM = ("kind", "dimension", "piece_mg", "role", "jar_format_id")

_GUARDED = ", ".join(f"'{kind}'" for kind in sorted(GUARDED))
# Only constants of ours are written into these.
_MUST_BE_RELEASED = f"""
    SELECT 1 FROM directory_place target JOIN directory_place source ON source.id = NEW.source_id
    WHERE target.id = NEW.target_id AND target.kind IN ({_GUARDED}) AND source.real
    AND NOT EXISTS (SELECT 1 FROM journals_lotstate s WHERE s.lot_id = NEW.lot_id AND s.status = '{Status.RELEASED}')
    AND NOT EXISTS (SELECT 1 FROM journals_voucher v WHERE v.id = NEW.voucher_id AND v.kind = '{Kind.REVERSE}')
"""  # noqa: S608
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
_PLACE_CHANGES = "NEW.real <> OLD.real OR (NEW.kind <> OLD.kind AND NOT OLD.real)"
_MEANING = " OR ".join(
    f"COALESCE(CAST(NEW.{c} AS text), '') <> COALESCE(CAST(OLD.{c} AS text), '')" for c in _FIXED_ITEM
)
_ITEM_CHANGES = f"({_MEANING}) AND EXISTS (SELECT 1 FROM journals_lot l WHERE l.item_id = OLD.id)"  # noqa: S608

#: Triggers that are the same on both databases but for their grammar: name → (moment and table, condition, complaint).
_REFUSALS = {
    "journals_movement_guard": (
        "BEFORE INSERT ON journals_movement",
        f"EXISTS ({_MUST_BE_RELEASED})",
        "lot not released",
    ),
    "journals_place_fixed": ("BEFORE UPDATE ON directory_place", _PLACE_CHANGES, "a place stays real or outside"),
    "journals_item_fixed": ("BEFORE UPDATE ON catalog_item", _ITEM_CHANGES, "an item that has lots keeps its measure"),
}
#: Triggers that keep a cache: name → (table, statements).
_KEEPERS = {
    "journals_movement_stock": ("journals_movement", _TAKE + _PUT),
    "journals_statusline_state": ("journals_statusline", _STATE),
}


def _sqlite() -> dict[str, str]:
    triggers = {}
    for table in JOURNALS:
        for verb in ("UPDATE", "DELETE"):
            triggers[f"{table}_no_{verb.lower()}"] = (
                f"BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, 'journals only grow: {verb} on {table}'); END"
            )
        # INSERT OR REPLACE deletes without any DELETE trigger being asked.
        same = " OR ".join(f"{column} = NEW.{column}" for column in ("id", *_ALONE.get(table, ())))
        triggers[f"{table}_no_replace"] = (
            f"BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "  # noqa: S608
            f"BEGIN SELECT RAISE(ABORT, 'journals only grow: REPLACE on {table}'); END"
        )
    for name, (moment, condition, complaint) in _REFUSALS.items():
        triggers[name] = f"{moment} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{complaint}'); END"
    for name, (table, statements) in _KEEPERS.items():
        triggers[name] = f"AFTER INSERT ON {table} BEGIN {statements} END"
    return {name: f"CREATE TRIGGER {name} {body}" for name, body in triggers.items()}


def _functions() -> dict[str, str]:
    """PostgreSQL: function → body."""
    complain = "USING ERRCODE = 'integrity_constraint_violation'"
    bodies = {
        "journals_only_grow": "BEGIN RAISE EXCEPTION 'journals only grow: % on %', TG_OP, TG_TABLE_NAME "
        f"{complain}; END"
    }
    for name, (_moment, condition, complaint) in _REFUSALS.items():
        bodies[name] = f"BEGIN IF {condition} THEN RAISE EXCEPTION '{complaint}' {complain}; END IF; RETURN NEW; END"
    for name, (_table, statements) in _KEEPERS.items():
        bodies[name] = f"BEGIN {statements} RETURN NULL; END"
    return bodies


def _postgresql() -> dict[str, tuple[str, str]]:
    """PostgreSQL: trigger → (its moment and table, its function)."""
    triggers = {}
    for table in JOURNALS:
        triggers[f"{table}_only_grows"] = (f"BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW", "journals_only_grow")
        triggers[f"{table}_not_truncated"] = (f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT", "journals_only_grow")
    for name, (moment, _condition, _complaint) in _REFUSALS.items():
        triggers[name] = (f"{moment} FOR EACH ROW", name)
    for name, (table, _statements) in _KEEPERS.items():
        triggers[name] = (f"AFTER INSERT ON {table} FOR EACH ROW", name)
    return triggers


def names(vendor: str) -> set[str]:
    """The triggers that must be there on this kind of database."""
    return set(_sqlite() if vendor == "sqlite" else _postgresql())


def missing(connection: BaseDatabaseWrapper) -> set[str]:
    """The triggers that ought to be there and are not, are switched off, or say something else."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            there = dict(cursor.fetchall())
            return {name for name, statement in _sqlite().items() if there.get(name) != statement}
        cursor.execute(
            "SELECT t.tgname, p.proname, p.prosrc FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE n.nspname = current_schema() AND NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"
        )
        found = {name: (function, body.strip()) for name, function, body in cursor.fetchall()}
        bodies = _functions()
        return {
            name
            for name, (_moment, function) in _postgresql().items()
            if found.get(name) != (function, bodies[function].strip())
        }


def put(connection: BaseDatabaseWrapper) -> None:
    """Create every trigger, replacing those that are there: to be called after each migration, since SQLite drops the
    triggers of a table that it remakes. Half-way through the migrations, some tables are still to come."""
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        if connection.vendor == "sqlite":
            for name, statement in _sqlite().items():
                if _table(statement) in there:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
                    cursor.execute(statement)
            return
        for name, body in _functions().items():
            cursor.execute(f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$")
        for name, (moment, function) in _postgresql().items():
            if _table(moment) in there:
                cursor.execute(f"CREATE OR REPLACE TRIGGER {name} {moment} EXECUTE FUNCTION {function}()")


def drop(connection: BaseDatabaseWrapper) -> None:
    """Remove the triggers: before migrations, and for a test that must empty the tables; for nothing else.

    SQLite refuses to remake a table that another table's trigger mentions.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in _sqlite():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            return
        for name, (moment, _function) in _postgresql().items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {_table(moment)}")


def _table(statement: str) -> str:
    return statement.partition(" ON ")[2].split()[0]
