"""Prices by quantity: which step holds, and a sheet of prices read against the catalogue."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bocal.measure.money import parse_price
from bocal.measure.quantity import UL_PER_L, Dimension, parse_decimal, parse_weight
from bocal.measure.table import find_header, fold
from bocal.measure.unreadable import Code, Unreadable

HEADERS: Mapping[str, tuple[str, ...]] = {
    "item": ("article", "produit", "désignation", "libellé", "nom"),
    "from": ("dès", "à partir de", "quantité", "quantité minimale", "par"),
    "price": ("prix", "prix HT", "prix TTC", "prix unitaire", "tarif", "P.U.", "PU HT"),
}


class PriceFault(StrEnum):
    """Why a row of a sheet of prices is not taken."""

    NO_ITEM = "no_item"
    UNKNOWN_ITEM = "unknown_item"
    QUANTITY = "quantity"
    PRICE = "price"
    DOUBLED = "doubled"


@dataclass(frozen=True)
class Sold:
    """An item as a sheet of prices names it."""

    pk: int
    name: str
    dimension: Dimension


@dataclass(frozen=True)
class PriceFlaw:
    """One cell to mend: line and column count from 1."""

    fault: PriceFault
    line: int
    column: int
    value: str


@dataclass(frozen=True)
class PriceSheet:
    """What a sheet of prices says: by (item's key, from how much), a price, or None to take it away."""

    prices: Mapping[tuple[int, int], Decimal | None]
    flaws: tuple[PriceFlaw, ...]


def choose(steps: Iterable[tuple[int, Decimal]], quantity: int) -> Decimal | None:
    """The price of the highest step (from how much, price) that `quantity` reaches; None below them all."""
    reached = [(least, price) for least, price in steps if least <= quantity]
    return max(reached)[1] if reached else None


def read_quantity(text: str, dimension: Dimension) -> int:
    """From how much a price holds, in the item's own unit: kilos, litres or pieces as typed; 0 for a blank.

    Raises Unreadable.
    """
    if not text.strip() or text.strip() == "0":
        return 0
    if dimension is Dimension.MASS:
        return parse_weight(text)
    bare = text.lower().strip().removesuffix("l").strip() if dimension is Dimension.VOLUME else text
    number = parse_decimal(bare) * (UL_PER_L if dimension is Dimension.VOLUME else 1)
    if number != int(number):
        raise Unreadable(Code.TOO_PRECISE, value=text)
    return int(number)


def read_unit_price(text: str) -> Decimal | None:
    """A price as a sheet bears it ("1,55 €", "1,55 €/kg", "1,55 € HT"), None for a blank or a dash.

    Raises Unreadable.
    """
    bare = text.strip()
    if bare in ("", "-", "–"):
        return None
    for ending in ("HT", "TTC", "ht", "ttc"):
        bare = bare.removesuffix(ending).rstrip()
    return parse_price(bare.split("/")[0])


def read(rows: Sequence[Sequence[str]], sold: Iterable[Sold]) -> PriceSheet | None:
    """Read a sheet of prices (row i is line i + 1); None when no row names an item's column and a price's.

    A row without a price takes the item's price away from the list. Raises Unreadable for a doubled heading.
    """
    header = find_header(rows, HEADERS)
    if header is None or not {"item", "price"} <= header.columns.keys():
        return None
    by_name = {fold(item.name): item for item in sold}
    prices: dict[tuple[int, int], Decimal | None] = {}
    flaws: list[PriceFlaw] = []
    for line, cells in enumerate(rows[header.index + 1 :], start=header.index + 2):
        texts = {name: cells[at] if at < len(cells) else "" for name, at in header.columns.items()}
        if not any(texts.values()):
            continue

        def flaw(fault: PriceFault, name: str, line: int = line, texts: Mapping[str, str] = texts) -> None:
            flaws.append(PriceFlaw(fault, line, header.columns[name] + 1, texts[name][:60]))

        item = by_name.get(fold(texts["item"]))
        if item is None:
            flaw(PriceFault.UNKNOWN_ITEM if texts["item"] else PriceFault.NO_ITEM, "item")
            continue
        try:
            least = read_quantity(texts.get("from", ""), item.dimension)
        except Unreadable:
            flaw(PriceFault.QUANTITY, "from")
            continue
        if (item.pk, least) in prices:
            flaw(PriceFault.DOUBLED, "item")
            continue
        try:
            prices[item.pk, least] = read_unit_price(texts["price"])
        except Unreadable:
            flaw(PriceFault.PRICE, "price")
    return PriceSheet(prices, tuple(flaws))
