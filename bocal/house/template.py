"""A territory's way of working, as a file that another begins from: its goods, recipes, plan, lists, questions and
skills. No people, no places of the map, no figures; nothing that a competent body validated for one's own machines.

The file is JSON: {"bocal_template": VERSION, "profile": …, one list a section}. Reading it in writes what is not there
yet, found by its name; what is there is left as it is.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction
from django.utils import timezone

from bocal.catalog.models import Item, JarFormat, VatClass
from bocal.catalog.rules import ItemKind
from bocal.directory import reads as directory
from bocal.directory.models import Collective, Person, Place
from bocal.directory.rules import OPENED, TEAM, Desk, PlaceKind
from bocal.impact.acts import flower as flowers
from bocal.impact.models import Flower
from bocal.impact.rules.flower import PETALS, Aimed, Asked, IndicatorCode, Public, QuestionKind
from bocal.journals.rules import Refused
from bocal.kitchen import acts as kitchen
from bocal.kitchen.models import Recipe
from bocal.kitchen.rules.recipes import LineRole, Part
from bocal.safety.models import ControlPoint
from bocal.workshops.models import Badge, KitItem

#: Raised when an older Bocal could not read the file as it is meant.
VERSION = 1
#: A file heavier than this was not written by `export`.
MOST_BYTES = 2_000_000
#: Goods that are one's own way of working; what is merely sold on is not.
_KINDS = frozenset(set(ItemKind) - {ItemKind.SERVICE})
_ITEM = (
    "kind",
    "name",
    "dimension",
    "piece_mg",
    "role",
    "storage",
    "allergens",
    "agricultural",
    "non_organic_reference",
    "date_kind",
    "shelf_days",
    "guarded",
    "variable_weight",
)
_JAR = ("name", "capacity_ml", "fill_mg", "deposit_cents")
_POINT = (
    "rank",
    "topic",
    "what",
    "every",
    "goods",
    "low",
    "high",
    "unit",
    "desk",
    "corrective",
    "source",
    "blocks",
    "celsius",
    "days",
    "ratio_most",
)
_KIT = ("kind", "what", "rank")
_BADGE = ("name", "description", "criteria", "emblem")
#: What every section is a list of; a key that is none of these is refused rather than left out in silence.
SECTIONS = ("desks", "places", "items", "jars", "recipes", "plan", "kit", "badges", "petals")


# ── Out ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def export() -> dict[str, Any]:
    """The collective at hand as a template."""
    recipes = _recipes()
    goods = Item.objects.filter(active=True, kind__in=sorted(_KINDS)).select_related("vat", "jar_format")
    flower = Flower.objects.filter(current=True).first()
    return {
        "bocal_template": VERSION,
        "profile": Collective.objects.values_list("profile", flat=True).first(),
        "desks": sorted({desk for person in _team() for desk in person}),
        "places": list(Place.objects.filter(kind__in=_kept_places(), active=True).values("kind", "name")),
        "items": [
            {
                **_plain(item, _ITEM),
                "vat": item.vat.code if item.vat else None,
                "jar": item.jar_format.name if item.jar_format else None,
            }
            for item in goods
        ],
        "jars": [
            {**_plain(jar, _JAR), "jar": jar.jar.name, "lid": jar.lid.name}
            for jar in JarFormat.objects.select_related("jar", "lid")
        ],
        "recipes": recipes,
        "plan": [_plain(point, _POINT) for point in ControlPoint.objects.filter(active=True)],
        "kit": [_plain(line, _KIT) for line in KitItem.objects.filter(active=True)],
        # Another's badge is another badge: it gets its own number there.
        "badges": [_plain(badge, _BADGE) for badge in Badge.objects.filter(active=True)],
        "petals": [
            {
                "name": petal.name,
                "meaning": petal.meaning,
                "questions": [
                    {"words": one.words, "kind": one.kind, "publics": one.publics} for one in petal.questions.all()
                ],
                "measures": [{"indicator": one.indicator, "target": one.target} for one in petal.measures.all()],
            }
            for petal in (flower.petals.prefetch_related("questions", "measures") if flower else [])
        ],
    }


def _team() -> list[set[str]]:
    return [{seat.desk for seat in person.roles.all() if seat.desk in TEAM} for person in directory.people()]


def _kept_places() -> list[str]:
    # A pickup point is somewhere on one's own map.
    return sorted(set(OPENED) - {PlaceKind.POINT})


def _recipes() -> list[dict[str, Any]]:
    """The last version of each recipe. Its range, its substitutes and its pH were validated or measured where it is
    cooked: whoever takes it over has their own looked at."""
    found = []
    for recipe in Recipe.objects.filter(active=True).prefetch_related("products", "versions__lines__item"):
        version = next(iter(recipe.versions.all()), None)
        if version is None:
            continue
        found.append(
            {
                "name": recipe.name,
                "products": [product.name for product in recipe.products.all()],
                "water_mg_per_kg": version.water_mg_per_kg,
                "evaporation_mg_per_kg": version.evaporation_mg_per_kg,
                "method": version.method,
                "lines": [
                    {"item": line.item.name, "role": line.role, "mg_per_kg": line.mg_per_kg, "peel_bp": line.peel_bp}
                    for line in version.lines.all()
                ],
            }
        )
    return found


def _plain(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in names}
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in values.items()}


# ── In ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


def read(data: bytes) -> dict[str, Any]:
    """A template from a file that somebody sent. Raises Refused: template_heavy, template_unreadable, template_newer,
    template_odd (`where`: the section or the key that is not as it should be)."""
    if len(data) > MOST_BYTES:
        raise Refused("template_heavy")
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Refused("template_unreadable")
    version = found.get("bocal_template")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise Refused("template_unreadable")
    if version > VERSION:
        raise Refused("template_newer")
    for name, rows in found.items():
        if name in ("bocal_template", "profile"):
            continue
        if name not in SECTIONS or not isinstance(rows, list):
            raise Refused("template_odd", where=name)
        if name != "desks" and not all(isinstance(row, dict) for row in rows):
            raise Refused("template_odd", where=name)
    return found


def _add(row: models.Model, **by: Any) -> int:
    """Write a row after Django and its own rules have looked at it, unless one of that name is there."""
    if type(row)._default_manager.filter(**by).exists():
        return 0
    row.full_clean()
    row.save()
    return 1


def _exact(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """These values, and no other. Raises ValueError."""
    if set(row) != set(names):
        raise ValueError(sorted(set(row) ^ set(names)))
    return dict(row)


def _place(row: Mapping[str, Any], _author: Person, _now: datetime) -> int:
    told = _exact(row, "kind", "name")
    if told["kind"] not in _kept_places():
        raise ValueError(told["kind"])
    return _add(Place(**told, real=True), name=told["name"])


def _item(row: Mapping[str, Any], _author: Person, _now: datetime) -> int:
    told = _exact(row, *_ITEM, "vat", "jar")
    vat, jar = told.pop("vat"), told.pop("jar")
    if told["kind"] not in _KINDS:
        raise ValueError(told["kind"])
    item = Item(**told, vat=VatClass.objects.get(code=vat) if vat else None)
    # A filled jar waits for its format, which waits for the empty jar: see _jar.
    return 0 if jar else _add(item, name=told["name"])


def _filled(row: Mapping[str, Any], _author: Person, _now: datetime) -> int:
    told = _exact(row, *_ITEM, "vat", "jar")
    vat, jar = told.pop("vat"), told.pop("jar")
    if not jar:
        return 0
    item = Item(**told, jar_format=JarFormat.objects.get(name=jar))
    item.vat = VatClass.objects.get(code=vat) if vat else None
    return _add(item, name=told["name"])


def _jar(row: Mapping[str, Any], _author: Person, _now: datetime) -> int:
    told = _exact(row, *_JAR, "jar", "lid")
    jar, lid = (Item.objects.get(name=told.pop(name)) for name in ("jar", "lid"))
    return _add(JarFormat(**told, jar=jar, lid=lid), name=told["name"])


def _recipe(row: Mapping[str, Any], author: Person, now: datetime) -> int:
    told = _exact(row, "name", "products", "water_mg_per_kg", "evaporation_mg_per_kg", "method", "lines")
    if Recipe.objects.filter(name__iexact=told["name"]).exists():
        return 0
    lines = [_exact(line, "item", "role", "mg_per_kg", "peel_bp") for line in told["lines"]]
    items = {line["item"]: Item.objects.get(name=line["item"]).pk for line in lines}
    parts = tuple(
        Part(items[line["item"]], LineRole(line["role"]), int(line["mg_per_kg"]), int(line["peel_bp"]))
        for line in lines
    )
    draft = kitchen.Draft(
        parts, int(told["water_mg_per_kg"]), int(told["evaporation_mg_per_kg"]), None, str(told["method"])
    )
    products = [Item.objects.get(name=name) for name in told["products"]]
    kitchen.write_recipe(name=told["name"], products=products, draft=draft, author=author, now=now)
    return 1


def _point(row: Mapping[str, Any], _author: Person, now: datetime) -> int:
    told = _exact(row, *_POINT)
    if told["desk"] not in set(Desk):
        raise ValueError(told["desk"])
    return _add(ControlPoint(**told, since=timezone.localdate(now)), what=told["what"], topic=told["topic"])


def _kit(row: Mapping[str, Any], _author: Person, _now: datetime) -> int:
    told = _exact(row, *_KIT)
    return _add(KitItem(**told), kind=told["kind"], what=told["what"])


def _badge(row: Mapping[str, Any], _author: Person, _now: datetime) -> int:
    told = _exact(row, *_BADGE)
    return _add(Badge(**told, uuid=uuid4()), name=told["name"])


def _petals(rows: list[dict[str, Any]], now: datetime) -> int:
    """The flower to begin with, where there is none. Raises Refused, ValueError."""
    if not rows or Flower.objects.exists():
        return 0
    if not PETALS[0] <= len(rows) <= PETALS[1]:
        raise ValueError(len(rows))
    flower = flowers.begin(name="Première version", day=timezone.localdate(now), note="", key="template")
    while flower.petals.count() < len(rows):
        flowers.add_petal(flower, name="-", meaning="")
    for extra in list(flower.petals.all())[len(rows) :]:
        flowers.remove_petal(extra)
    for petal, row in zip(flower.petals.all(), rows, strict=True):
        told = _exact(row, "name", "meaning", "questions", "measures")
        questions = [
            Asked(
                str(one["words"])[:300], QuestionKind(one["kind"]), tuple(Public(public) for public in one["publics"])
            )
            for one in told["questions"]
        ]
        measures = [Aimed(IndicatorCode(one["indicator"]), int(one["target"])) for one in told["measures"]]
        flowers.write_petal(
            petal,
            name=str(told["name"])[:60],
            meaning=str(told["meaning"])[:300],
            questions=questions,
            measures=measures,
        )
    return len(rows)


#: In the order in which each needs those before it: an empty jar, its format, then what is filled into it.
_WRITERS: tuple[tuple[str, Callable[[Mapping[str, Any], Person, datetime], int]], ...] = (
    ("places", _place),
    ("items", _item),
    ("jars", _jar),
    ("items", _filled),
    ("recipes", _recipe),
    ("plan", _point),
    ("kit", _kit),
    ("badges", _badge),
)


@transaction.atomic
def take_in(found: Mapping[str, Any], *, author: Person, now: datetime) -> Counter[str]:
    """Write what this template has and the collective has not; says how many of each section. All or nothing.

    Raises Refused: template_odd (`where`: section and name), and what the kitchen refuses of a recipe.
    """
    made: Counter[str] = Counter()
    section = ""
    try:
        for section, write in _WRITERS:
            for row in found.get(section, []):
                made[section] += write(row, author, now)
        section = "petals"
        made[section] += _petals(found.get(section, []), now)
    except Refused as refused:
        raise Refused("template_odd", where=f"{section} ({refused.code})") from refused
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError, models.ObjectDoesNotExist) as odd:
        raise Refused("template_odd", where=section) from odd
    except (OverflowError, DatabaseError) as odd:
        # A number without end, a text too long, a null where none may be: what only the database looks at.
        raise Refused("template_odd", where=section) from odd
    return made
