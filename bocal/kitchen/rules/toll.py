"""Toll work: a farm's goods go back to it as they came or as jars; what the work is owed, with the VAT of its nature.

VAT: the reduced rate when a new product comes of it (to cook and sterilise is a transformation); the normal rate for
mere sorting, storing or packing (CGI art. 278-0 bis; BOI-TVA-LIQ-30-10-20).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from bocal.journals.rules import Account, Gesture, Kind, Money, Move, Refused
from bocal.measure.money import line_cents, vat_of_net
from bocal.measure.quantity import MG_PER_KG


class TollWork(StrEnum):
    """What is billed of toll work, and by what."""

    JAR = "jar"
    KILO = "kilo"
    SORTING = "sorting"


#: Works that give a new product.
TRANSFORMS = frozenset({TollWork.JAR, TollWork.KILO})


@dataclass(frozen=True)
class Back:
    """So much of a lot in a place goes back (own unit, and its mass in mg)."""

    lot: int
    place: int
    item: int
    name: str
    quantity: int
    mass_mg: int
    # Made here: jars of the farm's own produce.
    made: bool


@dataclass(frozen=True)
class Fee:
    """Euros before VAT: for each jar or each net kilo that was put in jars; for each kilo that goes back as it came.

    Rates in basis points: `reduced_bp` for a transformation, `normal_bp` for sorting.
    """

    per: TollWork
    unit_price: Decimal
    sorting_price: Decimal
    reduced_bp: int
    normal_bp: int


def fee_lines(backs: Sequence[Back], fee: Fee, *, party: int, labels: dict[TollWork, str]) -> list[Money]:
    """What is owed for the work, a line of each lot: owed with VAT, the service before VAT, its VAT that is pending.

    The contract of docs/money.md: one line on 418 before each line on 706, so that billing bills it as any delivery.

    Raises Refused: toll_by_kilo, for what was made by weight and a price by the jar.
    """
    lines = []
    for back in backs:
        weighed = back.quantity == back.mass_mg
        if back.made and weighed and fee.per is TollWork.JAR and fee.unit_price:
            raise Refused("toll_by_kilo", lot=back.name)
        work = fee.per if back.made else TollWork.SORTING
        rate = fee.reduced_bp if work in TRANSFORMS else fee.normal_bp
        price = fee.unit_price if back.made else fee.sorting_price
        quantity, per = (back.quantity, 1) if work is TollWork.JAR else (back.mass_mg, MG_PER_KG)
        net = line_cents(price, quantity, per)
        if not net:
            continue
        due = net + vat_of_net(net, rate)
        label = f"{labels[work]} · {back.name}"[:200]
        # What is counted has a price by the piece, to four decimals, whatever it was reckoned by.
        shown = price if weighed or work is TollWork.JAR else price * back.mass_mg / MG_PER_KG / back.quantity
        pieces, shown = back.quantity, shown.quantize(Decimal("0.0001"), ROUND_HALF_UP)
        lines += [
            Money(Account.UNBILLED, due, party, label, back.lot, back.item, pieces, vat_bp=rate),
            Money(Account.SERVICES, -net, party, label, back.lot, back.item, pieces, shown, vat_bp=rate),
        ]
        if due != net:
            lines.append(Money(Account.VAT_UNBILLED, net - due, party, label, vat_bp=rate))
    return lines


def give_back(
    backs: Sequence[Back],
    money: Iterable[Money],
    *,
    supplier: int,
    party: int,
    author: int,
    day: date,
    key: str,
    note: str = "",
) -> Gesture:
    """The farm's goods leave for the farm. Nobody becomes their owner: they never changed hands.

    Raises Refused: toll_nothing.
    """
    if not backs:
        raise Refused("toll_nothing")
    return Gesture(
        Kind.RETURN,
        day,
        author,
        key,
        party=party,
        note=note.strip(),
        moves=[Move(back.lot, back.place, supplier, back.quantity, back.mass_mg) for back in backs],
        money=list(money),
    )
