"""What a supplier's invoice comes to, and which are refused: no database."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bocal.billing.rules import suppliers
from bocal.billing.rules.suppliers import Bought, FarmVat
from bocal.journals.rules import Account, Refused
from tests.world import TODAY

WEEK = timedelta(days=7)


amounts = st.integers(-10_000_00, 10_000_00)


@given(amounts, amounts, amounts, st.booleans())
def test_a_suppliers_voucher_sums_to_zero_and_owes_what_the_invoice_says(payable, vat, purchases, deducts):
    lines = suppliers.supplier_entry(payable, vat, purchases, supplier=7, label="12", deducts=deducts)
    sums = {account: sum(line.cents for line in lines if line.account is account) for account in Account}
    assert sum(sums.values()) == 0
    assert sums[Account.SUPPLIER] == -payable
    assert sums[Account.SUPPLIER_UNBILLED] == purchases
    assert sums[Account.VAT_DEDUCTIBLE] == (vat if deducts else 0)


bought = st.builds(
    Bought, day=st.just(TODAY), label=st.just("Blettes"), cents=amounts, vat_bp=st.sampled_from([0, 550, 1000, 2000])
)


@given(st.lists(bought, min_size=1, max_size=10), st.sampled_from(list(FarmVat)))
def test_an_invoice_in_a_farms_name_is_what_it_brought_and_its_vat(lines, vat):
    totals = suppliers.self_billed_totals(lines, vat)
    assert totals.net == sum(line.cents for line in lines)
    assert totals.rounding == 0
    assert totals.payable == totals.net + totals.vat
    if vat is not FarmVat.LIABLE:
        assert totals.vat == 0


@pytest.mark.parametrize(
    ("payable", "vat", "day", "code"),
    [
        (0, 0, TODAY, "no_amount"),
        (1000, 200, TODAY, "bad_vat"),
        (1000, -10, TODAY, "bad_vat"),
        (1000, 0, TODAY + timedelta(days=1), "future"),
        (1000, 0, TODAY - timedelta(days=4000), "too_old"),
    ],
)
def test_what_no_invoice_says_is_refused(payable, vat, day, code):
    with pytest.raises(Refused, match=code):
        suppliers.check_supplier_invoice(payable, vat, day, TODAY)


def test_a_number_is_the_same_however_it_is_typed():
    assert suppliers.same_number(" fa 12 ", ["FA12"])
    assert not suppliers.same_number("FA13", ["FA12"])
