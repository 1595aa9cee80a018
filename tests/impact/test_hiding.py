"""What is hidden in a table cannot be worked out from what is shown, even knowing how it was hidden."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bocal.impact.rules.hiding import LEAST, hide

COUNTS = st.lists(st.integers(min_value=0, max_value=400), min_size=1, max_size=8)


@pytest.mark.parametrize(("rows", "most"), [(2, 30), (3, 14), (4, 9), (5, 6)])
def test_every_hidden_row_may_have_been_something_else(rows: int, most: int) -> None:
    """All tables there are, sorted by what a reader sees of them: shown rows, and what is known in all."""
    seen = defaultdict(list)
    for counts in product(range(most + 1), repeat=rows):
        seen[tuple(hide(counts)), sum(counts)].append(counts)
    for (shown, total), tables in seen.items():
        # Near the largest table that is tried, the others of its kind are not.
        if total > most:
            continue
        for place, value in enumerate(shown):
            if value is None:
                assert len({counts[place] for counts in tables}) > 1, (shown, total)


@given(COUNTS)
def test_no_small_group_is_shown_and_what_is_shown_is_true(counts: list[int]) -> None:
    shown = hide(counts)
    assert all(value is None or value == count for value, count in zip(shown, counts, strict=True))
    assert all(value is None or value == 0 or value >= LEAST for value in shown)
    hidden = [count for value, count in zip(shown, counts, strict=True) if value is None]
    assert len(hidden) != 1 or len(counts) == 1
    if hidden and sum(counts) >= 2 * LEAST:
        assert sum(hidden) >= LEAST


@given(COUNTS)
def test_nothing_is_hidden_for_nothing(counts: list[int]) -> None:
    if all(count == 0 or count >= LEAST for count in counts):
        assert hide(counts) == counts


@given(COUNTS.filter(lambda counts: len(counts) > 1))
def test_another_table_looks_the_same(counts: list[int]) -> None:
    """For larger tables: one person put from a hidden row into another gives a table with the same picture."""
    shown = hide(counts)
    hidden = [place for place, value in enumerate(shown) if value is None]
    if not hidden:
        return
    for place in hidden:
        others = (
            swapped(counts, place, other, step) for other in hidden if other != place for step in range(1, LEAST + 1)
        )
        assert any(other is not None and hide(other) == shown for other in others), (counts, place)


def swapped(counts: list[int], one: int, other: int, step: int) -> list[int] | None:
    """`step` people more in a row and fewer in another, or the other way round."""
    for sign in (1, -1):
        moved = list(counts)
        moved[one] += sign * step
        moved[other] -= sign * step
        if min(moved) >= 0 and hide(moved) == hide(counts):
            return moved
    return None
