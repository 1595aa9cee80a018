"""What a season did, added up from the journals' movements. Pure.

A movement counts by the kinds of its two places. What a gesture taken back moved is left out before it comes here.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bocal.catalog.rules import Dimension, ItemKind
from bocal.directory.rules import REAL, OrganisationKind, PlaceKind
from bocal.journals.rules import HoursKind, Way
from bocal.measure.period import Period

#: The ways in that save food; the order in which people tell them.
WAYS_IN = (Way.GIVEN, Way.BOUGHT, Way.TOLL)
#: What is saved: food as it comes from the fields, not jars bought ready nor salt.
PRODUCE = frozenset({ItemKind.RAW, ItemKind.PREPARED})
#: Food that was lost, by what became of it. Steam and tastings are no waste.
WASTE = (PlaceKind.PEEL, PlaceKind.SPILL, PlaceKind.BREAKAGE, PlaceKind.WASTE, PlaceKind.UNEXPLAINED)
_FARMS = frozenset({PlaceKind.SUPPLIER, PlaceKind.DONOR})


class Span(StrEnum):
    """How long a period is; the words of the address."""

    MONTH = "mois"
    QUARTER = "trimestre"
    YEAR = "annee"
    FREE = "libre"


def period(span: Span, day: date) -> Period:
    """The month, quarter or year that holds a day. `ValueError` for a free span, which no day decides."""
    if span is Span.MONTH:
        return Period.month_of(day)
    if span is Span.YEAR:
        return Period.year(day.year)
    if span is Span.QUARTER:
        first = 3 * ((day.month - 1) // 3) + 1
        return Period(date(day.year, first, 1), Period.month(day.year, first + 2).end)
    raise ValueError("a free span has its own two days")


def neighbours(span: Span, chosen: Period) -> tuple[date, date]:
    """A day of the period before, and one of the period after; for a free span, of periods as long."""
    return chosen.start - timedelta(days=1), chosen.end


@dataclass(frozen=True)
class Flow:
    """What went from one kind of place to another, summed: pieces or own unit, and mass in mg."""

    source: PlaceKind
    target: PlaceKind
    item: int
    item_kind: ItemKind
    dimension: Dimension
    way: Way
    origin: int | None
    party_kind: OrganisationKind | None
    quantity: int
    mass_mg: int

    @property
    def comes(self) -> bool:
        """Into a real place from outside it."""
        return self.target in REAL and self.source not in REAL

    @property
    def goes(self) -> bool:
        """Out of a real place."""
        return self.source in REAL and self.target not in REAL


@dataclass(frozen=True)
class Goods:
    """What the movements of a period say; masses in mg, jars in pieces.

    `worked` is the mass of produce that left its crates; `entries` and `exits` are the two sides of the count of kilos,
    by kind of outside place, `None` being the stock itself: they have the same sum.
    """

    saved: dict[Way, int]
    farms: dict[int | None, int]
    jars_made: dict[int, int]
    # What the légumerie made and what of it was sold or given, in mg.
    prepared_made: dict[int, int]
    prepared_out: int
    jars_sold: int
    jars_given: int
    jars_returned: int
    food_aid: int
    waste: dict[PlaceKind, int]
    worked: int
    entries: dict[PlaceKind | None, int]
    exits: dict[PlaceKind | None, int]

    @property
    def saved_total(self) -> int:
        """All ways together, in mg."""
        return sum(self.saved.values())

    @property
    def waste_total(self) -> int:
        """All kinds of waste together, in mg."""
        return sum(self.waste.values())

    @property
    def waste_share(self) -> float | None:
        """Waste over produce worked, 0 to 1 in any honest period; None when nothing was worked."""
        return self.waste_total / self.worked if self.worked > 0 else None

    @property
    def jars_total(self) -> int:
        """Jars made, all recipes together."""
        return sum(self.jars_made.values())

    @property
    def prepared_total(self) -> int:
        """What the légumerie made, all recipes together, in mg."""
        return sum(self.prepared_made.values())


def goods(flows: Iterable[Flow]) -> Goods:
    """Add up a period. What comes back (a return, a crate given back to its farm) is taken off."""
    flows = list(flows)
    saved: dict[Way, int] = dict.fromkeys(WAYS_IN, 0)
    farms: dict[int | None, int] = defaultdict(int)
    made: dict[int, int] = defaultdict(int)
    prepared: dict[int, int] = defaultdict(int)
    prepared_out = 0
    level: dict[PlaceKind | None, int] = defaultdict(int)
    jars = {PlaceKind.CUSTOMER: 0, PlaceKind.RECIPIENT: 0, PlaceKind.SUPPLIER: 0}
    aid = worked = 0
    for flow in flows:
        for kind, sign in ((flow.source, -1), (flow.target, 1)):
            level[None if kind in REAL else kind] += sign * flow.mass_mg
        sign = 1 if flow.goes else -1 if flow.comes else 0
        outside = flow.target if flow.goes else flow.source
        if flow.item_kind in PRODUCE and flow.way in WAYS_IN:
            if outside in _FARMS:
                saved[flow.way] -= sign * flow.mass_mg
                farms[flow.origin] -= sign * flow.mass_mg
            else:
                worked += sign * flow.mass_mg
        if flow.item_kind is ItemKind.FINISHED and flow.dimension is Dimension.COUNT:
            if flow.comes and outside is PlaceKind.TRANSFORM:
                made[flow.item] += flow.quantity
            if flow.way is Way.MADE or outside not in _FARMS:
                place = PlaceKind.SUPPLIER if outside in _FARMS else outside
                if place in jars:
                    jars[place] += sign * flow.quantity
        if flow.item_kind is ItemKind.PREPARED and flow.way is Way.MADE:
            if flow.comes and outside is PlaceKind.TRANSFORM:
                prepared[flow.item] += flow.mass_mg
            if outside in (PlaceKind.CUSTOMER, PlaceKind.RECIPIENT):
                prepared_out += sign * flow.mass_mg
        if flow.party_kind is OrganisationKind.FOOD_AID and outside in (PlaceKind.CUSTOMER, PlaceKind.RECIPIENT):
            aid += sign * flow.mass_mg
    return Goods(
        saved=saved,
        farms=dict(farms),
        jars_made=dict(made),
        prepared_made=dict(prepared),
        prepared_out=prepared_out,
        jars_sold=jars[PlaceKind.CUSTOMER],
        jars_given=jars[PlaceKind.RECIPIENT],
        jars_returned=jars[PlaceKind.SUPPLIER],
        food_aid=aid,
        waste={kind: level[kind] for kind in WASTE},
        worked=worked,
        entries={kind: -mass for kind, mass in level.items() if mass < 0},
        exits={kind: mass for kind, mass in level.items() if mass > 0},
    )


@dataclass(frozen=True)
class Worked:
    """Minutes of one kind, and how many people gave them."""

    kind: HoursKind
    minutes: int
    people: int
