"""What may be announced and received, and the gesture that a reception is. Pure: facts come in, a refusal goes out.

Quantities are whole numbers in the item's own unit: milligrams, microlitres or pieces. Days are local days.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from bocal.catalog.rules import Dimension, ItemKind, Storage
from bocal.directory.rules import OrganisationKind, PlaceKind
from bocal.journals.rules import (
    Account,
    Decision,
    Gesture,
    Kind,
    LotFacts,
    Money,
    Move,
    NewLot,
    Refused,
    Status,
    Way,
    mass_of,
)
from bocal.measure.money import line_cents
from bocal.measure.quantity import MAX_WEIGHT_MG, PER, UL_PER_L, parse_decimal, parse_weight
from bocal.measure.table import fold
from bocal.measure.unreadable import Code, Unreadable

#: The three ways in that a farm may wish for and a reception may be.
WAYS = (Way.BOUGHT, Way.GIVEN, Way.TOLL)
#: Whoever may bring goods: farms, sellers of jars and salt, and everyone who gives.
GIVERS = tuple(kind for kind in OrganisationKind if kind is not OrganisationKind.COLLECTIVE)
#: What a reception may hold. Finished jars come from the kitchen, with their dates.
RECEIVED_KINDS = (ItemKind.RAW, ItemKind.PREPARED, ItemKind.ADDITIVE, ItemKind.PACKAGING)

#: A link that has leaked can't bury the team under announcements.
MOST_OPEN_OFFERS = 20
#: How far ahead a surplus is announced, and how late a reception is written down.
FARTHEST_DAYS = 120
LATEST_DAYS = 366
MOST_CRATES = 500
MOST_LINES = 40
#: A full pallet of small jars holds some four thousand; beyond this a zero was typed too many.
MOST_PIECES = 200_000


class Quick(StrEnum):
    """The usual answers to "when?"."""

    TODAY = "today"
    TOMORROW = "tomorrow"
    WEEK = "week"


class Look(StrEnum):
    """What is looked at when goods come in."""

    CLEAN = "clean"
    ASPECT = "aspect"
    TRANSPORT = "transport"


class OfferState(StrEnum):
    """Where an announcement stands; worked out from what happened, never stored."""

    OPEN = "open"
    TAKEN = "taken"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    RECEIVED = "received"


#: States in which the farm may still change its mind.
WITHDRAWABLE = frozenset({OfferState.OPEN, OfferState.TAKEN})
#: States in which the team may answer, also anew.
ANSWERABLE = frozenset({OfferState.OPEN, OfferState.TAKEN, OfferState.DECLINED})


def span(quick: Quick, today: date) -> tuple[date, date]:
    """First and last day of a usual answer; "this week" is seven days, so that a Saturday's announcement has time."""
    last = {Quick.TODAY: 0, Quick.TOMORROW: 1, Quick.WEEK: 6}[quick]
    return today + timedelta(days=int(quick is Quick.TOMORROW)), today + timedelta(days=last)


def check_span(ready: date, until: date, *, today: date) -> None:
    """Raises Refused: span_past, span_backwards, span_far."""
    if ready < today:
        raise Refused("span_past")
    if until < ready:
        raise Refused("span_backwards")
    if until > today + timedelta(days=FARTHEST_DAYS):
        raise Refused("span_far", days=FARTHEST_DAYS)


def offer_state(
    *, until: date, pickup: date | None, declined: bool, withdrawn: bool, received: bool, today: date
) -> OfferState:
    """The state of an announcement; what has been fetched or given up outlives its dates."""
    if received:
        return OfferState.RECEIVED
    if withdrawn:
        return OfferState.WITHDRAWN
    if declined:
        return OfferState.DECLINED
    if pickup is not None:
        return OfferState.TAKEN
    return OfferState.EXPIRED if until < today else OfferState.OPEN


def check_pickup(day: date, *, ready: date, until: date, today: date) -> None:
    """Somebody fetches it on a day when it is ready. Raises Refused: pickup_past, pickup_outside."""
    if day < today:
        raise Refused("pickup_past")
    if not ready <= day <= until:
        raise Refused("pickup_outside", ready=f"{ready:%d/%m/%Y}", until=f"{until:%d/%m/%Y}")


def match(text: str, names: Mapping[str, int]) -> int:
    """The one of `names` that `text` is, but for case and accents; what is only near is asked, never guessed.

    Raises Refused: no_match, near_match.
    """
    wanted = fold(text)
    folded = {fold(name): key for name, key in names.items()}
    if wanted in folded:
        return folded[wanted]
    near = [name for name in names if wanted and any(word.startswith(wanted[:4]) for word in fold(name).split())]
    if near:
        raise Refused("near_match", text=text.strip(), names=", ".join(sorted(near)[:4]))
    raise Refused("no_match", text=text.strip())


def read_quantity(text: str, dimension: Dimension) -> int:
    """What was typed, also as a sum ("192+167"), in base units: kilos give mg, litres µL, pieces pieces.

    Raises measure.Unreadable, as measure.quantity.parse_weight does.
    """
    if dimension is Dimension.MASS:
        return parse_weight(text)
    if not text.strip():
        raise Unreadable(Code.EMPTY)
    total = sum((parse_decimal(_bare(term, dimension)) for term in text.split("+")), Decimal(0))
    if dimension is Dimension.VOLUME:
        total *= UL_PER_L
    if total == 0:
        raise Unreadable(Code.ZERO, value=text)
    if total != int(total):
        raise Unreadable(Code.TOO_PRECISE, value=text)
    if total > (MOST_PIECES if dimension is Dimension.COUNT else MAX_WEIGHT_MG):
        raise Unreadable(Code.TOO_LARGE, value=text)
    return int(total)


def _bare(term: str, dimension: Dimension) -> str:
    if not term.strip():
        raise Unreadable(Code.NOT_A_NUMBER, value=term)
    return term.strip().rstrip("lL").rstrip() if dimension is Dimension.VOLUME else term


@dataclass(frozen=True)
class Thing:
    """What the rules need to know of an item. `price`: usual euros per kilo, litre or piece."""

    pk: int
    name: str
    kind: ItemKind
    dimension: Dimension
    piece_mg: int = 0
    storage: Storage = Storage.AMBIENT
    agricultural: bool = True
    price: Decimal | None = None

    @property
    def per(self) -> int:
        """Base units in the unit that has a price."""
        return PER[self.dimension]


@dataclass(frozen=True)
class Weighing:
    """One line of a reception: so much of one thing in so many crates, weighed together.

    `quantity` is what the scales or the count said, crates included; `tare_mg` the weight of one empty crate;
    `price` euros before VAT per kilo, litre or piece.
    """

    thing: Thing
    quantity: int
    crates: int = 1
    tare_mg: int = 0
    price: Decimal | None = None
    note: str = ""

    @property
    def net(self) -> int:
        """Quantity without the crates, in base units; only what is weighed has a tare."""
        return self.quantity - self.tare_mg * self.crates if self.thing.dimension is Dimension.MASS else self.quantity


@dataclass(frozen=True)
class Checks:
    """What was looked at when the crates came off the truck. `temperature` in °C, None when nothing is chilled."""

    clean: bool
    aspect: bool
    transport: bool
    fault: str = ""
    temperature: Decimal | None = None

    @property
    def passed(self) -> bool:
        """Whether nothing was wrong."""
        return self.clean and self.aspect and self.transport


def check_reception(*, way: Way, day: date, today: date, lines: Sequence[Weighing], checks: Checks) -> None:
    """Refuse what can't be true; a refusal about a line says which in `line` (from 0).

    Raises Refused: not_a_way_in, no_lines, too_many_lines, day_future, day_too_old, crates, nothing_weighed,
    tare_too_heavy, too_heavy, price_missing, price_negative, fault_unsaid, temperature_missing.
    """
    if way not in WAYS:
        raise Refused("not_a_way_in")
    if day > today:
        raise Refused("day_future")
    if day < today - timedelta(days=LATEST_DAYS):
        raise Refused("day_too_old", days=LATEST_DAYS)
    if not lines:
        raise Refused("no_lines")
    if len(lines) > MOST_LINES:
        raise Refused("too_many_lines", most=MOST_LINES)
    for number, line in enumerate(lines):
        _check_line(line, way, number)
    if not checks.passed and not checks.fault.strip():
        raise Refused("fault_unsaid")
    chilled = [line.thing.name for line in lines if line.thing.storage is not Storage.AMBIENT]
    if chilled and checks.temperature is None:
        raise Refused("temperature_missing", item=chilled[0])


def _check_line(line: Weighing, way: Way, number: int) -> None:
    name = line.thing.name
    if not 1 <= line.crates <= MOST_CRATES:
        raise Refused("crates", line=number, item=name, most=MOST_CRATES)
    if line.quantity <= 0 or line.tare_mg < 0:
        raise Refused("nothing_weighed", line=number, item=name)
    if line.net <= 0:
        raise Refused("tare_too_heavy", line=number, item=name)
    most = MOST_PIECES if line.thing.dimension is Dimension.COUNT else MAX_WEIGHT_MG
    if line.quantity > most or _mass(line) > MAX_WEIGHT_MG:
        raise Refused("too_heavy", line=number, item=name)
    if way is Way.BOUGHT and line.price is None:
        raise Refused("price_missing", line=number, item=name)
    if line.price is not None and line.price < 0:
        raise Refused("price_negative", line=number, item=name)


def _mass(line: Weighing) -> int:
    thing = line.thing
    facts = LotFacts("", thing.pk, thing.kind, thing.dimension, thing.piece_mg, owner=0, status=Status.HOLD)
    return mass_of(facts, line.net)


def value_cents(line: Weighing, way: Way) -> int:
    """What the line costs (bought) or is worth by its usual price (given), in cents; 0 when there is no price."""
    price = line.price if way is Way.BOUGHT else line.thing.price if way is Way.GIVEN else None
    return 0 if price is None else line_cents(price, line.net, line.thing.per)


def ref(number: int) -> str:
    """What the gesture calls the lot of line `number` (from 0), in the order of the lines."""
    return f"line {number:03d}"


def reception(
    *,
    way: Way,
    day: date,
    giver: int,
    collective: int,
    organic: bool,
    outside: Mapping[PlaceKind, int],
    place: int,
    lines: Sequence[Weighing],
    checks: Checks,
    author: int,
    key: str,
    note: str = "",
) -> Gesture:
    """The whole reception as one gesture: a lot a line, its way in, what is owed or what the gift is worth.

    Toll goods stay their farm's. After a failed check every lot waits, with the reason. A gift stands in the memo
    accounts 860 and 870 at the item's usual price (règlement ANC 2018-06, contributions volontaires en nature).
    """
    lots, moves, money, decisions = [], [], [], []
    source = outside[PlaceKind.DONOR if way is Way.GIVEN else PlaceKind.SUPPLIER]
    for number, line in enumerate(lines):
        lots.append(
            NewLot(
                ref=ref(number),
                item=line.thing.pk,
                owner=giver if way is Way.TOLL else collective,
                way=way,
                origin=giver,
                organic_bp=10_000 if organic and _grown(line.thing) else 0,
                note=line.note,
            )
        )
        moves.append(Move(ref(number), source, place, line.net, _mass(line)))
        if cents := value_cents(line, way):
            money += _money(line, number, way, cents, giver)
        if not checks.passed:
            decisions.append(Decision(ref(number), Status.HOLD, checks.fault.strip()[:300]))
    return Gesture(
        kind=Kind.RECEIVE,
        day=day,
        author=author,
        key=key,
        party=giver,
        note=note,
        lots=lots,
        moves=moves,
        money=money,
        decisions=decisions,
    )


def _grown(thing: Thing) -> bool:
    return thing.agricultural and thing.kind is not ItemKind.PACKAGING


def _money(line: Weighing, number: int, way: Way, cents: int, giver: int) -> list[Money]:
    bought = way is Way.BOUGHT
    debit, credit = (
        (Account.PURCHASES, Account.SUPPLIER_UNBILLED) if bought else (Account.GIFT_IN_KIND, Account.GIFT_RECEIVED)
    )
    what = {"label": line.thing.name, "lot": ref(number), "item": line.thing.pk}
    price = line.price if bought else line.thing.price
    return [
        Money(debit, cents, party=giver, quantity=line.net, unit_price=price, **what),  # type: ignore[arg-type]
        Money(credit, -cents, party=giver, **what),  # type: ignore[arg-type]
    ]
