"""The arithmetic of a recall, without a database: nothing is counted twice, nothing is lost on the way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bocal.directory.rules import LOSSES, OUTSIDE, PlaceKind
from bocal.journals.rules import Kind, Refused, StepKind
from bocal.journals.rules.checks import ROUTES
from bocal.journals.rules.recalls import (
    SAID,
    Accounted,
    Flow,
    LotBalance,
    Passed,
    Todo,
    answer,
    balance,
    flow,
    share_found,
    todo,
)

P = PlaceKind
SMALL = st.integers(min_value=1, max_value=1_000)


@pytest.mark.parametrize(
    ("kind", "outside", "out", "meaning"),
    [
        (Kind.RECEIVE, P.DONOR, False, Flow.CAME),
        (Kind.RECEIVE, P.CUSTOMER, False, Flow.CAME),  # empty jars handed in at the reception
        (Kind.DEPOSIT, P.CUSTOMER, False, Flow.CAME),
        (Kind.MAKE, P.TRANSFORM, False, Flow.CAME),
        (Kind.MAKE, P.TRANSFORM, True, Flow.USED),
        (Kind.MAKE, P.PEEL, True, Flow.LOST),
        (Kind.DELIVER, P.CUSTOMER, True, Flow.SENT),
        (Kind.DELIVER, P.CUSTOMER, False, Flow.RETURNED),
        (Kind.GIVE, P.RECIPIENT, True, Flow.SENT),
        (Kind.RETURN, P.SUPPLIER, True, Flow.SENT),  # toll work goes back to its farm
        (Kind.RETURN, P.RECIPIENT, False, Flow.RETURNED),
        (Kind.LOSE, P.WASTE, True, Flow.LOST),
        (Kind.COUNT, P.COUNT, True, Flow.GAP),
        (Kind.COUNT, P.COUNT, False, Flow.GAP),
    ],
)
def test_each_movement_across_the_walls_has_one_meaning(
    kind: Kind, outside: PlaceKind, out: bool, meaning: Flow
) -> None:
    assert flow(kind, outside, out=out) is meaning


def test_every_way_in_or_out_has_a_meaning() -> None:
    for kind, routes in ROUTES.items():
        for sources, targets in routes:
            for place in (sources | targets) & OUTSIDE:
                for out in (True, False):
                    assert flow(kind, place, out=out) in Flow
    assert all(flow(Kind.LOSE, place, out=True) is Flow.LOST for place in LOSSES)


@given(came=SMALL, out=st.lists(st.tuples(st.sampled_from(sorted(set(Flow) - {Flow.CAME})), SMALL), max_size=12))
def test_what_came_is_all_accounted_for(came: int, out: list[tuple[Flow, int]]) -> None:
    """Whatever happens to a lot, what came is used, sent, lost, missed by an inventory or in stock, and no more."""
    rows, stock = [Passed(1, Flow.CAME, None, came, came)], came
    sent = 0
    for sense, wanted in out:
        most = sent if sense is Flow.RETURNED else stock
        number = min(wanted, most)
        stock += number if sense is Flow.RETURNED else -number
        sent += number if sense is Flow.SENT else -number if sense is Flow.RETURNED else 0
        rows.append(Passed(1, sense, 7, number, number))
    found = balance(rows, stock)
    assert found.adrift == 0
    assert found.held == sent
    assert found.came == found.used + found.sent - found.returned + found.lost + found.gap + found.stock
    assert balance(rows, stock, mass=True) == found
    share = share_found([(found, 0)])
    assert 0 <= share <= 1
    if not found.gap:
        assert share == 1


def test_the_share_found_tells_what_nobody_can_name() -> None:
    whole = LotBalance(came=100, sent=40, returned=10, lost=5, stock=65)
    assert share_found([(whole, 0)]) == 1
    assert share_found([(whole, 10)]) == pytest.approx(0.9)
    missed = LotBalance(came=100, used=20, sent=40, gap=8, stock=32)
    assert share_found([(missed, 0)]) == pytest.approx(0.9)
    assert share_found([(LotBalance(), 0)]) == 1


def test_what_is_found_too_much_of_one_lot_makes_up_for_no_other() -> None:
    found_again = LotBalance(came=100, gap=-10, stock=110)
    missed = LotBalance(came=100, gap=10, stock=90)
    assert share_found([(found_again, 0), (missed, 0)]) == pytest.approx(190 / 200)
    # All that was found again went into the pot: nothing of that lot is left to be found.
    assert share_found([(LotBalance(came=100, gap=-10, used=110), 0), (missed, 0)]) == pytest.approx(0.9)


@given(sent=st.integers(1, 500), said=st.lists(st.tuples(st.sampled_from((StepKind.RETURNED, *SAID)), SMALL)))
def test_nobody_accounts_for_more_than_they_were_sent(sent: int, said: list[tuple[StepKind, int]]) -> None:
    account = Accounted(sent)
    for kind, quantity in said:
        before = account
        if quantity > (before.missing - before.aside if kind is StepKind.ASIDE else before.missing):
            with pytest.raises(Refused, match="recall_too_much"):
                answer(before, kind, quantity)
        else:
            account = answer(before, kind, quantity)
        assert account.sent == account.returned + account.destroyed + account.eaten + account.missing
        assert 0 <= account.missing <= account.sent
        assert 0 <= account.aside <= account.missing
        if kind is StepKind.ASIDE:
            assert account.missing == before.missing


@pytest.mark.parametrize("quantity", [0, -1])
def test_an_answer_of_nothing_is_refused(quantity: int) -> None:
    with pytest.raises(Refused) as refused:
        answer(Accounted(3), StepKind.EATEN, quantity)
    assert refused.value.code == "nothing"


def test_the_most_urgent_comes_first() -> None:
    state = {"drill": False, "closed": False, "unblocked": 2, "listed": False, "untold": 3, "missing": True}
    sheet = {"sheet": False}
    assert todo(**state, **sheet) is Todo.BLOCK
    state["unblocked"] = 0
    assert todo(**state, **sheet) is Todo.TELL
    state["untold"] = 0
    assert todo(**state, **sheet) is Todo.SHEET
    assert todo(**state, sheet=True) is Todo.ASK
    state["missing"] = False
    assert todo(**state, sheet=True) is Todo.CLOSE
    assert todo(**{**state, "closed": True}, sheet=True) is Todo.NOTHING
    assert todo(**{**state, "drill": True, "unblocked": 5}, sheet=False) is Todo.LIST
    assert todo(**{**state, "drill": True, "listed": True, "unblocked": 5}, sheet=False) is Todo.CLOSE
