"""Write recipes, their versions, and the schedules that others have validated."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from bocal.catalog.models import Item, JarFormat
from bocal.catalog.rules import DateKind, Dimension, ItemKind
from bocal.directory.models import Collective, Person
from bocal.journals.rules import Refused
from bocal.kitchen import reads
from bocal.kitchen.models import Recipe, RecipeLine, RecipeVersion, Schedule, Substitute
from bocal.kitchen.rules import recipes as scaling
from bocal.kitchen.rules import safety, substitution, weighed
from bocal.kitchen.rules.nesting import circle
from bocal.kitchen.rules.recipes import Part
from bocal.kitchen.rules.safety import Treatment
from bocal.look.templatetags.look import share as per_cent
from bocal.safety.models import Equipment
from bocal.safety.rules import EquipmentKind


@dataclass(frozen=True)
class Draft:
    """What a person types of a version: masses in mg for a kilo of finished product."""

    parts: tuple[Part, ...]
    water_mg_per_kg: int = 0
    evaporation_mg_per_kg: int | None = None
    ph_highest: Decimal | None = None
    method: str = ""


@transaction.atomic
def write_recipe(*, name: str, products: Sequence[Item], draft: Draft, author: Person, now: datetime) -> RecipeVersion:
    """A new recipe with its first version.

    Raises Refused: recipe_name, recipe_product, recipe_circle, and those of `compose`.
    """
    hold_recipes()
    _check_products(products)
    refuse_circle(None, products, draft.parts)
    if Recipe.objects.filter(name__iexact=name.strip()).exists():
        raise Refused("recipe_name")
    recipe = Recipe.objects.create(name=name.strip())
    recipe.products.set(products)
    return _write_version(recipe, 1, draft, author, now)


@transaction.atomic
def rename_recipe(recipe: Recipe, *, name: str, products: Sequence[Item]) -> None:
    """Another name, or more jars, for the same recipe. Raises Refused: recipe_name, recipe_product, recipe_circle."""
    hold_recipes()
    _check_products(products)
    refuse_circle(recipe, products, reads.latest_parts(recipe))
    if Recipe.objects.filter(name__iexact=name.strip()).exclude(pk=recipe.pk).exists():
        raise Refused("recipe_name")
    Recipe.objects.filter(pk=recipe.pk).update(name=name.strip())
    recipe.products.set(products)


@transaction.atomic
def new_version(of: RecipeVersion, *, author: Person, now: datetime) -> RecipeVersion:
    """The next version of a recipe, copied from `of` with what may vary. No schedule: it is not validated.

    Raises Refused: recipe_circle, when an old way would now call itself.
    """
    hold_recipes()
    recipe = Recipe.objects.select_for_update().get(pk=of.recipe_id)
    last = recipe.versions.order_by("-number").values_list("number", flat=True)[0]
    composed = reads.mixture(of)
    refuse_circle(recipe, list(recipe.products.all()), composed.parts)
    draft = Draft(composed.parts, of.water_mg_per_kg, of.evaporation_mg_per_kg, of.ph_highest, of.method)
    return _write_version(recipe, last + 1, draft, author, now)


@transaction.atomic
def change_version(version: RecipeVersion, *, draft: Draft) -> None:
    """Rewrite a version that nothing rests on yet; a line that says nothing of what may vary keeps it.

    Raises Refused: version_frozen, recipe_circle, and those of `compose` and `refuse_unsure`.
    """
    hold_recipes()
    RecipeVersion.objects.select_for_update().get(pk=version.pk)
    if is_frozen(version):
        raise Refused("version_frozen")
    said = {part.item: part for part in reads.mixture(version).parts}
    parts = tuple(_varying_as(part, said.get(part.item)) for part in draft.parts)
    refuse_circle(version.recipe, list(version.recipe.products.all()), parts)
    composed = _compose(replace(draft, parts=parts))
    RecipeVersion.objects.filter(pk=version.pk).update(
        water_mg_per_kg=composed.water_mg_per_kg,
        evaporation_mg_per_kg=composed.evaporation_mg_per_kg,
        ph_highest=draft.ph_highest,
        method=draft.method,
    )
    version.lines.all().delete()
    write_lines(version, composed.parts)


def _varying_as(part: Part, before: Part | None) -> Part:
    if before is None or part.low_bp is not None or part.stands:
        return part
    return replace(part, low_bp=before.low_bp, high_bp=before.high_bp, stands=before.stands)


def is_frozen(version: RecipeVersion) -> bool:
    """Whether an order or a schedule rests on a version."""
    return version.orders.exists() or version.schedules.exists()


def _check_products(products: Sequence[Item]) -> None:
    if not products or not all(
        weighed.may_be_made(
            ItemKind(item.kind),
            Dimension(item.dimension),
            DateKind(item.date_kind),
            item.shelf_days,
            in_jar=item.jar_format_id is not None,
        )
        for item in products
    ):
        raise Refused("recipe_product")


def hold_recipes() -> None:
    """Whoever writes a recipe holds the collective's row to the end: two at once could close a circle together."""
    list(Collective.objects.select_for_update(no_key=True).values_list("pk", flat=True))


def refuse_circle(recipe: Recipe | None, products: Sequence[Item], parts: Sequence[Part]) -> None:
    """Refuse parts, substitutes among them, that would have a recipe call itself. Raises Refused: recipe_circle."""
    inside = reads.inside(without=recipe)
    items = {item for part in parts for item in (part.item, *(stand.item for stand in part.stands))}
    for product in products:
        inside.setdefault(product.pk, set()).update(items)
    if round_trip := circle([product.pk for product in products], inside):
        names = dict(Item.objects.filter(pk__in=round_trip).values_list("pk", "name"))
        raise Refused("recipe_circle", circle=" → ".join(names[key] for key in round_trip))


def _compose(draft: Draft) -> scaling.Composition:
    composed = scaling.compose(draft.parts, draft.water_mg_per_kg, draft.evaporation_mg_per_kg)
    refuse_unsure(composed)
    return composed


def refuse_unsure(composed: scaling.Composition) -> None:
    """Refuse what cannot enter a recipe, and ranges and substitutes that say nothing sure, by the names of the goods.

    Raises Refused: recipe_item, and those of `substitution.check_parts`.
    """
    wanted = {item for part in composed.parts for item in (part.item, *(stand.item for stand in part.stands))}
    allowed = reads.ingredients().in_bulk(sorted(wanted))
    if gone := sorted(wanted - set(allowed)):
        item = Item.objects.filter(pk=gone[0]).first()
        raise Refused("recipe_item", item=item.name if item else gone[0])
    try:
        substitution.check_parts(composed)
    except Refused as refused:
        found: dict[str, Any] = refused.details
        share = per_cent(found.get("share_bp", 0))
        raise Refused(refused.code, item=allowed[found["item"]].name, share=share) from refused


def _write_version(recipe: Recipe, number: int, draft: Draft, author: Person, now: datetime) -> RecipeVersion:
    composed = _compose(draft)
    version = RecipeVersion.objects.create(
        recipe=recipe,
        number=number,
        water_mg_per_kg=composed.water_mg_per_kg,
        evaporation_mg_per_kg=composed.evaporation_mg_per_kg,
        ph_highest=draft.ph_highest,
        method=draft.method,
        author=author,
        made_at=now,
    )
    write_lines(version, composed.parts)
    return version


def write_lines(version: RecipeVersion, parts: Iterable[Part]) -> None:
    """The lines of a version that has none, in their order, with what may stand in for each."""
    for p in parts:
        line = RecipeLine.objects.create(
            version=version,
            item_id=p.item,
            role=p.role,
            mg_per_kg=p.mg_per_kg,
            peel_bp=p.peel_bp,
            low_bp=p.low_bp,
            high_bp=p.high_bp,
        )
        Substitute.objects.bulk_create(
            [Substitute(line=line, item_id=s.item, most_bp=s.most_bp, peel_bp=s.peel_bp) for s in p.stands]
        )


@transaction.atomic
def set_schedule(
    version: RecipeVersion,
    jar_format: JarFormat,
    *,
    treatment: Treatment,
    tref: Decimal,
    z: Decimal,
    required: Decimal,
    validated_by: str,
    validated_on: date,
    reference: str,
    author: Person,
    now: datetime,
    plateau_temperature: Decimal | None = None,
    plateau_minutes: Decimal | None = None,
    ph_max: Decimal | None = None,
    autoclave: Equipment | None = None,
    load_pattern: str = "",
    load_jars: int | None = None,
    initial_low: Decimal | None = None,
    come_up_low: Decimal | None = None,
    come_up_high: Decimal | None = None,
    cooling_water: bool = False,
) -> Schedule:
    """Write down a schedule that a competent body has validated; it replaces the one in force for the same autoclave
    and load, which stays readable. `load_jars` is the most that a load holds, `initial_low` in °C, come-up in minutes.

    Raises Refused: those of `safety.check_schedule`, wrong_product, equipment_kind, limits_crossed, come_up_plateau.
    """
    locked = RecipeVersion.objects.select_for_update().get(pk=version.pk)
    if not locked.recipe.products.filter(jar_format=jar_format).exists():
        raise Refused("wrong_product")
    if autoclave is not None and autoclave.kind != EquipmentKind.AUTOCLAVE:
        raise Refused("equipment_kind")
    timed = come_up_low is not None or come_up_high is not None
    if come_up_low is not None and come_up_high is not None and come_up_low > come_up_high:
        raise Refused("limits_crossed")
    if timed and plateau_temperature is None:
        raise Refused("come_up_plateau")
    schedule = Schedule(
        version=locked,
        jar_format=jar_format,
        treatment=treatment,
        tref=tref,
        z=z,
        required=required,
        plateau_temperature=plateau_temperature,
        plateau_minutes=plateau_minutes,
        ph_max=ph_max,
        autoclave=autoclave,
        load_pattern=load_pattern.strip(),
        load_jars=load_jars,
        initial_low=initial_low,
        come_up_low=come_up_low,
        come_up_high=come_up_high,
        cooling_water=cooling_water,
        validated_by=validated_by,
        validated_on=validated_on,
        reference=reference,
        author=author,
        made_at=now,
    )
    safety.check_schedule(
        reads.limits_of(schedule),
        ph_highest=None if locked.ph_highest is None else float(locked.ph_highest),
        validated_on=validated_on,
        today=timezone.localdate(now),
    )
    schedule.save()
    return schedule


@transaction.atomic
def withdraw_schedule(schedule: Schedule, *, author: Person, now: datetime) -> None:
    """Take a schedule out of force: from now on nothing passes until another is written. Raises: already_withdrawn."""
    done = Schedule.objects.filter(pk=schedule.pk, withdrawn_at=None).update(withdrawn_at=now, withdrawn_by=author)
    if not done:
        raise Refused("already_withdrawn")
