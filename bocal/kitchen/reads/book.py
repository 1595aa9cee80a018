"""The recipe book: recipes, their versions, their schedules."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects

from bocal.catalog.models import Item, JarFormat
from bocal.catalog.rules import DateKind, Dimension, ItemKind
from bocal.kitchen.models import ManufacturingOrder, Recipe, RecipeLine, RecipeVersion, Schedule, Substitute
from bocal.kitchen.rules.factors import Asked
from bocal.kitchen.rules.recipes import INGREDIENTS, Composition, LineRole, Part
from bocal.kitchen.rules.safety import Limits, Treatment
from bocal.kitchen.rules.stands import Stand


def recipes() -> QuerySet[Recipe]:
    """Active recipes by name, with their products, the number of their latest version, how many orders they had."""
    return (
        Recipe.objects.filter(active=True)
        .annotate(latest=Max("versions__number"), orders=Count("versions__orders", distinct=True))
        .prefetch_related("products__jar_format")
    )


def recipe(pk: int) -> Recipe | None:
    """A recipe with its products."""
    return Recipe.objects.prefetch_related("products__jar_format").filter(pk=pk).first()


def ingredients() -> QuerySet[Item]:
    """What may enter a recipe: active raw, prepared and seasoning items that are weighed or counted."""
    return Item.objects.filter(
        kind__in=INGREDIENTS,
        dimension__in=(Dimension.MASS, Dimension.COUNT),
        active=True,
    )


#: What a recipe may give: a filled jar, or a prepared good by weight that has its use-by days.
MADE = Q(kind=ItemKind.FINISHED, jar_format__isnull=False) | Q(
    kind=ItemKind.PREPARED, dimension=Dimension.MASS, date_kind=DateKind.USE_BY, shelf_days__gt=0
)


def products() -> QuerySet[Item]:
    """What a recipe may give: active filled jars, and prepared goods by weight with their use-by days."""
    return Item.objects.filter(MADE, active=True).select_related("jar_format")


def latest_parts(of: Recipe) -> tuple[Part, ...]:
    """What goes into the latest version of a recipe, with its substitutes."""
    newest = of.versions.order_by("-number").first()
    return mixture(newest).parts if newest else ()


def inside(*, without: Recipe | None = None) -> dict[int, set[int]]:
    """What may go into each item that recipes give, by their latest versions; leaving out one recipe. Three queries."""
    newer = RecipeVersion.objects.filter(recipe=OuterRef("recipe"), number__gt=OuterRef("number"))
    latest = RecipeVersion.objects.filter(~Exists(newer))
    if without is not None:
        latest = latest.exclude(recipe=without)
    lines = defaultdict(set)
    for recipe_key, item in RecipeLine.objects.filter(version__in=latest).values_list("version__recipe", "item"):
        lines[recipe_key].add(item)
    stands = Substitute.objects.filter(line__version__in=latest).values_list("line__version__recipe", "item")
    for recipe_key, item in stands:
        lines[recipe_key].add(item)
    found: dict[int, set[int]] = defaultdict(set)
    for recipe_key, product in Recipe.products.through.objects.values_list("recipe", "item"):
        if lines[recipe_key]:
            found[product] |= lines[recipe_key]
    return found


_WITH_ITEM = RecipeLine.objects.select_related("item")

_LINES = Prefetch("lines", queryset=_WITH_ITEM)

_SUBSTITUTES = Prefetch("substitutes", queryset=Substitute.objects.select_related("item"))

_WHOLE_LINES = Prefetch("lines", queryset=_WITH_ITEM.prefetch_related(_SUBSTITUTES))

_PRODUCTS = Prefetch("recipe__products", queryset=Item.objects.select_related("jar_format"))

_FROZEN = Exists(ManufacturingOrder.objects.filter(version=OuterRef("pk"))) | Exists(
    Schedule.objects.filter(version=OuterRef("pk"))
)


def versions(of: int) -> QuerySet[RecipeVersion]:
    """A recipe's versions, newest first, each with `frozen` (an order used it, or a schedule was validated for it)."""
    return RecipeVersion.objects.filter(recipe=of).annotate(frozen=_FROZEN).select_related("recipe", "author")


def version(pk: int) -> RecipeVersion | None:
    """A version with its recipe, lines, their substitutes and its products, and whether it is `frozen`."""
    return (
        RecipeVersion.objects.annotate(frozen=_FROZEN)
        .select_related("recipe", "author")
        .prefetch_related(_WHOLE_LINES, _PRODUCTS)
        .filter(pk=pk)
        .first()
    )


def dish(version_key: int, product: int) -> tuple[RecipeVersion, Item] | None:
    """A version with one of the products that its recipe gives; None when it does not give it."""
    found = version(version_key)
    products = found.recipe.products.all() if found else ()
    return next(((found, item) for item in products if found and item.pk == product), None)


def recipe_lines(version_key: int) -> QuerySet[RecipeLine]:
    """The lines of a version with their goods: all that a record prints of its recipe."""
    return _WITH_ITEM.filter(version=version_key)


def latest_versions() -> QuerySet[RecipeVersion]:
    """The version of each active recipe that orders are made with, by name."""
    newest = RecipeVersion.objects.filter(recipe=OuterRef("recipe"), number__gt=OuterRef("number"))
    return (
        RecipeVersion.objects.filter(~Exists(newest), recipe__active=True)
        .select_related("recipe")
        .prefetch_related(_PRODUCTS, _LINES)
        .order_by("recipe__name")
    )


def parts_of(lines: Iterable[RecipeLine]) -> tuple[Part, ...]:
    """Lines as the rules want them."""
    return tuple(
        Part(line.item_id, LineRole(line.role), line.mg_per_kg, line.peel_bp, line.low_bp, line.high_bp)
        for line in lines
    )


def composition(of: RecipeVersion) -> Composition:
    """A version as the rules want it, without its substitutes: nothing is replaced unless a person chooses it."""
    return Composition(parts_of(of.lines.all()), of.water_mg_per_kg, of.evaporation_mg_per_kg)


def whole_lines(of: RecipeVersion) -> list[RecipeLine]:
    """The lines of a version, each with its `substitutes`; one query for these, unless they came with it."""
    there = "lines" in getattr(of, "_prefetched_objects_cache", {})
    lines = list(of.lines.all() if there else _WITH_ITEM.filter(version=of))
    prefetch_related_objects(lines, _SUBSTITUTES)
    return lines


def whole(of: RecipeVersion) -> RecipeVersion:
    """The same version with its lines and their substitutes, so that nothing more is asked of it. Two queries."""
    prefetch_related_objects([of], _WHOLE_LINES)
    return of


def mixture(of: RecipeVersion) -> Composition:
    """A version as the rules want it, with its substitutes."""
    lines = whole_lines(of)
    parts = tuple(
        replace(part, stands=tuple(Stand(one.item_id, one.most_bp, one.peel_bp) for one in line.substitutes.all()))
        for part, line in zip(parts_of(lines), lines, strict=True)
    )
    return Composition(parts, of.water_mg_per_kg, of.evaporation_mg_per_kg)


def permitted(of: RecipeVersion) -> set[int]:
    """The items that may go into a pot of this version: those of its lines and their substitutes."""
    lines = whole_lines(of)
    return {line.item_id for line in lines} | {one.item_id for line in lines for one in line.substitutes.all()}


def schedules(of: RecipeVersion) -> QuerySet[Schedule]:
    """Every schedule a version ever had, newest first, withdrawn ones too."""
    return Schedule.objects.filter(version=of).select_related("jar_format", "author", "withdrawn_by", "autoclave")


def schedules_in_force(of: Iterable[int]) -> dict[tuple[int, int], list[Schedule]]:
    """The schedules that count for each (version, jar format), newest first: see `in_force`."""
    return in_force(Schedule.objects.filter(version__in=set(of)).select_related("jar_format", "autoclave"))


def in_force(written: Iterable[Schedule]) -> dict[tuple[int, int], list[Schedule]]:
    """Among all that was ever written, what counts: the latest for each jar, autoclave and load, unless withdrawn."""
    latest = {
        (row.version_id, row.jar_format_id, row.autoclave_id, row.load_pattern): row
        for row in sorted(written, key=lambda row: row.pk)
    }
    found: dict[tuple[int, int], list[Schedule]] = defaultdict(list)
    for row in sorted(latest.values(), key=lambda row: -row.pk):
        if row.withdrawn_at is None:
            found[row.version_id, row.jar_format_id].append(row)
    return found


def fitting(candidates: Sequence[Schedule], *, autoclave: int | None, jars: int | None) -> Schedule | None:
    """The schedule that a load is judged by: that of its autoclave, else one whose document names none.

    Of several loads, the smallest that the jars fit in; when they fit in none, the largest, by which it then fails.
    """
    pool = [row for row in candidates if autoclave is not None and row.autoclave_id == autoclave]
    pool = pool or [row for row in candidates if row.autoclave_id is None]
    if jars is None or not pool:
        return pool[0] if pool else None
    room = sorted((row for row in pool if (row.load_jars or 0) >= jars), key=lambda row: row.load_jars or 0)
    free = [row for row in pool if row.load_jars is None]
    return (room or free or sorted(pool, key=lambda row: -(row.load_jars or 0)))[0]


def limits_of(schedule: Schedule) -> Limits:
    """A schedule as the rules want it."""

    def number(value: object) -> float | None:
        return None if value is None else float(str(value))

    return Limits(
        treatment=Treatment(schedule.treatment),
        tref=float(schedule.tref),
        z=float(schedule.z),
        required=float(schedule.required),
        plateau_temperature=number(schedule.plateau_temperature),
        plateau_minutes=number(schedule.plateau_minutes),
        ph_max=number(schedule.ph_max),
        asked=Asked(
            initial_low=number(schedule.initial_low),
            load_jars=schedule.load_jars,
            come_up_low=number(schedule.come_up_low),
            come_up_high=number(schedule.come_up_high),
            cooling_water=schedule.cooling_water,
        ),
    )


def jar_format(pk: int) -> JarFormat | None:
    """A jar format."""
    return JarFormat.objects.filter(pk=pk).first()
