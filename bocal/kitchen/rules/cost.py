"""What a batch cost, to the cent: every share of what was spent belongs to one batch, and all shares add up. Pure.

Amounts are whole cents. Donated food costs nothing; what it is worth stands beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from bocal.measure.quantity import split


class CostKind(StrEnum):
    """What money goes to in a jar."""

    FOOD = "food"
    JARS = "jars"
    LIDS = "lids"
    BAGS = "bags"
    LABELS = "labels"
    ENERGY = "energy"
    LABOUR = "labour"


@dataclass(frozen=True)
class Tariff:
    """Cents of an hour and of a kilowatt-hour, watt-hours of a load, cents of a label."""

    hour_cents: int
    load_wh: int
    kwh_cents: Decimal
    label_cents: Decimal


@dataclass(frozen=True)
class Part:
    """A part of what a batch cost: `fair` is what donated food was worth, outside the sum."""

    kind: CostKind
    cents: int
    fair: int = 0


@dataclass(frozen=True)
class Cost:
    """What a batch cost, and how many jars bear it: those that were kept. Tasting, breakage and peel weigh on them.

    What is made by weight has no jars: `mass_mg` of it was kept.
    """

    parts: tuple[Part, ...]
    jars: int
    mass_mg: int = 0

    @property
    def total(self) -> int:
        """All that was spent, in cents."""
        return sum(part.cents for part in self.parts)

    @property
    def fair(self) -> int:
        """What the donated food was worth, in cents."""
        return sum(part.fair for part in self.parts)

    @property
    def jar_cents(self) -> list[int]:
        """Whole cents for each jar: they sum to the total, and no two differ by more than a cent."""
        return split(self.total, [1] * self.jars) if self.jars else []

    def per_jar(self, cents: int) -> Decimal | None:
        """Euros a jar, or a kilo of what is made by weight, to four decimals, to show; None when nothing was kept."""
        if self.mass_mg:
            return (Decimal(cents) * 10_000 / self.mass_mg).quantize(Decimal("0.0001"), ROUND_HALF_UP)
        if not self.jars:
            return None
        return (Decimal(cents) / 100 / self.jars).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def share_taken(total: int, whole: int, before: int, taken: int) -> int:
    """The cents of `taken` out of a lot of `whole` that cost `total`, when `before` had gone already (own unit).

    Takings one after the other add up to `total` exactly when the whole lot is gone; beyond the whole nothing is left.
    """
    if whole <= 0:
        return 0
    return total * min(before + taken, whole) // whole - total * min(before, whole) // whole


def labour(minutes: int, tariff: Tariff) -> int:
    """Cents of so many minutes, rounded half up, once for the batch."""
    return _cents(Decimal(minutes) * tariff.hour_cents / 60)


def energy(tariff: Tariff, loads: Sequence[tuple[Sequence[int], int]]) -> int:
    """Cents of the loads that a batch was in: each as the jars of all its batches, in one order for all of them, and
    which of them is this one. The shares of a load add up to it.
    """
    whole = _cents(tariff.kwh_cents * tariff.load_wh / 1000)
    return sum(split(whole, jars)[place] for jars, place in loads if sum(jars))


def labels(jars: int, tariff: Tariff) -> int:
    """Cents of a label on each jar, rounded half up, once for the batch."""
    return _cents(tariff.label_cents * jars)


def _cents(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))
