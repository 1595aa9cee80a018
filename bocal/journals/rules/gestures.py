"""A gesture and the facts it meets: frozen pictures, nothing computed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bocal.catalog.rules import DateKind, Dimension, ItemKind, PackagingRole
from bocal.directory.rules import PlaceKind
from bocal.journals.rules.kinds import Account, HoursKind, Kind, Status, Way


@dataclass(frozen=True)
class NewLot:
    """A lot that this gesture brings into the world; other parts of the gesture call it by `ref`."""

    ref: str
    item: int
    owner: int
    way: Way
    origin: int | None = None
    date_kind: DateKind = DateKind.NONE
    good_until: date | None = None
    # Share of organic agricultural ingredients in basis points; for what is made, post computes it from the parents.
    organic_bp: int = 0
    note: str = ""


LotRef = int | str


@dataclass(frozen=True)
class Move:
    """`quantity` (own unit) and `mass_mg` of a lot go from a place to another."""

    lot: LotRef
    source: int
    target: int
    quantity: int
    mass_mg: int


@dataclass(frozen=True)
class Link:
    """So much of the parent (own unit, and mass; mass 0 for packaging) went into the child."""

    parent: int
    child: str
    quantity: int
    mass_mg: int


@dataclass(frozen=True)
class Money:
    """Signed cents on an account: debit positive, credit negative. What is sold says item, quantity and price."""

    account: Account
    cents: int
    party: int | None = None
    label: str = ""
    lot: LotRef | None = None
    item: int | None = None
    quantity: int = 0
    unit_price: Decimal | None = None
    gross: bool = False
    vat_bp: int | None = None


@dataclass(frozen=True)
class Hours:
    """Minutes that a person gave or worked, at most a day's."""

    person: int
    kind: HoursKind
    minutes: int


@dataclass(frozen=True)
class Decision:
    """A lot becomes held, released or blocked, and why."""

    lot: LotRef
    status: Status
    reason: str = ""


@dataclass(frozen=True)
class Gesture:
    """All that one act does, whole: it is written in one transaction under one key, or not at all."""

    kind: Kind
    day: date
    author: int | None
    key: str
    party: int | None = None
    note: str = ""
    lots: Sequence[NewLot] = ()
    moves: Sequence[Move] = ()
    links: Sequence[Link] = ()
    money: Sequence[Money] = ()
    hours: Sequence[Hours] = ()
    decisions: Sequence[Decision] = ()
    # The gesture (its key in the database) without which this one makes no sense: it is taken back after this one.
    follows: int | None = None


@dataclass(frozen=True)
class LotFacts:
    """What the rules need to know of a lot, old or new."""

    code: str
    item: int
    kind: ItemKind
    dimension: Dimension
    piece_mg: int
    owner: int
    status: Status
    role: PackagingRole = PackagingRole.NONE
    jar: int | None = None
    lid: int | None = None
    # Made here: it leaves as finished goods do, whatever it is called.
    made: bool = False
    # The last day of a use-by date (DLC); None for a best-before date, which may be passed.
    use_by: date | None = None
    # The gesture that brought it into the world was taken back.
    gone: bool = False


@dataclass(frozen=True)
class Facts:
    """The world as far as a gesture touches it."""

    lots: Mapping[LotRef, LotFacts]
    places: Mapping[int, PlaceKind]
    tolerance_bp: int = 200
    # The collective itself; None where none has been founded yet.
    us: int | None = None


class Refused(Exception):
    """A gesture that must not be written: a code that words.py says in French, with its details."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details
