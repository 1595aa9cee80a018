from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bocal.measure.money import (
    Basis,
    Line,
    VatRow,
    format_euros,
    format_price,
    invoice_totals,
    line_cents,
    net_of_gross,
    net_price,
    parse_euros,
    parse_price,
)
from bocal.measure.unreadable import Code, Unreadable

rates = st.sampled_from([None, 0, 210, 550, 1000, 2000]) | st.integers(0, 10_000)
lines = st.lists(st.builds(Line, st.integers(-5_000_000, 5_000_000), rates), max_size=12)
few_rates = st.lists(st.builds(Line, st.integers(-300, 300), st.sampled_from([None, 0, 550, 2000])), max_size=30)
bases = st.sampled_from(Basis)


def negated(given_lines: list[Line]) -> list[Line]:
    return [Line(-line.cents, line.rate_bp) for line in given_lines]


def test_net_basis_rounds_once_for_each_rate():
    totals = invoice_totals([Line(25_000, 550), Line(6_000, 2000)], Basis.NET)
    assert totals.rows == (VatRow(550, 25_000, 1_375), VatRow(2000, 6_000, 1_200))
    assert (totals.net, totals.vat, totals.rounding, totals.payable) == (31_000, 2_575, 0, 33_575)
    # Three lines of 0,10 € at 5,5 %: 0,55 cent each, but 1,65 cents together.
    assert invoice_totals([Line(10, 550)] * 3, Basis.NET).vat == 2


def test_gross_basis_pays_what_was_shown():
    totals = invoice_totals([Line(3, 2000)], Basis.GROSS)
    assert (totals.net, totals.vat, totals.rounding, totals.payable) == (3, 1, -1, 3)
    totals = invoice_totals([Line(9, 550)], Basis.GROSS)
    assert (totals.net, totals.vat, totals.rounding, totals.payable) == (9, 0, 0, 9)


def test_gross_lines_share_the_base_by_largest_remainder():
    totals = invoice_totals([Line(100, 550), Line(100, 550), Line(100, 550)], Basis.GROSS)
    assert totals.net == 284
    assert totals.line_nets == (95, 95, 94)


def test_a_deposit_carries_no_vat_and_is_not_a_rate_of_zero():
    totals = invoice_totals([Line(480, 550), Line(150, None), Line(200, 0)], Basis.GROSS)
    assert totals.rows == (VatRow(0, 200, 0), VatRow(550, 455, 25), VatRow(None, 150, 0))
    assert totals.payable == 830
    assert totals.line_nets == (455, 150, 200)


def test_an_empty_document_is_worth_nothing():
    assert invoice_totals([], Basis.GROSS).payable == 0


@given(lines | few_rates, bases)
def test_totals_add_up(given_lines, basis):
    totals = invoice_totals(given_lines, basis)
    taxed = len([row for row in totals.rows if row.rate_bp is not None])
    assert totals.net + totals.vat + totals.rounding == totals.payable
    assert totals.net == sum(row.base for row in totals.rows) == sum(totals.line_nets)
    assert totals.vat == sum(row.vat for row in totals.rows)
    for row in totals.rows:
        of_rate = [i for i, line in enumerate(given_lines) if line.rate_bp == row.rate_bp]
        assert sum(totals.line_nets[i] for i in of_rate) == row.base
    if basis is Basis.NET:
        assert totals.rounding == 0
        assert totals.line_nets == tuple(line.cents for line in given_lines)
    else:
        assert totals.payable == sum(line.cents for line in given_lines)
        assert abs(totals.rounding) <= taxed


@given(st.integers(-10_000, 10_000), st.integers(0, 10_000))
def test_one_rate_rounds_by_one_cent_at_most(cents, rate):
    assert abs(invoice_totals([Line(cents, rate)], Basis.GROSS).rounding) <= 1


@given(lines | few_rates)
def test_no_line_net_is_a_cent_away_from_its_exact_value(given_lines):
    for line, net in zip(given_lines, invoice_totals(given_lines, Basis.GROSS).line_nets, strict=True):
        assert abs(net * (10_000 + (line.rate_bp or 0)) - line.cents * 10_000) < 10_000 + (line.rate_bp or 0)


@given(lines | few_rates, bases, st.randoms())
def test_the_order_of_lines_changes_no_total(given_lines, basis, random):
    shuffled = given_lines[:]
    random.shuffle(shuffled)
    one, other = invoice_totals(given_lines, basis), invoice_totals(shuffled, basis)
    assert (one.net, one.vat, one.rounding, one.payable, one.rows) == (
        other.net,
        other.vat,
        other.rounding,
        other.payable,
        other.rows,
    )
    nets_of_one = sorted(
        (line.rate_bp or -1, line.cents, net) for line, net in zip(given_lines, one.line_nets, strict=True)
    )
    nets_of_other = sorted(
        (line.rate_bp or -1, line.cents, net) for line, net in zip(shuffled, other.line_nets, strict=True)
    )
    assert nets_of_one == nets_of_other


@given(lines | few_rates, bases)
def test_a_credit_note_mirrors_its_invoice(given_lines, basis):
    invoice, credit = invoice_totals(given_lines, basis), invoice_totals(negated(given_lines), basis)
    assert credit.line_nets == tuple(-net for net in invoice.line_nets)
    assert credit.rows == tuple(VatRow(row.rate_bp, -row.base, -row.vat) for row in invoice.rows)
    assert (credit.net, credit.vat, credit.rounding, credit.payable) == (
        -invoice.net,
        -invoice.vat,
        -invoice.rounding,
        -invoice.payable,
    )


@pytest.mark.parametrize("rate", [-1, 10_001])
def test_a_rate_out_of_range_is_a_fault_of_the_caller(rate):
    with pytest.raises(ValueError, match="VAT rate"):
        Line(1, rate)
    with pytest.raises(ValueError, match="VAT rate"):
        net_of_gross(1, rate)


def test_a_line_is_rounded_once_half_away_from_zero():
    assert line_cents(Decimal("1.0550"), 40_000_000, 1_000_000) == 4_220
    assert line_cents(Decimal("0.0050"), 1, 1) == 1
    assert line_cents(Decimal("0.0050"), -1, 1) == -1
    assert line_cents(Decimal("3.2000"), 1_234_567, 1_000_000) == 395
    with pytest.raises(ValueError, match="per"):
        line_cents(Decimal(1), 1, 0)


def test_euros_are_read_and_written_the_french_way():
    assert parse_euros("12,50") == parse_euros("12.5 €") == 1_250
    assert parse_euros("-3,10", signed=True) == -310
    assert format_euros(123_450) == "1\u202f234,50\u00a0€"
    assert format_euros(-5) == "−0,05\u00a0€"
    assert format_euros(-123_450, "en") == "−€1,234.50"
    assert parse_price("1,055 €") == Decimal("1.0550")
    assert str(parse_price("3")) == "3.0000"
    assert format_price(Decimal("1.0550")) == "1,055\u00a0€"
    assert format_price(Decimal("2")) == "2,00\u00a0€"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", Code.EMPTY),
        ("€", Code.EMPTY),
        ("1,005", Code.TOO_PRECISE),
        ("-1", Code.NEGATIVE),
        ("999999999999", Code.TOO_LARGE),
    ],
)
def test_euros_that_cannot_be_read(text, code):
    with pytest.raises(Unreadable) as refusal:
        parse_euros(text)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("text", "code"), [("1,00001", Code.TOO_PRECISE), ("2000000", Code.TOO_LARGE), ("-1", Code.NEGATIVE)]
)
def test_prices_that_cannot_be_read(text, code):
    with pytest.raises(Unreadable) as refusal:
        parse_price(text)
    assert refusal.value.code == code


@given(st.integers(-(10**10), 10**10))
def test_what_is_written_is_read_back(cents):
    assert parse_euros(format_euros(cents), signed=True) == cents


@pytest.mark.parametrize(
    ("price", "rate", "net"),
    [
        ("4.50", 550, "4.2654"),
        ("2.80", 550, "2.6540"),
        ("1.20", 2000, "1.0000"),
        ("3.33", 0, "3.3300"),
        ("0", 550, "0"),
    ],
)
def test_a_price_with_vat_has_one_before_it_to_four_decimals(price, rate, net):
    assert net_price(Decimal(price), rate) == Decimal(net)
