"""What a project costs, who pays for it, and what of it is shown to be true. Pure; amounts in whole cents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import pairwise

from bocal.journals.rules import Refused

#: Shares are in basis points: 10 000 is the whole.
WHOLE = 10_000
#: A proof is a scanned page or a photo of it.
MAX_PROOF = 5_000_000
#: What a proof's file begins with, and how it is served.
PROOFS = {"application/pdf": b"%PDF-", "image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}


class FunderKind(StrEnum):
    """Where money comes from, as the European fund's table groups it."""

    EUROPE = "europe"
    PUBLIC = "public"
    OWN = "own"


class BudgetPost(StrEnum):
    """Accounts of a project's budget, as in the State's forms (cerfa 12156, 15059)."""

    EQUIPMENT = "21"
    PURCHASES = "60"
    OUTSIDE = "61"
    OTHER_OUTSIDE = "62"
    TAXES = "63"
    STAFF = "64"
    MANAGEMENT = "65"
    FINANCE = "66"
    EXCEPTIONAL = "67"
    WEAR = "68"


class VoluntaryAccount(StrEnum):
    """Contributions in kind (ANC 2018-06, class 86)."""

    GOODS = "860"
    PREMISES = "861"
    SERVICES = "862"
    VOLUNTEERS = "864"


class PaidBy(StrEnum):
    """How an expense was paid."""

    TRANSFER = "transfer"
    CHEQUE = "cheque"
    CARD = "card"
    CASH = "cash"
    DEBIT = "debit"


class DesignPart(StrEnum):
    """What somebody does for a project as a whole."""

    MANAGEMENT = "management"
    FACILITATION = "facilitation"
    VOLUNTEER = "volunteer"


class Estimate(StrEnum):
    """What a report multiplies to estimate what nobody weighs."""

    FOOD_CO2 = "food_co2"
    TRUCK_CO2 = "truck_co2"
    DETOUR = "detour"


class Certainty(StrEnum):
    """How sure a figure of somebody else's is."""

    MEASURED = "measured"
    PUBLISHED = "published"
    ASSUMED = "assumed"


@dataclass(frozen=True)
class Known:
    """A factor, where it comes from, and how sure it is."""

    value: Decimal
    source: str
    certainty: Certainty


#: What is taken until a collective says better. Food: ADEME 2016, “Pertes et gaspillages alimentaires”: 15.3 Mt CO2e
#: for 10 Mt lost, all foods together (vegetables alone weigh less). Truck and detour: assumptions, said as such.
FACTORS: dict[Estimate, Known] = {
    Estimate.FOOD_CO2: Known(
        Decimal("1.53"),
        "ADEME 2016, « Pertes et gaspillages alimentaires » : 15,3 Mt CO2e pour 10 Mt, tous aliments confondus",
        Certainty.PUBLISHED,
    ),
    Estimate.TRUCK_CO2: Known(
        Decimal("0.34"),
        "Hypothèse : 11 L de gazole aux 100 km, 3,1 kg CO2e par litre ; à remplacer par la consommation relevée",
        Certainty.ASSUMED,
    ),
    Estimate.DETOUR: Known(
        Decimal("1.3"),
        "Hypothèse : la route est 1,3 fois plus longue que le vol d’oiseau ; à remplacer par le compteur du camion",
        Certainty.ASSUMED,
    ),
}


def slices(total: int, shares_bp: Sequence[int]) -> list[int]:
    """Cents of each share of a total, in their order; shares that make the whole make the total, to the cent."""
    cuts, reached = [0], 0
    for share in shares_bp:
        reached += share
        cuts.append(total * reached // WHOLE)
    return [end - begin for begin, end in pairwise(cuts)]


def apportion(total: int, weights: Mapping[int, int]) -> dict[int, int]:
    """A total shared out by weights, to the cent (largest remainder; equal ones in their order)."""
    whole = sum(weights.values())
    if whole <= 0:
        return dict.fromkeys(weights, 0)
    exact = {key: total * weight // whole for key, weight in weights.items()}
    left = total - sum(exact.values())
    by_remainder = sorted(weights, key=lambda key: -(total * weights[key] % whole))
    return {key: cents + (key in by_remainder[:left]) for key, cents in exact.items()}


def check_share(share_bp: int, others_bp: int) -> None:
    """An expense is counted once over all its projects.

    Raises Refused: no_share, over_shared (left: what may still be counted, in percent).
    """
    if share_bp <= 0:
        raise Refused("no_share")
    if share_bp + others_bp > WHOLE:
        left = Decimal(WHOLE - others_bp) / 100
        raise Refused("over_shared", left=f"{left.normalize():f}".replace(".", ","))


def check_expense(*, day: date, net: int, gross: int, eligible: int, paid_on: date | None, today: date) -> None:
    """Raises Refused: future, bad_net (more than with tax), too_eligible, paid_in_future."""
    if day > today:
        raise Refused("future", day=day)
    if net > gross:
        raise Refused("bad_net")
    if eligible > gross:
        raise Refused("too_eligible", cents=gross)
    if paid_on is not None and paid_on > today:
        raise Refused("paid_in_future")


def check_inside(day: date, starts_on: date, ends_on: date) -> None:
    """Raises Refused: outside_project (day, starts_on, ends_on)."""
    if not starts_on <= day <= ends_on:
        raise Refused("outside_project", day=day, starts_on=starts_on, ends_on=ends_on)


def proof_kind(data: bytes) -> str:
    """What a proof's file really is. Raises Refused: empty_proof, large_proof, bad_proof."""
    if not data:
        raise Refused("empty_proof")
    if len(data) > MAX_PROOF:
        raise Refused("large_proof")
    for kind, begins in PROOFS.items():
        if data.startswith(begins):
            return kind
    raise Refused("bad_proof")


@dataclass(frozen=True)
class Cost:
    """A project's share of an expense, in cents: all of it, what may be asked for, what of that is paid and proven."""

    line: int | None
    cents: int
    eligible: int
    proven: bool

    @property
    def justified(self) -> int:
        """Cents that a funder may be shown."""
        return self.eligible if self.proven else 0


@dataclass(frozen=True)
class Standing:
    """A row of a table: what was planned or granted, spent, eligible, justified, and what is left to justify."""

    key: int | None
    planned: int
    spent: int
    eligible: int
    justified: int

    @property
    def left(self) -> int:
        """Cents still to justify, never below nothing."""
        return max(0, self.planned - self.justified)

    @property
    def gap(self) -> int:
        """Spent less planned."""
        return self.spent - self.planned

    @property
    def gap_share(self) -> Decimal | None:
        """That over what was planned; None where nothing was."""
        return Decimal(self.gap) / self.planned if self.planned else None


def by_line(planned: Mapping[int, int], costs: Sequence[Cost]) -> list[Standing]:
    """One row for each line of the budget, then one (key None) for what was spent on none."""
    rows = []
    for key in (*planned, None):
        mine = [cost for cost in costs if cost.line == key]
        if key is not None or mine:
            rows.append(_row(key, planned.get(key, 0) if key is not None else 0, mine))
    return rows


def total(rows: Sequence[Standing]) -> Standing:
    """All rows in one."""
    names = ("planned", "spent", "eligible", "justified")
    return Standing(None, *(sum(getattr(row, name) for row in rows) for name in names))


def by_funder(granted: Mapping[int, int], costs: Sequence[Cost]) -> list[Standing]:
    """Each funder pays its part of what is spent, in proportion to what was granted, and no more than that."""
    figures, shared = [], granted
    for name in ("cents", "eligible", "justified"):
        # Shared out after what came before it, so that no funder is shown more justified than eligible by a cent.
        within = min(sum(shared.values()), sum(getattr(cost, name) for cost in costs))
        shared = apportion(within, shared)
        figures.append(shared)
    return [Standing(key, cents, *(figure[key] for figure in figures)) for key, cents in granted.items()]


def _row(key: int | None, planned: int, costs: Sequence[Cost]) -> Standing:
    return Standing(
        key,
        planned,
        sum(cost.cents for cost in costs),
        sum(cost.eligible for cost in costs),
        sum(cost.justified for cost in costs),
    )


def rate_on(rates: Sequence[tuple[date, int]], day: date) -> int | None:
    """Cents an hour on a day: the latest rate that had begun; None before the first."""
    begun = [(since, cents) for since, cents in rates if since <= day]
    return max(begun)[1] if begun else None


def value_of(minutes: int, cents_an_hour: int) -> int:
    """Cents, rounded half up."""
    return int((Decimal(minutes) * cents_an_hour / 60).quantize(Decimal(1), ROUND_HALF_UP))
