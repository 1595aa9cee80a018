"""What follows from the parents, and is never typed in: allergens and the organic share."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Origin:
    """A parent as far as allergens and organic share go."""

    mass_mg: int
    agricultural: bool
    organic_bp: int
    allergens: frozenset[str] = field(default_factory=frozenset)


def allergens_of(parents: Iterable[Origin]) -> list[str]:
    """The union of the parents' allergens: never typed in."""
    return sorted(set().union(*(parent.allergens for parent in parents)))


def organic_share(parents: Iterable[Origin]) -> int:
    """Organic share in basis points of agricultural mass, water and salt left out (Reg. (EU) 2018/848 art. 30)."""
    total = organic = 0
    for parent in parents:
        if parent.agricultural:
            total += parent.mass_mg
            organic += parent.mass_mg * parent.organic_bp
    return organic // total if total else 0
