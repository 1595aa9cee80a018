"""What a gesture is, and what must hold before it is written. Pure: facts come in, a refusal goes out.

Quantities are whole numbers in the item's own unit: milligrams (mass), microlitres (volume) or pieces (count).
"""

from bocal.journals.rules.checks import (
    FIRST_DAY,
    MOST,
    ROUTES,
    WITH_PARTY,
    WITH_REASON,
    Balance,
    Draw,
    check,
    draws,
    mass_balance,
    mass_of,
    opposite,
)
from bocal.journals.rules.gestures import (
    Decision,
    Facts,
    Gesture,
    Hours,
    Link,
    LotFacts,
    LotRef,
    Money,
    Move,
    NewLot,
    Refused,
)
from bocal.journals.rules.kinds import FINAL, OUTSIDE_VAT, REVENUE, Account, HoursKind, Kind, Status, Way
from bocal.journals.rules.origins import Origin, allergens_of, organic_share
from bocal.journals.rules.recalls import Doubt, StepKind

__all__ = [
    "FINAL",
    "FIRST_DAY",
    "MOST",
    "OUTSIDE_VAT",
    "REVENUE",
    "ROUTES",
    "WITH_PARTY",
    "WITH_REASON",
    "Account",
    "Balance",
    "Decision",
    "Doubt",
    "Draw",
    "Facts",
    "Gesture",
    "Hours",
    "HoursKind",
    "Kind",
    "Link",
    "LotFacts",
    "LotRef",
    "Money",
    "Move",
    "NewLot",
    "Origin",
    "Refused",
    "Status",
    "StepKind",
    "Way",
    "allergens_of",
    "check",
    "draws",
    "mass_balance",
    "mass_of",
    "opposite",
    "organic_share",
]
