"""What one's own kettles say: yields by item and by recipe, losses by kind and by month."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from bocal.catalog.models import Item
from bocal.catalog.rules import Dimension, ItemKind
from bocal.directory.rules import PlaceKind
from bocal.journals.models import Movement
from bocal.kitchen.models import Making, RecipeVersion
from bocal.kitchen.rules.recipes import FULL_BP, LineRole
from bocal.kitchen.rules.yields import Learned, Seen, learn

#: Losses in kilos that a kettle or a store writes down; glass is counted in pieces.
WEIGHED_LOSSES = (PlaceKind.PEEL, PlaceKind.SPILL, PlaceKind.UNEXPLAINED, PlaceKind.WASTE)

#: Kettles that are learned from, the latest: two years of four a day, whatever the archive holds.
LATEST = 2000


def _kettles() -> QuerySet[Movement]:
    latest = Making.objects.filter(voucher__reversal=None).order_by("-pk").values("voucher")[:LATEST]
    return Movement.objects.filter(voucher__in=latest).order_by()


def trims(standards: Mapping[int, int]) -> dict[int, Learned]:
    """The trim yield of each item in the latest kettles; `standards`: the yield (bp) of the recipe. One query."""
    taken: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
    rows = (
        _kettles()
        .filter(
            lot__item__in=list(standards),
            source__real=True,
            target__kind__in=(PlaceKind.TRANSFORM, PlaceKind.PEEL),
        )
        .values_list("voucher", "lot__item", "target__kind")
        .annotate(mass=Sum("mass_mg"))
    )
    for voucher, item, target, mass in rows:
        taken[voucher, item][target == PlaceKind.PEEL] += mass
    return _trims(taken, standards)


def standards_of(version: RecipeVersion) -> dict[int, int]:
    """The trim yield that a version says of each of its raw items that are weighed."""
    return {
        line.item_id: FULL_BP - line.peel_bp
        for line in version.lines.all()
        if line.role == LineRole.RAW and line.item.dimension == Dimension.MASS
    }


def learned(version: RecipeVersion) -> tuple[dict[int, Learned], Learned]:
    """The trim yield of each raw item of a version, in whatever recipe it was peeled; and its recipe's line yield: of
    what the pot gave once the steam was gone, the share that went into jars. One query.
    """
    standards = standards_of(version)
    trimmed = Q(
        lot__item__in=list(standards), source__real=True, target__kind__in=(PlaceKind.TRANSFORM, PlaceKind.PEEL)
    )
    out = Q(
        ~Q(target__kind=PlaceKind.EVAPORATION),
        voucher__making__order__version__recipe=version.recipe_id,
        source__kind=PlaceKind.TRANSFORM,
    )
    rows = _kettles().filter(trimmed | out)
    taken: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
    pots: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for voucher, item, source, target, pieces, mass in rows.values_list(
        "voucher", "lot__item", "source__kind", "target__kind", "quantity", "mass_mg"
    ):
        if source != PlaceKind.TRANSFORM:
            taken[voucher, item][target == PlaceKind.PEEL] += mass
        else:
            # What has pieces is in a jar, be it kept or tasted.
            pots[voucher][0] += mass
            pots[voucher][1] += mass if pieces else 0
    line = learn([Seen(all_of_it, jars) for all_of_it, jars in pots.values()], FULL_BP)
    return _trims(taken, standards), line


def _trims(taken: Mapping[tuple[int, int], Sequence[int]], standards: Mapping[int, int]) -> dict[int, Learned]:
    seen: dict[int, list[Seen]] = defaultdict(list)
    for (_voucher, item), (pot, peel) in taken.items():
        seen[item].append(Seen(pot + peel, pot))
    return {item: learn(seen[item], standard) for item, standard in standards.items()}


@dataclass(frozen=True)
class ItemYield:
    """An item's trim yield."""

    item: Item
    learned: Learned


def all_trims() -> list[ItemYield]:
    """The trim yield of all that was peeled in the latest kettles, by name. Two queries."""
    items = Item.objects.filter(kind__in=(ItemKind.RAW, ItemKind.PREPARED), dimension=Dimension.MASS).order_by("name")
    found = {item.pk: item for item in items}
    learned = trims(dict.fromkeys(found, FULL_BP))
    return [ItemYield(found[key], one) for key, one in learned.items() if one.count]


@dataclass(frozen=True)
class Losses:
    """What was lost: milligrams by kind and month, and pieces of glass by month."""

    months: tuple[date, ...]
    mass: Mapping[PlaceKind, Mapping[date, int]]
    glass: Mapping[date, int]

    @property
    def some(self) -> bool:
        """Whether anything was lost."""
        return any(self.mass.values()) or bool(self.glass)


def losses(months: Iterable[date]) -> Losses:
    """The losses of these months (their first days), whatever gesture wrote them; taken back, they never were."""
    wanted = tuple(months)
    rows = (
        Movement.objects.filter(
            target__kind__in=(*WEIGHED_LOSSES, PlaceKind.BREAKAGE),
            voucher__reversal=None,
            voucher__reverses=None,
            voucher__day__gte=wanted[0],
        )
        .order_by()
        .values_list("target__kind", TruncMonth("voucher__day"), "lot__item__kind")
        .annotate(mass=Sum("mass_mg"), pieces=Sum("quantity"))
    )
    mass: dict[PlaceKind, dict[date, int]] = {kind: {} for kind in WEIGHED_LOSSES}
    glass: dict[date, int] = defaultdict(int)
    for kind, month, item_kind, lost, pieces in rows:
        if kind == PlaceKind.BREAKAGE:
            # A filled jar that breaks is glass too.
            if item_kind in (ItemKind.PACKAGING, ItemKind.FINISHED):
                glass[month] += pieces
        elif lost:
            mass[PlaceKind(kind)][month] = mass[PlaceKind(kind)].get(month, 0) + lost
    return Losses(wanted, {kind: by for kind, by in mass.items() if by}, dict(glass))
