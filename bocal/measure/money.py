"""Euros in whole cents, unit prices with four decimals, VAT by EN 16931. The prose is docs/money.md."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bocal.measure.quantity import NBSP, format_decimal, parse_decimal
from bocal.measure.unreadable import Code, Unreadable

# 100 million euros: beyond it a figure is a mistake, and it still fits a 64-bit column many times over.
MAX_CENTS = 10_000_000_000
MAX_PRICE = Decimal(1_000_000)
MAX_RATE_BP = 10_000
_WHOLE_BP = 10_000


class Basis(StrEnum):
    """Whether the prices of a document are before VAT or include it."""

    NET = "net"
    GROSS = "gross"


@dataclass(frozen=True)
class Line:
    """One line of a document: `cents` (signed) in the document's basis, at `rate_bp` basis points (0 to 10 000).

    `rate_bp=None` is outside VAT (a deposit), which is not the same as a rate of zero.
    """

    cents: int
    rate_bp: int | None

    def __post_init__(self) -> None:
        if self.rate_bp is not None:
            _check_rate(self.rate_bp)


@dataclass(frozen=True)
class VatRow:
    """One row of the VAT breakdown (BG-23), in cents: taxable base (BT-116) and VAT (BT-117) of one rate."""

    rate_bp: int | None
    base: int
    vat: int


@dataclass(frozen=True)
class Totals:
    """A document's totals, in cents. payable = net + vat + rounding, always.

    `net` is BT-109, `vat` BT-110, `rounding` BT-114, `payable` BT-115; `rows` by rising rate, outside VAT last;
    `line_nets` each line's net amount (BT-131), in the order given, summing to `net`.
    """

    basis: Basis
    net: int
    vat: int
    rounding: int
    payable: int
    rows: tuple[VatRow, ...]
    line_nets: tuple[int, ...]


def round_half_away(numerator: int, denominator: int) -> int:
    """The whole number nearest to a fraction (denominator > 0); halves go away from zero, so signs mirror."""
    size = (2 * abs(numerator) + denominator) // (2 * denominator)
    return size if numerator >= 0 else -size


def line_cents(unit_price: Decimal, quantity: int, per: int) -> int:
    """The amount of a line, in cents: `unit_price` euros for `per` base units, `quantity` base units; one rounding.

    A price per kilo of a lot in mg has `per=1_000_000`; a price per piece has `per=1`.
    """
    if per <= 0:
        raise ValueError("per must be positive")
    top, bottom = unit_price.as_integer_ratio()
    return round_half_away(top * quantity * 100, bottom * per)


def net_of_gross(gross: int, rate_bp: int) -> int:
    """The net of one gross amount alone, in cents: round(gross ÷ (1 + rate)). Documents use `invoice_totals`."""
    _check_rate(rate_bp)
    return round_half_away(gross * _WHOLE_BP, _WHOLE_BP + rate_bp)


def net_price(price: Decimal, rate_bp: int) -> Decimal:
    """The unit price before VAT of one that includes it, to four decimals (half away from zero): price ÷ (1 + rate)."""
    _check_rate(rate_bp)
    top, bottom = price.as_integer_ratio()
    return Decimal(round_half_away(top * 10_000 * _WHOLE_BP, bottom * (_WHOLE_BP + rate_bp))).scaleb(-4)


def vat_of_net(net: int, rate_bp: int) -> int:
    """The VAT of a base, in cents: round(base × rate), once for each rate (EN 16931, BR-CO-17)."""
    _check_rate(rate_bp)
    return round_half_away(net * rate_bp, _WHOLE_BP)


def invoice_totals(lines: Sequence[Line], basis: Basis) -> Totals:
    """A document's totals by EN 16931; docs/money.md tells each step. The order of lines changes no total."""
    nets = [line.cents for line in lines]
    rows: list[VatRow] = []
    for rate in sorted({line.rate_bp for line in lines}, key=lambda bp: (bp is None, bp or 0)):
        places = [i for i, line in enumerate(lines) if line.rate_bp == rate]
        amount = sum(lines[i].cents for i in places)
        if rate is None:
            rows.append(VatRow(None, amount, 0))
            continue
        if basis is Basis.GROSS:
            amount = net_of_gross(amount, rate)
            for i, net in zip(places, _share_net([lines[i].cents for i in places], rate, amount), strict=True):
                nets[i] = net
        rows.append(VatRow(rate, amount, vat_of_net(amount, rate)))
    net, vat = sum(row.base for row in rows), sum(row.vat for row in rows)
    payable = sum(line.cents for line in lines) if basis is Basis.GROSS else net + vat
    return Totals(basis, net, vat, payable - net - vat, payable, tuple(rows), tuple(nets))


def parse_euros(text: str, *, signed: bool = False) -> int:
    """Read an amount in euros ("12,50", "12.5 €") as cents; at most two decimals."""
    amount = parse_decimal(_without_sign_of_euro(text), signed=signed) * 100
    if abs(amount) > MAX_CENTS:
        raise Unreadable(Code.TOO_LARGE, value=text)
    if amount != int(amount):
        raise Unreadable(Code.TOO_PRECISE, value=text)
    return int(amount)


def parse_price(text: str) -> Decimal:
    """Read a unit price in euros, 0 or more, at most four decimals; the answer always has four."""
    price = parse_decimal(_without_sign_of_euro(text))
    if price > MAX_PRICE:
        raise Unreadable(Code.TOO_LARGE, value=text)
    fixed = price.quantize(Decimal("0.0001"))
    if fixed != price:
        raise Unreadable(Code.TOO_PRECISE, value=text)
    return fixed


def format_euros(cents: int, lang: str = "fr") -> str:
    """Write cents: "1 234,50 €" in French (no-break spaces), "€1,234.50" in English."""
    number = format_decimal(Decimal(cents) / 100, lang, places=2)
    if lang == "fr":
        return f"{number}{NBSP}€"
    return f"{number[0]}€{number[1:]}" if cents < 0 else f"€{number}"


def format_price(price: Decimal, lang: str = "fr") -> str:
    """Write a unit price in euros: two decimals, or as many as it needs up to four ("1,055 €")."""
    exact = price.quantize(Decimal("0.0001"))
    number = format_decimal(exact, lang, places=2)
    return f"{number}{NBSP}€" if lang == "fr" else f"€{number}"


def _share_net(gross: Sequence[int], rate_bp: int, base: int) -> list[int]:
    # Cut towards zero and hand out by the size of what was cut: negating every line negates every part.
    divisor = _WHOLE_BP + rate_bp
    signs = [1 if cents >= 0 else -1 for cents in gross]
    cuts = [divmod(abs(cents) * _WHOLE_BP, divisor) for cents in gross]
    nets = [sign * whole for sign, (whole, _) in zip(signs, cuts, strict=True)]
    missing = base - sum(nets)
    step = 1 if missing > 0 else -1
    rank = sorted((i for i in range(len(gross)) if signs[i] == step), key=lambda i: (-cuts[i][1], -abs(gross[i]), i))
    for i in rank[: abs(missing)]:
        nets[i] += step
    return nets


def _check_rate(rate_bp: int) -> None:
    if not 0 <= rate_bp <= MAX_RATE_BP:
        raise ValueError("a VAT rate lies between 0 and 10 000 basis points")


def _without_sign_of_euro(text: str) -> str:
    return text.strip().removesuffix("€").rstrip()
