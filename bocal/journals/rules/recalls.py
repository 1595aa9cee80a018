"""A recall: where each lot's quantity went, what each party still has to account for, and how much of it was found."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bocal.directory.rules import LOSSES, PlaceKind
from bocal.journals.rules.gestures import Refused
from bocal.journals.rules.kinds import Kind


class Doubt(StrEnum):
    """What a recall starts from."""

    LOT = "lot"
    MAKING = "making"
    ORIGIN = "origin"
    DAY = "day"


class StepKind(StrEnum):
    """What somebody did in a recall: each step is written once and stays."""

    BLOCK = "block"
    WIDEN = "widen"
    LISTED = "listed"
    LETTER = "letter"
    POSTED = "posted"
    CALL = "call"
    RETURNED = "returned"
    DESTROYED = "destroyed"
    EATEN = "eaten"
    ASIDE = "aside"
    SHEET = "sheet"
    CANCEL = "cancel"
    CLOSE = "close"


#: What a party may say of what it received; what it put aside is still there to be fetched.
SAID = (StepKind.DESTROYED, StepKind.EATEN, StepKind.ASIDE)
#: What settles a quantity without bringing it back.
GONE = frozenset({StepKind.DESTROYED, StepKind.EATEN})
#: Steps that tell a party.
TOLD = frozenset({StepKind.LETTER, StepKind.POSTED, StepKind.CALL})


class Flow(StrEnum):
    """What a movement across the walls of the house means for a lot."""

    CAME = "came"
    USED = "used"
    SENT = "sent"
    RETURNED = "returned"
    LOST = "lost"
    GAP = "gap"


_PARTIES = frozenset({PlaceKind.CUSTOMER, PlaceKind.RECIPIENT, PlaceKind.SUPPLIER, PlaceKind.DONOR})
_GAPS = frozenset({PlaceKind.COUNT, PlaceKind.UNEXPLAINED})


def flow(kind: Kind, outside: PlaceKind, *, out: bool) -> Flow:
    """The meaning of a movement of a gesture of `kind` between the house and an `outside` place."""
    if outside in _GAPS:
        return Flow.GAP
    if out:
        if outside in _PARTIES:
            return Flow.SENT
        return Flow.LOST if outside in LOSSES else Flow.USED
    # A crate received, a jar made, an empty jar handed in: the birth of a lot. Anything else from a party is a return.
    if outside in _PARTIES and kind not in (Kind.RECEIVE, Kind.DEPOSIT):
        return Flow.RETURNED
    return Flow.CAME


@dataclass(frozen=True)
class Passed:
    """So much of a lot crossed the walls of the house, one way, in one sense; `party` for what was sent or returned."""

    lot: int
    flow: Flow
    party: int | None
    quantity: int
    mass_mg: int


@dataclass(frozen=True)
class LotBalance:
    """Where all of a lot went: quantities in its own unit, masses in mg. `gap`: what an inventory missed (found: < 0).

    came = used + sent - returned + lost + gap + stock, for the quantity and for the mass.
    """

    came: int = 0
    used: int = 0
    sent: int = 0
    returned: int = 0
    lost: int = 0
    gap: int = 0
    stock: int = 0

    @property
    def held(self) -> int:
        """Sent and not come back."""
        return self.sent - self.returned

    @property
    def adrift(self) -> int:
        """What the rows do not explain; zero while the journals hold."""
        return self.came - self.used - self.held - self.lost - self.gap - self.stock

    def plus(self, other: "LotBalance") -> "LotBalance":
        """The two together."""
        return LotBalance(
            self.came + other.came,
            self.used + other.used,
            self.sent + other.sent,
            self.returned + other.returned,
            self.lost + other.lost,
            self.gap + other.gap,
            self.stock + other.stock,
        )


def balance(passed: Iterable[Passed], stock: int, *, mass: bool = False) -> LotBalance:
    """The balance of one lot (or of several, by mass) from what passed and what is in stock."""
    totals = dict.fromkeys(Flow, 0)
    for row in passed:
        totals[row.flow] += row.mass_mg if mass else row.quantity
    return LotBalance(
        came=totals[Flow.CAME],
        used=totals[Flow.USED],
        sent=totals[Flow.SENT],
        returned=totals[Flow.RETURNED],
        lost=totals[Flow.LOST],
        gap=totals[Flow.GAP],
        stock=stock,
    )


def share_found(lots: Iterable[tuple[LotBalance, int]]) -> float:
    """The share (0 to 1) of a mass to be found of which the house knows the place; each lot with its `nameless` mg.

    To be found: all that came, less what went into another lot of the recall (which is counted there). Found: in stock,
    at parties that have a name, or lost with a gesture that says so. Not found: what an inventory missed, and what was
    handed over to nobody in particular. What an inventory finds too much of one lot makes up for no other. 1 when there
    is nothing to be found.
    """
    wanted = known = 0
    for lot, nameless in lots:
        due = max(lot.came - lot.used, 0)
        wanted += due
        known += max(0, min(lot.stock + lot.lost + lot.held - nameless, due))
    return known / wanted if wanted else 1.0


@dataclass(frozen=True)
class Accounted:
    """What one party has to account for of one lot, in the lot’s own unit."""

    sent: int
    returned: int = 0
    destroyed: int = 0
    eaten: int = 0
    aside: int = 0

    @property
    def settled(self) -> int:
        """Returned, destroyed or eaten."""
        return self.returned + self.destroyed + self.eaten

    @property
    def missing(self) -> int:
        """Sent, and nobody knows yet what became of it."""
        return self.sent - self.settled


class Todo(StrEnum):
    """What a recall needs next; one at a time, the most urgent first."""

    BLOCK = "block"
    LIST = "list"
    TELL = "tell"
    ASK = "ask"
    SHEET = "sheet"
    CLOSE = "close"
    NOTHING = "nothing"


def todo(*, drill: bool, closed: bool, unblocked: int, listed: bool, untold: int, missing: bool, sheet: bool) -> Todo:
    """The next thing to do: stop what is here, tell everyone, then the authority, then account for every jar."""
    if closed:
        return Todo.NOTHING
    if drill:
        return Todo.CLOSE if listed else Todo.LIST
    if unblocked:
        return Todo.BLOCK
    if untold:
        return Todo.TELL
    if not sheet:
        return Todo.SHEET
    return Todo.ASK if missing else Todo.CLOSE


def answer(account: Accounted, kind: StepKind, quantity: int) -> Accounted:
    """The account once `quantity` more was returned, destroyed, eaten or put aside.

    Raises Refused: nothing, recall_too_much (more than is still missing).
    """
    if quantity <= 0:
        raise Refused("nothing")
    if quantity > account.missing or (kind is StepKind.ASIDE and quantity > account.missing - account.aside):
        raise Refused("recall_too_much", quantity=account.missing)
    returned, destroyed, eaten, aside = account.returned, account.destroyed, account.eaten, account.aside
    if kind is StepKind.RETURNED:
        returned += quantity
    elif kind is StepKind.DESTROYED:
        destroyed += quantity
    elif kind is StepKind.EATEN:
        eaten += quantity
    else:
        aside += quantity
    left = account.sent - returned - destroyed - eaten
    # What was put aside is the first to come back.
    return Accounted(account.sent, returned, destroyed, eaten, min(aside, left))
