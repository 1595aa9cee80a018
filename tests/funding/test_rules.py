"""Shares of an expense, what each funder pays, and what proves it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bocal.funding import rules
from bocal.funding.rules import Cost
from bocal.journals.rules import Refused

CENTS = st.integers(min_value=0, max_value=10**9)


@given(CENTS, st.lists(st.integers(min_value=1, max_value=4_000), max_size=12))
def test_slices_never_pass_the_whole_and_make_it_when_they_are_all_of_it(total: int, shares: list[int]) -> None:
    shares = shares[: next((n for n in range(len(shares) + 1) if sum(shares[: n + 1]) > rules.WHOLE), len(shares))]
    assert sum(rules.slices(total, shares)) <= total
    left = rules.WHOLE - sum(shares)
    assert sum(rules.slices(total, [*shares, left] if left else shares)) == total


@given(CENTS, st.dictionaries(st.integers(), CENTS, min_size=1))
def test_a_total_is_shared_out_to_the_cent(total: int, weights: dict[int, int]) -> None:
    shared = rules.apportion(total, weights)
    assert sum(shared.values()) == (total if sum(weights.values()) else 0)
    assert min(shared.values()) >= 0


@given(
    st.dictionaries(st.integers(), st.integers(min_value=1, max_value=10**7), min_size=1),
    st.lists(st.tuples(CENTS, st.booleans()), max_size=8),
)
def test_no_funder_pays_more_than_it_grants(granted: dict[int, int], spent: list[tuple[int, bool]]) -> None:
    costs = [Cost(None, cents, cents * 2 // 3, proven) for cents, proven in spent]
    rows = rules.by_funder(granted, costs)
    assert all(row.justified <= row.eligible <= row.planned for row in rows)
    assert sum(row.justified for row in rows) == min(sum(granted.values()), sum(cost.justified for cost in costs))
    lines = rules.by_line({}, costs)
    assert rules.total(lines).spent == sum(cost.cents for cost in costs)


def test_only_what_is_paid_and_proven_is_justified() -> None:
    rows = rules.by_line(
        {7: 10_000}, [Cost(7, 4_000, 3_000, True), Cost(7, 1_000, 1_000, False), Cost(None, 5, 5, True)]
    )
    assert [(row.key, row.spent, row.eligible, row.justified, row.left) for row in rows] == [
        (7, 5_000, 4_000, 3_000, 7_000),
        (None, 5, 5, 5, 0),
    ]
    assert rows[0].gap == -5_000
    assert str(rows[0].gap_share) == "-0.5"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_proof"),
        (b"<html>%PDF-", "bad_proof"),
        (b"MZ%PDF-", "bad_proof"),
        (b"%PDF-" * 1_000_001, "large_proof"),
    ],
)
def test_a_proof_is_what_its_first_bytes_say(data: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.proof_kind(data)
    assert refused.value.code == code
    assert rules.proof_kind(b"\xff\xd8\xff\xe0") == "image/jpeg"


def test_an_hour_is_worth_what_held_that_day() -> None:
    rates = [(date(2021, 1, 1), 1_025), (date(2019, 9, 1), 1_003)]
    assert rules.rate_on(rates, date(2019, 8, 31)) is None
    assert rules.rate_on(rates, date(2020, 12, 31)) == 1_003
    assert rules.rate_on(rates, date(2022, 5, 1)) == 1_025
    assert rules.value_of(90, 1_025) == 1_538
