"""What can be promised: the pure rule, by properties."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bocal.orders.rules.promising import Demand, Supply, Wait, promisable, serve, served

FIRST = date(2026, 9, 1)
DAYS = st.integers(0, 8).map(lambda n: FIRST + timedelta(days=n))


@st.composite
def supplies(draw) -> list[Supply]:
    found = []
    for _ in range(draw(st.integers(0, 4))):
        start, last = sorted((draw(DAYS), draw(DAYS)))
        found.append(Supply(draw(st.integers(0, 6)), start, draw(st.sampled_from([last, None]))))
    return found


demands = st.lists(st.builds(Demand, DAYS, st.integers(0, 4)), max_size=4)


def best(there: list[Supply], wanted: list[Demand]) -> int:
    """The most that can be served, tried out unit by unit: augmenting paths."""
    units = [s for s in there for _ in range(s.quantity)]
    asked = [d.day for d in wanted for _ in range(d.quantity)]
    holder: dict[int, int] = {}

    def fits(unit: Supply, day: date) -> bool:
        return unit.start <= day <= (unit.until or date.max)

    def find(ask: int, seen: set[int]) -> bool:
        for n, unit in enumerate(units):
            if n not in seen and fits(unit, asked[ask]):
                seen.add(n)
                if n not in holder or find(holder[n], seen):
                    holder[n] = ask
                    return True
        return False

    return sum(find(ask, set()) for ask in range(len(asked)))


@given(supplies(), demands)
def test_sharing_out_serves_the_most_there_is(there, wanted):
    assert served(there, wanted) == best(there, wanted)


@given(supplies(), demands, DAYS)
def test_a_promise_takes_nothing_from_those_before_it(there, wanted, day):
    more = promisable(there, wanted, day)
    before = best(there, wanted)
    assert best(there, [*wanted, Demand(day, more)]) == before + more
    assert best(there, [*wanted, Demand(day, more + 1)]) == before + more


@given(supplies(), demands, DAYS)
def test_never_more_than_there_is_that_day(there, wanted, day):
    good = sum(s.quantity for s in there if s.start <= day <= (s.until or date.max))
    assert 0 <= promisable(there, wanted, day) <= good


@given(supplies(), demands, DAYS, st.integers(0, 5))
def test_once_promised_so_much_less_is_left(there, wanted, day, quantity):
    more = promisable(there, wanted, day)
    taken = min(quantity, more)
    assert promisable(there, [*wanted, Demand(day, taken)], day) == more - taken


@given(supplies(), demands, st.lists(st.tuples(DAYS, st.integers(1, 4)), max_size=4))
def test_what_waits_is_served_in_order_and_takes_from_nobody(there, wanted, waiting):
    waits = [Wait(line, 1, day, quantity) for line, (day, quantity) in enumerate(waiting)]
    got = serve(waits, {1: there}, {1: wanted})
    before = list(wanted)
    for wait in waits:
        part = got.get(wait.line, 0)
        # As much as can be, and those before it, and whoever was promised some, keep theirs.
        assert part == min(wait.quantity, promisable(there, before, wait.day))
        before.append(Demand(wait.day, part))
    assert best(there, before) == best(there, wanted) + sum(got.values())


def test_what_is_promised_for_later_is_not_promised_now():
    there = [Supply(10)]
    assert promisable(there, [Demand(FIRST + timedelta(days=5), 8)], FIRST) == 2


def test_what_the_kitchen_releases_counts_from_that_day():
    there = [Supply(3), Supply(20, start=FIRST + timedelta(days=4))]
    assert promisable(there, [], FIRST) == 3
    assert promisable(there, [], FIRST + timedelta(days=4)) == 23


def test_what_expires_serves_those_before_it():
    """Ten good until the second, ten without a date: the early order takes the first, the late one keeps the others."""
    there = [Supply(10, until=FIRST + timedelta(days=1)), Supply(10)]
    late = Demand(FIRST + timedelta(days=6), 10)
    assert promisable(there, [late], FIRST) == 10
    assert promisable(there, [late], FIRST + timedelta(days=6)) == 0
