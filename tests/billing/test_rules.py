"""Totals add up, a credit note mirrors its invoice, no cent is lost between deliveries, invoices and payments."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bocal.billing import rules
from bocal.billing.rules import Bill, InvoiceKind, Means, Nature, Sold
from bocal.directory.rules import VatProfile
from bocal.journals.rules import Account, Refused
from bocal.measure.money import Basis, line_cents, net_of_gross
from bocal.measure.quantity import Dimension

DAY = date(2026, 9, 3)
LIABLE = VatProfile.LIABLE


def goods(
    price: str = "2.8000",
    quantity: int = 1_000_000,
    *,
    gross: bool = True,
    vat_bp: int | None = 550,
    voucher: int = 1,
    account: Account = Account.RESALE,
) -> Sold:
    """A line as a delivery posts it."""
    amount = line_cents(Decimal(price), quantity, 1_000_000)
    net = net_of_gross(amount, vat_bp or 0) if gross else amount
    return Sold(
        key=1,
        voucher=voucher,
        day=DAY,
        account=account,
        cents=-net,
        label="Tomates",
        quantity=quantity,
        dimension=Dimension.MASS,
        unit_price=Decimal(price),
        gross=gross,
        vat_bp=vat_bp,
    )


def deposit(jars: int, *, voucher: int = 1) -> Sold:
    return Sold(key=2, voucher=voucher, day=DAY, account=Account.DEPOSITS, cents=-100 * jars, quantity=jars)


prices = st.integers(1, 400_000).map(lambda n: f"{Decimal(n) / 10_000:.4f}")
lines_of = st.builds(
    goods,
    prices,
    st.integers(-20_000_000, 20_000_000),
    gross=st.just(True),
    vat_bp=st.sampled_from([0, 550, 1000, 2000]),
    voucher=st.integers(1, 3),
)
deposits_of = st.builds(deposit, st.integers(-30, 30), voucher=st.integers(1, 3))
gross_documents = st.lists(st.one_of(lines_of, deposits_of), min_size=1, max_size=12)
net_documents = gross_documents.map(lambda lines: [_net(line) for line in lines])


def _net(line: Sold) -> Sold:
    if line.deposit or line.unit_price is None:
        return line
    return goods(str(line.unit_price), line.quantity, gross=False, vat_bp=line.vat_bp, voucher=line.voucher)


documents = st.one_of(st.tuples(gross_documents, st.just(Basis.GROSS)), st.tuples(net_documents, st.just(Basis.NET)))


def mirrored(line: Sold) -> Sold:
    return replace(line, cents=-line.cents, quantity=-line.quantity)


@given(documents)
def test_what_is_billed_is_what_was_owed_and_the_voucher_sums_to_zero(document):
    lines, basis = document
    made = rules.draft(lines, basis, LIABLE)
    entry = rules.entry(made, 7, "F2026-0001")
    assert sum(line.cents for line in entry) == 0
    by_account = {line.account: 0 for line in entry}
    for line in entry:
        by_account[line.account] += line.cents
    assert by_account[Account.UNBILLED] == -sum(line.due for line in lines)
    assert by_account[Account.CUSTOMER] == made.totals.payable
    assert -by_account.get(Account.VAT_COLLECTED, 0) == made.totals.vat
    if basis is Basis.GROSS:
        assert made.totals.payable == sum(line.amount for line in lines)
        assert made.unbilled == made.totals.payable
    else:
        assert Account.ROUNDING_LOSS not in by_account
        assert Account.ROUNDING_GAIN not in by_account or abs(by_account[Account.ROUNDING_GAIN]) <= len(lines)
    assert sum(made.totals.line_nets) == made.totals.net


@given(documents)
def test_a_credit_note_mirrors_its_invoice(document):
    lines, basis = document
    made = rules.draft(lines, basis, LIABLE)
    back = rules.draft([mirrored(line) for line in lines], basis, LIABLE)
    assert back.totals.payable == -made.totals.payable
    assert back.totals.rounding == -made.totals.rounding
    assert back.totals.line_nets == tuple(-net for net in made.totals.line_nets)
    assert [(r.rate_bp, r.base, r.vat) for r in back.totals.rows] == [
        (r.rate_bp, -r.base, -r.vat) for r in made.totals.rows
    ]
    sums = [
        {account: sum(line.cents for line in rules.entry(one, 7, "") if line.account == account) for account in Account}
        for one in (made, back)
    ]
    rounding = {Account.ROUNDING_GAIN, Account.ROUNDING_LOSS}
    assert all(sums[0][account] == -sums[1][account] for account in set(Account) - rounding)
    assert sum(sums[0][one] for one in rounding) == -sum(sums[1][one] for one in rounding)
    if made.totals.payable:
        assert {made.kind, back.kind} == {InvoiceKind.INVOICE, InvoiceKind.CREDIT_NOTE}


def test_what_the_delivery_announced_is_what_is_billed():
    """Shared among lots, a line's parts have their own cents: neither price nor net tells them, account 418 does."""
    part = replace(goods(), cents=-266, owed=280)
    assert (part.amount, part.due) == (280, 280)
    made = rules.draft([part, replace(part, key=2, cents=-265)], Basis.GROSS, LIABLE)
    assert made.totals.payable == made.unbilled == 560


@given(gross_documents)
def test_a_delivery_that_contradicts_itself_is_refused(lines):
    owed: dict[int, int] = {}
    for line in lines:
        owed[line.voucher] = owed.get(line.voucher, 0) + line.due
    rules.check_owed(lines, owed)
    with pytest.raises(Refused, match="amounts_differ"):
        rules.check_owed(lines, {voucher: cents + 1 for voucher, cents in owed.items()})


def test_goods_shown_net_and_gross_are_two_documents_and_deposits_follow():
    net, gross = goods(gross=False, voucher=1), goods(voucher=2)
    with_net, with_gross, alone = deposit(3, voucher=1), deposit(2, voucher=2), deposit(-4, voucher=9)
    parts = rules.by_basis([net, gross, with_net, with_gross, alone])
    assert parts == {Basis.NET: (net, with_net), Basis.GROSS: (gross, with_gross, alone)}
    assert rules.by_basis([net, gross, alone], Basis.NET) == {Basis.NET: (net, alone), Basis.GROSS: (gross,)}


def test_jars_that_come_back_alone_go_with_the_goods_else_as_their_customer_reads():
    net, gross, alone = goods(gross=False, voucher=1), goods(voucher=2), deposit(-4, voucher=9)
    for wished in Basis:
        assert rules.by_basis([alone, net], wished) == {Basis.NET: (alone, net)}
        assert rules.by_basis([alone, gross], wished) == {Basis.GROSS: (alone, gross)}
        assert rules.by_basis([alone], wished) == {wished: (alone,)}


@pytest.mark.parametrize(
    ("profile", "rate", "code"),
    [
        (VatProfile.FRANCHISE, 550, "vat_in_franchise"),
        (VatProfile.EXEMPT, 2000, "vat_in_franchise"),
        (VatProfile.OUTSIDE, 550, "vat_in_franchise"),
        (VatProfile.LIABLE, None, "vat_missing"),
        (VatProfile.RECEIPTS, None, "vat_missing"),
    ],
)
def test_a_rate_that_does_not_go_with_the_collective_is_refused(profile, rate, code):
    with pytest.raises(Refused, match=code):
        rules.draft([goods(vat_bp=rate)], Basis.GROSS, profile)


@pytest.mark.parametrize("rate", [None, 0])
@pytest.mark.parametrize("profile", [VatProfile.FRANCHISE, VatProfile.EXEMPT, VatProfile.OUTSIDE])
def test_a_collective_without_vat_bills_none(profile, rate):
    made = rules.draft([goods(vat_bp=rate), deposit(1)], Basis.GROSS, profile)
    assert (made.totals.net, made.totals.vat, made.totals.payable) == (380, 0, 380)
    assert [row.rate_bp for row in made.totals.rows] == [0, None]


def test_nothing_is_no_invoice():
    with pytest.raises(Refused, match="nothing_to_bill"):
        rules.draft([], Basis.GROSS, LIABLE)


def test_the_nature_follows_what_is_sold():
    toll = goods(account=Account.SERVICES)
    assert rules.draft([goods(), deposit(1)], Basis.GROSS, LIABLE).nature is Nature.GOODS
    assert rules.draft([toll, deposit(1)], Basis.GROSS, LIABLE).nature is Nature.SERVICES
    assert rules.draft([toll, goods()], Basis.GROSS, LIABLE).nature is Nature.MIXED
    assert rules.draft([deposit(1)], Basis.GROSS, LIABLE).nature is Nature.GOODS


@given(st.lists(st.tuples(st.integers(-5_000, 20_000), st.integers(-3_000, 25_000)), max_size=12))
def test_payments_and_credit_settle_invoices_to_the_cent(rows):
    bills = [Bill(key, payable, paid) for key, (payable, paid) in enumerate(rows)]
    done = rules.settle(bills)
    assert sum(done.left.values()) - done.credit == sum(one.payable - one.paid for one in bills)
    assert done.credit >= 0
    assert all(cents >= 0 for cents in (*done.left.values(), *done.covered.values()))
    assert done.credit == 0 or not any(done.left.values())


def test_too_much_on_one_invoice_pays_the_oldest_other():
    done = rules.settle([Bill(1, 1000, 0), Bill(2, 500, 900), Bill(3, 300, 0)])
    assert (done.left, done.covered, done.credit) == ({1: 600, 2: 0, 3: 300}, {1: 400, 2: 0, 3: 0}, 0)


def test_a_refunded_credit_note_is_worth_nothing_more():
    assert rules.settle([Bill(1, -800, 0)]).credit == 800
    assert rules.settle([Bill(1, -800, -800)]).credit == 0


def test_a_payment_is_positive_and_more_than_is_left_is_asked_about():
    rules.check_payment(500, left=500, more_is_credit=False)
    rules.check_payment(600, left=500, more_is_credit=True)
    with pytest.raises(Refused, match="over_payment"):
        rules.check_payment(501, left=500, more_is_credit=False)
    for cents in (0, -1):
        with pytest.raises(Refused, match="no_amount"):
            rules.check_payment(cents, left=500, more_is_credit=True)
        with pytest.raises(Refused, match="no_amount"):
            rules.check_refund(cents, credit=500)
    with pytest.raises(Refused, match="refund_too_large"):
        rules.check_refund(501, credit=500)


@given(st.integers(-10_000, 10_000), st.sampled_from(list(Means)))
def test_a_payments_voucher_sums_to_zero(cents, means):
    entry = rules.payment_entry(cents, means, 7, "F2026-0001")
    assert sum(line.cents for line in entry) == 0
    by_means = {Means.CASH: Account.CASH, Means.PREPAID: Account.ADVANCES, Means.ONLINE: Account.ONLINE}
    assert entry[0].account is by_means.get(means, Account.BANK)


def test_the_vat_number_follows_from_the_siren():
    # The example of the tax office's own documentation: key 83 for SIREN 404 833 048.
    assert rules.vat_number("40483304800022") == "FR83404833048"
    assert rules.vat_number("") == ""
