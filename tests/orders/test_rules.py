"""What is pure: states, slots, shortages, money and the order in which lots leave."""

import itertools
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bocal.catalog.rules import DateKind, Dimension
from bocal.directory.rules import VatProfile
from bocal.journals.rules import Account, Refused, Status
from bocal.orders import rules
from bocal.orders.rules import Batch, Terms, rhythm
from bocal.orders.rules.rhythm import State

MOMENT = datetime(2026, 9, 3, 17, tzinfo=UTC)
moments = st.integers(-100_000, 100_000).map(lambda minutes: MOMENT + timedelta(minutes=minutes))
baskets = st.dictionaries(st.integers(1, 12), st.integers(0, rules.MOST), max_size=8)
rates = st.sampled_from([0, 550, 1000, 2000])
prices = st.decimals("0.0001", 200, places=4)


@st.composite
def terms(draw) -> Terms:
    by_weight = draw(st.booleans())
    dimension = Dimension.MASS if by_weight else draw(st.sampled_from(list(Dimension)))
    portion = draw(st.integers(1, 12) if dimension is Dimension.COUNT else st.integers(50_000, 5_000_000))
    most = portion + draw(st.integers(0, 1_000_000)) if by_weight else 0
    return Terms(draw(prices), draw(st.booleans()), draw(rates), portion, dimension, by_weight, most)


# ── Time ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@given(moments, moments, st.sampled_from(State), moments)
def test_a_round_is_open_from_its_opening_to_just_before_its_closing(opens, closes, stored, now):
    assume(opens < closes)
    found = rhythm.state(stored, opens, closes, now)
    sells = stored in (State.PLANNED, State.OPEN)
    assert (found is State.OPEN) == (sells and opens <= now < closes)
    assert (found is State.PLANNED) == (sells and now < opens)


@given(moments, moments)
def test_the_time_left_adds_up(until, now):
    left = rules.left(until, now)
    assert 0 <= left.hours < 24
    assert 0 <= left.minutes < 60
    assert timedelta(days=left.days, hours=left.hours, minutes=left.minutes) == max(until - now, timedelta())


def test_every_half_hour_from_five_to_seven():
    spans = rules.windows(MOMENT, MOMENT + timedelta(hours=2), 30)
    assert [f"{start:%H:%M}" for start, _ in spans] == ["17:00", "17:30", "18:00", "18:30"]


@given(moments, st.integers(1, 1200), st.integers(5, 480))
def test_slots_lie_side_by_side_and_cover_the_whole(first, length, minutes):
    last = first + timedelta(minutes=length)
    assume(length / minutes <= rules.MOST_SLOTS)
    spans = rules.windows(first, last, minutes)
    assert spans[0][0] == first
    assert spans[-1][1] == last
    assert all(end == start for (_, end), (start, _) in itertools.pairwise(spans))
    assert all(timedelta() < end - start <= timedelta(minutes=minutes) for start, end in spans)


@pytest.mark.parametrize(
    ("hours", "minutes", "code"),
    [
        (0, 30, "slots_backwards"),
        (-1, 30, "slots_backwards"),
        (2, 4, "slot_length"),
        (2, 481, "slot_length"),
        (24, 5, "too_many_slots"),
    ],
)
def test_slots_that_make_no_sense_are_refused(hours, minutes, code):
    with pytest.raises(Refused, match=code):
        rules.windows(MOMENT, MOMENT + timedelta(hours=hours), minutes)


# ── The basket ───────────────────────────────────────────────────────────────────────────────────────────────────────


@given(baskets, baskets)
def test_the_differences_lead_from_one_basket_to_the_other(wanted, mine):
    after = dict(mine)
    for offer, change in rules.deltas(wanted, mine).items():
        assert change
        after[offer] = after.get(offer, 0) + change
    assert {k: v for k, v in after.items() if v} == {k: v for k, v in wanted.items() if v}


@given(baskets, baskets, st.data())
def test_what_is_proposed_can_be_had(wanted, mine, data):
    mine = {offer: n for offer, n in mine.items() if offer in wanted}
    stock = {}
    for offer in wanted:
        ordered = mine.get(offer, 0) + data.draw(st.integers(0, 50))
        stock[offer] = (ordered + data.draw(st.integers(0, 50)), ordered)
    lowered = rules.proposal(wanted, rules.missing(wanted, mine, stock))
    assert rules.missing(lowered, mine, stock) == ()
    assert all(lowered[offer] <= wanted[offer] for offer in wanted)
    # Nothing that could be had is taken away.
    assert all(lowered[o] in (wanted[o], stock[o][0] - stock[o][1] + mine.get(o, 0)) for o in wanted)


@pytest.mark.parametrize("quantity", [-1, rules.MOST + 1])
def test_a_basket_has_sane_quantities(quantity):
    with pytest.raises(Refused, match="bad_quantity"):
        rules.basket({1: quantity})
    with pytest.raises(Refused, match="empty_basket"):
        rules.basket({1: 0})


# ── Money ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@given(terms(), st.integers(1, 50))
def test_a_line_is_net_plus_vat_and_never_above_its_maximum(sold, count):
    usual, highest = rules.line_amount(sold, count), rules.most(sold, count)
    for amount in (usual, highest):
        assert amount.due == amount.net + amount.vat
        assert amount.vat >= 0
    assert usual.due <= highest.due


def test_two_chickens_as_weighed():
    sold = Terms(Decimal("12.00"), True, 550, 1_800_000, Dimension.MASS, by_weight=True, most_portion=2_200_000)
    assert rules.line_amount(sold, 2, 3_700_000) == rules.Amount(4440, 4209, 231)
    assert rules.most(sold, 2).due == 5280
    assert rules.own_quantity(sold, 2, 3_700_000) == 3_700_000


def test_a_net_price_adds_its_vat():
    sold = Terms(Decimal("10.00"), False, 550, 1, Dimension.COUNT)
    assert rules.line_amount(sold, 3) == rules.Amount(3165, 3000, 165)


@given(terms(), st.integers(1, 50), st.lists(st.integers(1, 10**7), min_size=1, max_size=4))
def test_a_sale_balances_to_the_cent_however_it_is_parted(sold, count, quantities):
    total = rules.line_amount(sold, count)
    accounts = [Account.OWN_PRODUCTS, Account.RESALE]
    parts = [(accounts[n % 2], None, quantity) for n, quantity in enumerate(quantities)]
    lines = rules.sale_lines(sold, parts, total=total, party=1, item=2, label="x")
    assert sum(line.cents for line in lines) == 0
    assert sum(line.cents for line in lines if line.account is Account.UNBILLED) == total.due
    assert -sum(line.cents for line in lines if line.account in accounts) == total.net
    back = rules.Amount(-total.due, -total.net, -total.vat)
    mirror = [(account, lot, -quantity) for account, lot, quantity in parts]
    returned = rules.sale_lines(sold, mirror, total=back, party=1, item=2, label="x")
    assert [-line.cents for line in returned] == [line.cents for line in lines]


def test_cents_that_do_not_divide_go_where_the_cut_took_most():
    sold = Terms(Decimal("1.00"), True, 0, 1, Dimension.COUNT)
    parts = [(Account.OWN_PRODUCTS, None, 1), (Account.RESALE, None, 5)]
    lines = rules.sale_lines(sold, parts, total=rules.Amount(100, 100, 0), party=1, item=2, label="x")
    assert [line.cents for line in lines] == [17, -17, 83, -83]


@given(st.integers(-50, 50), st.integers(0, 500))
def test_deposits_balance_and_count_jars(count, cents):
    owed, held = rules.deposit_lines(jar=1, count=count, deposit_cents=cents, party=2, label="pot")
    assert owed.cents + held.cents == 0
    assert (owed.cents, held.quantity) == (count * cents, count)


def test_the_price_of_a_kilo_or_a_piece():
    assert rules.unit_price(Terms(Decimal("2.40"), True, 550, 6, Dimension.COUNT)) == Decimal("0.4000")
    assert rules.unit_price(Terms(Decimal("3.00"), True, 550, 500_000, Dimension.MASS)) == Decimal("6.0000")


def test_vat_follows_the_collective():
    assert rules.vat_rate(550, VatProfile.LIABLE) == 550
    assert rules.vat_rate(None, VatProfile.FRANCHISE) == 0
    with pytest.raises(Refused, match="no_vat"):
        rules.vat_rate(None, VatProfile.LIABLE)


@pytest.mark.parametrize(
    ("sold", "code"),
    [
        (Terms(Decimal(1), True, 550, 0, Dimension.MASS), "bad_portion"),
        (Terms(Decimal(1), True, 550, 1, Dimension.COUNT, by_weight=True, most_portion=1), "weighed_by_mass"),
        (Terms(Decimal(1), True, 550, 9, Dimension.MASS, by_weight=True, most_portion=8), "most_below_portion"),
    ],
)
def test_offers_that_cannot_be_sold_are_refused(sold, code):
    with pytest.raises(Refused, match=code):
        rules.check_terms(sold, 1)


@pytest.mark.parametrize(
    ("back", "held", "sure", "code"), [(3, 2, False, "many_jars"), (1000, 0, True, "bad_quantity")]
)
def test_odd_numbers_of_jars_are_asked_about(back, held, sure, code):
    with pytest.raises(Refused, match=code):
        rules.check_jars_back(back, held, sure=sure)
    rules.check_jars_back(3, 2, sure=True)
    rules.check_jars_back(2, 2, sure=False)


# ── Stock ────────────────────────────────────────────────────────────────────────────────────────────────────────────

days = st.none() | st.integers(0, 900).map(lambda n: date(2026, 1, 1) + timedelta(days=n))
batches = st.lists(st.tuples(st.integers(0, 30), days), max_size=8).map(
    lambda rows: [Batch(n, 1, quantity, until) for n, (quantity, until) in enumerate(rows)]
)


@given(batches, st.integers(0, 200))
def test_first_to_expire_leaves_first(there, quantity):
    taken = rules.first_expired_first(there, quantity)
    assert sum(part for _, part in taken) == min(quantity, sum(b.quantity for b in there))
    assert all(0 < part <= batch.quantity for batch, part in taken)
    gone = {batch.lot: part for batch, part in taken}
    for batch, _ in taken:
        earlier = [b for b in there if (b.good_until or date.max) < (batch.good_until or date.max)]
        assert all(gone.get(b.lot, 0) == b.quantity for b in earlier)


def test_a_best_before_date_may_be_passed_to_give_and_a_use_by_date_never():
    day = date(2026, 9, 3)
    past = day - timedelta(days=1)
    best = Batch(1, 1, 1, past, DateKind.BEST_BEFORE)
    use_by = Batch(1, 1, 1, past, DateKind.USE_BY)
    assert not rules.sellable(best, day)
    assert rules.givable(best, day)
    assert not rules.givable(use_by, day)
    assert not rules.givable(Batch(1, 1, 1, None, DateKind.NONE, Status.HOLD), day)


@given(st.integers(1, 10**7), st.integers(0, 10**7))
def test_scales_differ_by_a_tenth_at_most(wanted, there):
    gap = rules.scales_gap(wanted, there)
    if there >= wanted:
        assert gap == 0
    elif gap is None:
        assert (wanted - there) * 10 > wanted
    else:
        assert gap == wanted - there
        assert gap * 10 <= wanted
