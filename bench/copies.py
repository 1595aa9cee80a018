"""Every table of ours copied so many times, so that a page meets the rows of a long life."""

# Only names of our own tables and columns are written into these queries.
# ruff: noqa: S608

from django.apps import apps
from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper
from django.db.utils import Error

from bocal.directory.models import Collective, Place

#: Rows of which a collective has one set.
SINGLE = {
    "directory.Collective",
    "catalog.VatClass",
    "catalog.PriceList",
    "journals.Balance",
    "journals.Series",
    "house.Clock",
    "kitchen.LabelPolicy",
    "orders.Bay",
    "billing.Sweep",
}
#: What stays as it is in a copy, so that lists of one person, farm or shelf grow too.
DIRECTORY = {"directory", "catalog"}
#: What the database would let be the same, and is not in life: a logger's file was read once.
DIFFERENT = {("kitchen.Cook", "sha256"), ("directory.Crop", "what")}
STEP = 10_000_000
#: So many of the copies hang below the same sale, order, invoice, gesture…, whose own lists grow with them.
INSIDE = 10
#: Below what, when it is not the first of its references; nothing, when each copy needs its own.
HANGS = {"directory.Role": "organisation", "journals.Stock": "", "kitchen.Making": ""}
# A version without its lines is no recipe, and a kettle runs one step of a kind at a time.
HANGS |= {"kitchen.RecipeLine": "", "kitchen.Step": ""}


def _copied(model: type[models.Model]) -> str:
    """Which rows of a model are copied."""
    if model._meta.label in SINGLE:
        return "false"
    if model is Place:
        return "real"
    if model._meta.label == "directory.Organisation":
        return f"id <> (SELECT organisation_id FROM {Collective._meta.db_table})"
    return "true"


def _together(model: type[models.Model]) -> list[tuple[str, ...]]:
    """Names of the fields that only together are unique."""
    of = model._meta
    named = [c.fields for c in of.constraints if isinstance(c, models.UniqueConstraint) and c.fields]
    return [tuple(names) for names in (*named, *of.unique_together)]


def _follows(model: type[models.Model], name: str) -> bool:
    """Whether a copy points at a copy; people, farms, places and goods stay."""
    field = model._meta.get_field(name)
    own = field.related_model._meta.app_label not in DIRECTORY or model._meta.app_label in DIRECTORY  # type: ignore[union-attr]
    return own or bool(getattr(field, "unique", False))


def _shifted(model: type[models.Model], *, inside: bool) -> set[str]:
    """The references of a copy that point at copies. One `inside` stays below what the row hangs from."""
    references = [field.name for field in model._meta.concrete_fields if field.is_relation]
    follow = [name for name in references if _follows(model, name)]
    many = [name for name in follow if not getattr(model._meta.get_field(name), "unique", False)]
    hangs = HANGS.get(model._meta.label, many[0] if many else "") if inside else ""
    shifted = set(follow) - {hangs}
    for names in _together(model):
        others = [name for name in names if name in references and name != hangs]
        if others and shifted.isdisjoint(names):
            shifted.add(others[0])
    return shifted


def _expression(model: type[models.Model], field: models.Field, inside: int) -> str:  # type: ignore[type-arg]
    """What copy number k of a row holds in this column."""
    column = f'"{field.column}"'
    if field.is_relation:
        return _reference(model, field, inside)
    if field.primary_key:
        return f"{column} + k * {STEP}"
    # What tells it from the others of the same sale, invoice, recipe… where no reference does.
    among = any(field.name in names and _shifted(model, inside=True).isdisjoint(names) for names in _together(model))
    alone = field.unique or (model._meta.label, field.name) in DIFFERENT
    if field.choices or not (alone or among):
        return column
    if isinstance(field, models.UUIDField):
        return f"CAST(md5({column}::text || k) AS uuid)"
    if isinstance(field, models.CharField | models.TextField):
        length = getattr(field, "max_length", None) or 1000
        if length < 20:
            return f"CASE WHEN {column} <> '' THEN LEFT(md5({column} || k), {length}) ELSE {column} END"
        return f"CASE WHEN {column} <> '' THEN LEFT({column}, {length - 5}) || '~' || k ELSE {column} END"
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        # More than a year apart, so that no copy of a day falls on another of its rows.
        return f"{column} - k * 400"
    if isinstance(field, models.IntegerField):
        # A small number has little room.
        return f"{column} + k * 300"
    return column


def _reference(model: type[models.Model], field: models.Field, inside: int) -> str:  # type: ignore[type-arg]
    column, target = f'"{field.column}"', field.related_model
    assert isinstance(target, type)
    same = f"SELECT {target._meta.pk.column} FROM {target._meta.db_table} WHERE NOT ({_copied(target)})"
    copy = f"CASE WHEN {column} IN ({same}) THEN {column} ELSE {column} + k * {STEP} END"
    within, beside = (copy if field.name in _shifted(model, inside=way) else column for way in (True, False))
    return within if within == beside else f"CASE WHEN k <= {inside} THEN {within} ELSE {beside} END"


def last_rows() -> dict[str, object]:
    """Table → the key of its last row, where it has any."""
    last = {
        model._meta.db_table: model._default_manager.order_by("-pk").values_list("pk", flat=True).first()
        for model in tables()
    }
    return {table: key for table, key in last.items() if key is not None}


def multiply(times: int, last: dict[str, object]) -> dict[str, str]:
    """Copy every row of every table of ours up to the `last`, keys shifted, what is unique varied; what hangs on
    people, farms, places and goods hangs on the same. Triggers sleep meanwhile; every other rule of the database holds,
    and no copy points at nothing (RuntimeError). Returns the tables that could not be copied, and why."""
    failed = {}
    inside = min(INSIDE, (times - 1) // 2)
    with connection.cursor() as cursor:
        for model in tables():
            table = model._meta.db_table
            if table not in last:
                continue
            columns = ", ".join(f'"{f.column}"' for f in model._meta.concrete_fields)
            values = ", ".join(_expression(model, f, inside) for f in model._meta.concrete_fields)
            copy = (
                f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table}, generate_series(1, {times - 1}) k "
                f"WHERE {_copied(model)} AND {model._meta.pk.column} <= %s"
            )
            try:
                with transaction.atomic():
                    cursor.execute("SET LOCAL session_replication_role = replica")
                    # Longer than any statement of a page may last.
                    cursor.execute("SET LOCAL statement_timeout = 0")
                    cursor.execute(copy, [last[table]])
            except Error as fault:
                failed[model._meta.label] = str(fault).splitlines()[0]
        if not failed and (lost := _orphans(cursor)):
            raise RuntimeError(f"copies point at nothing: {lost}")
        cursor.execute("VACUUM ANALYZE")
    return failed


def _orphans(cursor: CursorWrapper) -> list[str]:
    found = []
    for model in tables():
        for field in model._meta.concrete_fields:
            if field.is_relation and isinstance(field.related_model, type):
                target = field.related_model._meta
                cursor.execute(
                    f"SELECT count(*) FROM {model._meta.db_table} a LEFT JOIN {target.db_table} b "
                    f'ON b."{target.pk.column}" = a."{field.column}" '
                    f'WHERE a."{field.column}" IS NOT NULL AND b."{target.pk.column}" IS NULL'
                )
                if cursor.fetchone() != (0,):
                    found.append(f"{model._meta.label}.{field.name}")
    return found


def tables() -> list[type[models.Model]]:
    """Every table of ours."""
    rooms = [config for config in apps.get_app_configs() if config.name.startswith("bocal.")]
    return [model for room in rooms for model in room.get_models(include_auto_created=True)]


def count() -> int:
    """Rows of all tables of ours."""
    return sum(model._default_manager.count() for model in tables())
