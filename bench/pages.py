"""How many queries each page asks, on the demonstration's rows and on a hundred times as many."""

# Only names of our own tables and columns are written into these queries.
# ruff: noqa: S608

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from http import HTTPStatus
from itertools import islice, product

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.db.utils import Error
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import set_script_prefix
from django.utils import timezone

from bench.table import Row
from bench.web import session
from bocal.directory.models import Collective, Person, Place, Role
from bocal.house.demo import build, places
from bocal.journals.models import Lot
from tests import walk

MOST = 12
MOST_TRIES = 150
#: Words in addresses, by the name of their argument.
SAID = {"kind": ("points", "producers", "farms", "orders", "labels")}
#: Rows of which a collective has one set.
SINGLE = {"directory.Collective", "catalog.VatClass", "journals.Series", "house.Setting"}
#: What stays as it is in a copy, so that lists of one person, farm or shelf grow too.
DIRECTORY = {"directory", "catalog"}
STEP = 10_000_000


def furnish(slug: str) -> None:
    """The demonstration's first cannery, under another name."""
    build.LIFE[slug] = build.LIFE[places.CANNERY.slug]
    for _ in build._one(replace(places.CANNERY, slug=slug), timezone.now()):
        pass


def team() -> dict[str, Person]:
    """Someone at each desk that the demonstration filled."""
    people: dict[str, Person] = {}
    for role in Role.objects.select_related("person").order_by("pk"):
        people.setdefault(role.desk, role.person)
    return people


def enter(person: Person) -> Client:
    """A browser in which this person has signed in."""
    client = Client(headers={"accept-language": "fr"}, raise_request_exception=False)
    client.cookies[settings.SESSION_COOKIE_NAME] = session(person)
    return client


@dataclass(frozen=True)
class Seen:
    """A page once shown: its address, its queries, and the server's time (s)."""

    url: str
    role: str
    queries: int
    seconds: float


def visit(people: dict[str, Person]) -> tuple[dict[str, Seen], list[str]]:
    """Each page that may be read, by whoever sits at the first desk that may, at the first address that shows
    something; and the names of those that showed nothing: they only take posts, or the demonstration has none."""
    seen: dict[str, Seen] = {}
    clients = {role: enter(person) for role, person in people.items()}
    routes = [route for route in walk.ours() if route.door and not route.door.link]
    for route in routes:
        for role in (role for role in people if route.may(role)):
            found = (url for url in addresses(route) if clients[role].get(url).status_code == HTTPStatus.OK)
            if url := next(found, None):
                seen[route.name] = look(clients[role], url, role)
                break
    return seen, [route.name for route in routes if route.name not in seen]


def addresses(route: walk.Route) -> Iterator[str]:
    """Addresses worth trying: the keys of a few rows of the page's own room, then of the rooms below it."""
    names = [name for name, _ in route.converters]
    tried = [_values(route.room, name, kind) for name, kind in route.converters]
    for values in islice(product(*tried), MOST_TRIES):
        yield route.url(**dict(zip(names, values, strict=True)))


def _values(room: str, name: str, kind: str) -> list[object]:
    if kind != "int":
        return [*Lot.objects.order_by("-pk").values_list("code", flat=True)[:3], *SAID.get(name, ())]
    found: dict[object, None] = {}
    for app in dict.fromkeys((room, "journals", "directory", "catalog")):
        for model in apps.get_app_config(app).get_models():
            keys = list(model._default_manager.order_by("pk").values_list("pk", flat=True)[:30])
            found |= dict.fromkeys([*keys[:3], *keys[-2:]])
    return list(found)


def look(client: Client, url: str, role: str) -> Seen:
    """The same page once more, now that templates are loaded."""
    began = time.perf_counter()
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    seconds = time.perf_counter() - began
    return Seen(url, role, len([row for row in asked if row["sql"] not in ("BEGIN", "COMMIT")]), seconds)


# ── A hundred times as many rows ─────────────────────────────────────────────────────────────────────────────────────


def _copied(model: type[models.Model]) -> str:
    """Which rows of a model are copied."""
    if model._meta.label in SINGLE:
        return "false"
    if model is Place:
        return "real"
    if model._meta.label == "directory.Organisation":
        return f"id <> (SELECT organisation_id FROM {Collective._meta.db_table})"
    return "true"


def _expression(model: type[models.Model], field: models.Field) -> str:  # type: ignore[type-arg]
    column = f'"{field.column}"'
    alone = {name for c in model._meta.constraints if isinstance(c, models.UniqueConstraint) for name in c.fields}
    if field.primary_key and not field.is_relation:
        return f"{column} + k * {STEP}"
    if field.is_relation:
        target = field.related_model
        assert isinstance(target, type)
        stays = target._meta.app_label in DIRECTORY and model._meta.app_label not in DIRECTORY
        if stays and not field.unique:
            return column
        table = target._meta.db_table
        same = f"SELECT {target._meta.pk.column} FROM {table} WHERE NOT ({_copied(target)})"
        return f"CASE WHEN {column} IN ({same}) THEN {column} ELSE {column} + k * {STEP} END"
    if (field.unique or field.name in alone) and not field.choices:
        if isinstance(field, models.CharField | models.TextField):
            length = getattr(field, "max_length", None) or 1000
            return f"CASE WHEN {column} <> '' THEN LEFT({column}, {length - 5}) || '~' || k ELSE {column} END"
        if isinstance(field, models.IntegerField):
            return f"{column} + k * 1000000"
    return column


def multiply(times: int) -> list[str]:
    """Copy every row of every table of ours, keys shifted; what hangs on people, farms, places and goods hangs on the
    same. Triggers sleep meanwhile. Returns the tables that could not be copied."""
    failed = []
    tables = [m for label in _apps() for m in apps.get_app_config(label).get_models()]
    with connection.cursor() as cursor:
        for model in tables:
            table = model._meta.db_table
            columns = ", ".join(f'"{f.column}"' for f in model._meta.concrete_fields)
            values = ", ".join(_expression(model, f) for f in model._meta.concrete_fields)
            copy = (
                f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table}, generate_series(1, {times - 1}) k "
                f"WHERE {_copied(model)}"
            )
            try:
                with transaction.atomic():
                    cursor.execute("SET LOCAL session_replication_role = replica")
                    cursor.execute(copy)
            except Error:
                failed.append(model._meta.label)
        cursor.execute("VACUUM ANALYZE")
    return failed


def _apps() -> list[str]:
    return [config.label for config in apps.get_app_configs() if config.name.startswith("bocal.")]


def measure(*, times: int) -> Iterator[Row]:
    """Each page before and after. The collective has been furnished and stepped into."""
    set_script_prefix("/")
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    settings.ALLOWED_HOSTS = ["*"]
    people = team()
    before, unseen = visit(people)
    rows = _rows()
    failed = multiply(times)
    after = {name: look(enter(people[seen.role]), seen.url, seen.role) for name, seen in before.items()}
    grown = {
        name: (before[name].queries, seen.queries)
        for name, seen in after.items()
        if seen.queries > before[name].queries
    }
    most = max(after, key=lambda name: after[name].queries)
    slow = max(after, key=lambda name: after[name].seconds)
    yield Row(f"pages vues, {rows} puis {_rows()} lignes", f"{len(after)}")
    if unseen:
        yield Row("  sans rien à montrer", f"{len(unseen)} : {', '.join(unseen)}")
    if failed:
        yield Row("  tables laissées telles quelles", ", ".join(failed))
    worst = after[most].queries
    yield Row(f"  le plus de requêtes : {most}", str(worst), "", "", f"≤ {MOST}", worst <= MOST)
    over = [f"{name} {seen.queries}" for name, seen in after.items() if seen.queries > MOST and name != most]
    if over:
        yield Row("  au-dessus aussi", ", ".join(over))
    yield Row("  pages dont le nombre de requêtes grandit", str(len(grown)), "", "", "0", not grown)
    if grown:
        yield Row("  elles grandissent", ", ".join(f"{name} {few}→{many}" for name, (few, many) in grown.items()))
    yield Row(
        f"  la plus lente : {slow}, ms", f"{1000 * after[slow].seconds:.0f}", f"{1000 * before[slow].seconds:.0f} (× 1)"
    )


def _rows() -> int:
    tables = [m for label in _apps() for m in apps.get_app_config(label).get_models()]
    return sum(model._default_manager.count() for model in tables)
