"""Who will have what, when: what farms say they grow, what really came in the last years, what is on offer now."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum
from django.db.models.functions import ExtractMonth, ExtractYear

from bocal.catalog.rules import ItemKind
from bocal.directory import reads as directory
from bocal.directory.models import Crop, Organisation
from bocal.directory.rules.crops import key
from bocal.journals.models import Movement
from bocal.supply import reads
from bocal.supply.models import SurplusOffer
from bocal.supply.rules.seasons import YEARS, same


@dataclass(frozen=True)
class Cell:
    """A month of a crop: how many farms say they have some, and how many mg came in that month over the years."""

    farms: int
    mass_mg: int


@dataclass(frozen=True)
class Came:
    """What a farm brought of it in a month of a year."""

    year: int
    month: int
    farm: str
    mass_mg: int


@dataclass(frozen=True)
class SurplusRow:
    """A crop over the year."""

    name: str
    cells: tuple[Cell, ...]
    growers: tuple[Crop, ...]
    offers: tuple[SurplusOffer, ...]
    came: tuple[Came, ...]

    @property
    def most_mg(self) -> int:
        """Its fullest month."""
        return max(cell.mass_mg for cell in self.cells)

    @property
    def mass_mg(self) -> int:
        """All that came."""
        return sum(cell.mass_mg for cell in self.cells)


def year_of_surplus(search: str = "", *, month: int | None = None, today: date) -> list[SurplusRow]:
    """Each crop that farms grow, that came in since the January two years ago, or that is on offer; by name. With
    `month`, those that are there in that month by one of the three. Four queries, whatever the rows.

    Evidence is what receptions that still hold weighed, whichever way it came.
    """
    grown = {key(one.name): one for one in directory.calendar()}
    names = {same_key: one.name for same_key, one in grown.items()}
    came: dict[str, list[Came]] = defaultdict(list)
    for item, farm, year, at, mass in _brought(today):
        crop = same(item, grown)
        names.setdefault(crop, item)
        came[crop].append(Came(year, at, farm, mass))
    offers: dict[str, list[SurplusOffer]] = defaultdict(list)
    for offer in reads.waiting(today=today):
        said = offer.item.name if offer.item else offer.what
        crop = same(said, grown)
        names.setdefault(crop, said)
        offers[crop].append(offer)
    rows = []
    for crop in _asked(search, names):
        growers = grown[crop].growers if crop in grown else ()
        counts = grown[crop].counts if crop in grown else (0,) * 12
        masses = [sum(one.mass_mg for one in came[crop] if one.month == at) for at in range(1, 13)]
        cells = tuple(Cell(count, mass) for count, mass in zip(counts, masses, strict=True))
        on_offer = tuple(one for one in offers[crop] if month is None or month in _months(one.ready_on, one.until))
        if month is not None and not (cells[month - 1].farms or cells[month - 1].mass_mg or on_offer):
            continue
        there = tuple(one for one in growers if month is None or month in one.months)
        told = tuple(
            sorted(
                (one for one in came[crop] if month is None or one.month == month),
                key=lambda one: (-one.year, -one.month, one.farm),
            )
        )
        rows.append(SurplusRow(names[crop], cells, there, on_offer, told))
    return rows


def _asked(search: str, names: Collection[str]) -> list[str]:
    """The crops that hold these words whole, in order; else those that hold them in part."""
    wanted = key(search).split()
    whole = [crop for crop in sorted(names) if set(wanted) <= set(crop.split())]
    return whole or [crop for crop in sorted(names) if all(word in crop for word in wanted)]


def own_in_season(farm: Organisation, *, today: date) -> list[str]:
    """What a farm says it has this month or the next, in its own words: this month's first."""
    months = (today.month, today.month % 12 + 1)
    found = Crop.objects.filter(organisation=farm).order_by("what")
    return [
        crop.what
        for at in months
        for crop in found
        if at in crop.months and (at == months[0] or months[0] not in crop.months)
    ]


def last_wish(farm: Organisation) -> str:
    """What the farm wished for its last surplus, or nothing."""
    return SurplusOffer.objects.filter(farm=farm).order_by("-pk").values_list("way", flat=True).first() or ""


def _brought(today: date) -> list[tuple[str, str, int, int, int]]:
    """(item, farm, year, month, mg) of raw produce that receptions which still hold brought."""
    since = date(today.year - YEARS + 1, 1, 1)
    held = Movement.objects.filter(
        voucher__reception__isnull=False,
        voucher__reversal=None,
        voucher__day__gte=since,
        lot__item__kind=ItemKind.RAW,
    )
    rows = (
        held.annotate(year=ExtractYear("voucher__day"), month=ExtractMonth("voucher__day"))
        .values_list("lot__item__name", "voucher__party__name", "year", "month")
        .annotate(mass=Sum("mass_mg"))
        .order_by("lot__item__name", "year", "month", "voucher__party__name")
    )
    return list(rows)


def _months(first: date, last: date) -> set[int]:
    count = (last.year - first.year) * 12 + last.month - first.month
    return {(first.month - 1 + step) % 12 + 1 for step in range(min(count, 11) + 1)}
