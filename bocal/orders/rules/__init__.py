"""What may be sold, to whom, when and for how much. Pure: facts come in, amounts and refusals go out.

Quantities of an offer are counted in the unit it is sold by (« la botte », « le bocal »); a `portion` says how much of
the item's own unit (mg, µL or pieces) one of them holds. Money is in cents.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from bocal.catalog.rules import DateKind, Dimension
from bocal.directory.rules import VatProfile
from bocal.journals.rules import Account, Money, Refused, Status
from bocal.measure.money import Basis, invoice_totals, line_cents, net_of_gross, vat_of_net
from bocal.measure.money import Line as Priced
from bocal.measure.quantity import PER, split

#: Nobody orders more of one thing in a basket; beyond it a finger slipped.
MOST = 999
#: One pickup day has at most so many slots at a point.
MOST_SLOTS = 60
#: A scale at the point may find so much more than the scale at arrival (basis points of what is handed over).
SCALES_DIFFER_BP = 1_000


@dataclass(frozen=True)
class Left:
    """How long until a moment, as people say it."""

    days: int
    hours: int
    minutes: int


def left(until: datetime, now: datetime) -> Left:
    """Whole days, hours and minutes from `now` to `until`; zeros once it has passed."""
    minutes = max(0, int((until - now).total_seconds()) // 60)
    return Left(minutes // 1440, minutes % 1440 // 60, minutes % 60)


def windows(first: datetime, last: datetime, minutes: int) -> list[tuple[datetime, datetime]]:
    """Slots of `minutes` (5 to 480) from `first` to `last`, side by side; what is left at the end makes a shorter one.

    Raises Refused: slots_backwards, slot_length, too_many_slots.
    """
    if not 5 <= minutes <= 480:
        raise Refused("slot_length")
    if last <= first:
        raise Refused("slots_backwards")
    step = timedelta(minutes=minutes)
    if (last - first) / step > MOST_SLOTS:
        raise Refused("too_many_slots", most=MOST_SLOTS)
    found = []
    start = first
    while start < last:
        found.append((start, min(start + step, last)))
        start += step
    return found


# ── The basket ───────────────────────────────────────────────────────────────────────────────────────────────────────


def basket(wanted: Mapping[int, int]) -> dict[int, int]:
    """What is really wanted, offer by offer in a fixed order. Raises Refused: empty_basket, bad_quantity."""
    for quantity in wanted.values():
        if not 0 <= quantity <= MOST:
            raise Refused("bad_quantity", most=MOST)
    asked = {offer: wanted[offer] for offer in sorted(wanted) if wanted[offer]}
    if not asked:
        raise Refused("empty_basket")
    return asked


@dataclass(frozen=True)
class Missing:
    """An offer of which less is left than wanted; `left` counts what this order already holds."""

    offer: int
    wanted: int
    left: int


@dataclass(frozen=True)
class Dearer:
    """What costs more (euros, for the unit of its price) than the buyer saw when they chose it: an offer, an item."""

    key: int
    was: Decimal
    now: Decimal


def dearer(seen: Mapping[int, Decimal], now: Mapping[int, Decimal]) -> tuple[Dearer, ...]:
    """What rose since it was seen. What fell is simply cheaper: nobody is asked about it."""
    return tuple(Dearer(key, seen[key], now[key]) for key in sorted(now) if key in seen and now[key] > seen[key])


class NotPlaced(Refused):
    """An order that could not be taken as it stands: nothing was written, and the buyer is asked at once."""

    def __init__(self, missing: Sequence[Missing], *, slot_full: bool, rose: Sequence[Dearer] = ()) -> None:
        super().__init__("short" if missing else "slot_full" if slot_full else "dearer")
        self.missing = tuple(missing)
        self.slot_full = slot_full
        self.rose = tuple(rose)


def deltas(wanted: Mapping[int, int], mine: Mapping[int, int]) -> dict[int, int]:
    """How much more (or less) of each offer than the order held before; what does not change is left out."""
    changes = {offer: wanted.get(offer, 0) - mine.get(offer, 0) for offer in sorted(wanted.keys() | mine.keys())}
    return {offer: change for offer, change in changes.items() if change}


def still_offered(available: int, ordered: int, stopped: int, portion: int) -> int:
    """Units that may be sold in all, when so much of what was set aside (own unit) was blocked since: nobody orders
    more of it, and whoever ordered keeps theirs until the sales desk has told them."""
    return max(available - -(-stopped // portion), ordered)


def missing(
    wanted: Mapping[int, int], mine: Mapping[int, int], stock: Mapping[int, tuple[int, int]]
) -> tuple[Missing, ...]:
    """The lines that cannot be had whole; `stock` tells (available, ordered) of each offer, this order included."""
    short = []
    for offer, quantity in wanted.items():
        available, ordered = stock[offer]
        there = available - ordered + mine.get(offer, 0)
        if quantity > there:
            short.append(Missing(offer, quantity, max(there, 0)))
    return tuple(short)


def proposal(wanted: Mapping[int, int], short: Iterable[Missing]) -> dict[int, int]:
    """The same basket with each missing line brought down to what is left."""
    return {**wanted, **{line.offer: line.left for line in short}}


# ── Money ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Terms:
    """What an offer is sold for: `price` euros for one unit, or for a kilo (`by_weight`), VAT within if `gross`."""

    price: Decimal
    gross: bool
    vat_bp: int
    portion: int
    dimension: Dimension
    by_weight: bool = False
    # The heaviest that one unit may be, in mg: the price shown for it is the most one may pay.
    most_portion: int = 0


@dataclass(frozen=True)
class Amount:
    """Cents: due = net + vat, always."""

    due: int
    net: int
    vat: int


def amount(price: Decimal, quantity: int, per: int, *, gross: bool, vat_bp: int) -> Amount:
    """The amount of one line: `price` euros for `per` units, `quantity` units, each rounded once."""
    cents = line_cents(price, quantity, per)
    if gross:
        net = net_of_gross(cents, vat_bp)
        return Amount(cents, net, cents - net)
    vat = vat_of_net(cents, vat_bp)
    return Amount(cents + vat, cents, vat)


def total_due(lines: Iterable[tuple[Amount, bool, int | None]]) -> int:
    """What lines (amount, whether its price was gross, its rate) come to in one invoice, in cents: VAT is rounded once
    for each rate of the net ones (docs/money.md, *Net basis*), so their own `due` may miss the sum by some cents."""
    gross, net = 0, []
    for one, with_vat, vat_bp in lines:
        if with_vat:
            gross += one.due
        else:
            net.append(Priced(one.net, vat_bp))
    return gross + invoice_totals(net, Basis.NET).payable


def line_amount(terms: Terms, count: int, weight: int | None = None) -> Amount:
    """What `count` units cost; `weight` (mg) is what the scale said of goods billed by weight."""
    if terms.by_weight:
        mg = terms.portion * count if weight is None else weight
        return amount(terms.price, mg, PER[Dimension.MASS], gross=terms.gross, vat_bp=terms.vat_bp)
    return amount(terms.price, count, 1, gross=terms.gross, vat_bp=terms.vat_bp)


def most(terms: Terms, count: int) -> Amount:
    """The most that `count` units can cost: what a buyer is shown before anything is weighed."""
    return line_amount(terms, count, max(terms.most_portion, terms.portion) * count if terms.by_weight else None)


def own_quantity(terms: Terms, count: int, weight: int | None = None) -> int:
    """How much of the item's own unit `count` units are: their portions, or what the scale said."""
    return weight if terms.by_weight and weight is not None else count * terms.portion


def unit_price(terms: Terms) -> Decimal:
    """The price of a kilo, a litre or a piece, to four decimals: what an invoice line shows."""
    if terms.by_weight:
        return terms.price
    exact = terms.price * PER[terms.dimension] / terms.portion
    return exact.quantize(Decimal("0.0001"), ROUND_HALF_UP)


def vat_rate(rate_bp: int | None, profile: VatProfile) -> int:
    """The rate of a sale in basis points: none for a collective outside VAT. Raises Refused: no_vat."""
    if not profile.bills_vat:
        return 0
    if rate_bp is None:
        raise Refused("no_vat")
    return rate_bp


def check_terms(terms: Terms, available: int) -> None:
    """Refuse an offer that cannot be sold: bad_portion, weighed_by_mass, most_below_portion, bad_available."""
    if not 0 < terms.portion <= 1_000_000_000:
        raise Refused("bad_portion")
    if terms.by_weight and terms.dimension is not Dimension.MASS:
        raise Refused("weighed_by_mass")
    if terms.by_weight and terms.most_portion < terms.portion:
        raise Refused("most_below_portion")
    if not 0 <= available <= 100_000:
        raise Refused("bad_available")


def paid_like(price: Decimal, vat_bp: int, before: Terms, cost: Decimal) -> Decimal:
    """What a farm is paid of a price (euros, VAT within) when it is paid the same share as before: `cost`, before VAT,
    of the price of `before`. Euros before VAT, to the cent."""
    was = before.price / (1 + Decimal(before.vat_bp) / 10_000) if before.gross else before.price
    return (price / (1 + Decimal(vat_bp) / 10_000) * cost / was).quantize(Decimal("0.01"), ROUND_HALF_UP)


def sale_lines(
    terms: Terms,
    parts: Sequence[tuple[Account, int | None, int]],
    *,
    total: Amount,
    party: int,
    item: int,
    label: str,
    farm: int | None = None,
) -> list[Money]:
    """The money of one line handed over: what is owed, the sale and its VAT, sale account by sale account.

    What is sold in the name of its `farm` is owed to it, VAT within (account 467): neither a sale of ours nor our VAT.
    `parts` are (account, lot when there is only one, quantity in the item's own unit); they share `total` to the cent,
    by largest remainder (docs/money.md). What comes back is the mirror: total and quantities are negative.
    """
    weights = [abs(quantity) for _, _, quantity in parts]
    lines = []
    for (account, lot, quantity), net, vat in zip(
        parts, split(total.net, weights), split(total.vat, weights), strict=True
    ):
        lines.append(Money(Account.UNBILLED, net + vat, party, label, lot, item, quantity, vat_bp=terms.vat_bp))
        theirs = account is Account.THIRD_PARTIES
        whose, vat_on = (farm, account) if theirs else (party, Account.VAT_UNBILLED)
        lines.append(
            Money(account, -net, whose, label, lot, item, quantity, unit_price(terms), terms.gross, vat_bp=terms.vat_bp)
        )
        if vat:
            lines.append(Money(vat_on, -vat, whose, label, vat_bp=terms.vat_bp))
    return lines


def deposit_lines(*, jar: int, count: int, deposit_cents: int, party: int, label: str) -> list[Money]:
    """The deposit of `count` jars taken (positive) or given back (negative); outside VAT."""
    cents = count * deposit_cents
    return [
        Money(Account.UNBILLED, cents, party, label, item=jar, quantity=count),
        Money(
            Account.DEPOSITS,
            -cents,
            party,
            label,
            item=jar,
            quantity=count,
            unit_price=Decimal(deposit_cents) / 100,
            gross=True,
        ),
    ]


def fee_lines(cents: int, vat_bp: int, *, party: int, label: str) -> list[Money]:
    """The fee of fetching an order at a point, VAT within: a service at the normal rate (CGI art. 278), or without VAT
    where the collective bills none."""
    net = net_of_gross(cents, vat_bp)
    lines = [
        Money(Account.UNBILLED, cents, party, label, vat_bp=vat_bp),
        Money(
            Account.SERVICES, -net, party, label, quantity=1, unit_price=Decimal(cents) / 100, gross=True, vat_bp=vat_bp
        ),
    ]
    if cents != net:
        lines.append(Money(Account.VAT_UNBILLED, net - cents, party, label, vat_bp=vat_bp))
    return lines


def check_jars_back(back: int, held: int, *, sure: bool) -> None:
    """Returns without an order are normal; more than were ever taken is asked about once. Raises Refused: many_jars."""
    if not 0 <= back <= MOST:
        raise Refused("bad_quantity", most=MOST)
    if back > held and not sure:
        raise Refused("many_jars", back=back, held=max(held, 0))


# ── Stock ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Batch:
    """So much of a lot at a place, until when it is good, and whether it may leave."""

    lot: int
    place: int
    quantity: int
    good_until: date | None = None
    date_kind: DateKind = DateKind.NONE
    status: Status = Status.RELEASED
    code: str = ""
    account: Account = Account.RESALE


def first_expired_first(batches: Iterable[Batch], quantity: int) -> list[tuple[Batch, int]]:
    """Take `quantity` from what expires first; less when there is not enough. Undated lots come last, by age."""
    taken = []
    for batch in sorted(batches, key=lambda b: (b.good_until or date.max, b.lot, b.place)):
        if quantity <= 0:
            break
        part = min(batch.quantity, quantity)
        if part > 0:
            taken.append((batch, part))
            quantity -= part
    return taken


def sellable(batch: Batch, day: date) -> bool:
    """What may be sold: released, and its date not passed."""
    return batch.status is Status.RELEASED and (batch.good_until is None or batch.good_until >= day)


def givable(batch: Batch, day: date) -> bool:
    """What may be given: released; a best-before date may be passed, a use-by date never."""
    fresh = batch.good_until is None or batch.good_until >= day or batch.date_kind is not DateKind.USE_BY
    return batch.status is Status.RELEASED and fresh


def scales_gap(wanted: int, there: int) -> int | None:
    """How much the scale at the point found beyond what arrived (0 for none); None when scales never differ so."""
    gap = max(0, wanted - there)
    return gap if gap * 10_000 <= wanted * SCALES_DIFFER_BP else None
