"""What may be announced and received, told without a database."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bocal.catalog.rules import Dimension, ItemKind, Storage
from bocal.directory.rules import OUTSIDE, PlaceKind, organic_on
from bocal.journals import rules as journals
from bocal.journals.rules import Account, Facts, LotFacts, Refused, Status, Way
from bocal.measure.quantity import MAX_WEIGHT_MG
from bocal.measure.unreadable import Unreadable
from bocal.supply import rules, words
from bocal.supply.rules import Checks, OfferState, Quick, Thing, Weighing

TODAY = date(2026, 9, 3)
KG = 1_000_000
TOMATOES = Thing(1, "Tomates", ItemKind.RAW, Dimension.MASS, price=Decimal("2.8000"))
EGGS = Thing(2, "Œufs", ItemKind.RAW, Dimension.COUNT, piece_mg=60_000, price=Decimal("0.3500"))
JARS = Thing(3, "Pots", ItemKind.PACKAGING, Dimension.COUNT)
SALT = Thing(4, "Sel", ItemKind.ADDITIVE, Dimension.MASS, agricultural=False)
MILK = Thing(5, "Lait", ItemKind.RAW, Dimension.VOLUME, storage=Storage.FRIDGE, price=Decimal("1.2000"))
FINE = Checks(clean=True, aspect=True, transport=True, temperature=Decimal("4.0"))
OUT = {kind: 100 + n for n, kind in enumerate(sorted(OUTSIDE))}
STORE, FARM, US = 50, 7, 1


def reception(lines, *, way=Way.GIVEN, checks=FINE, organic=True):
    return rules.reception(
        way=way,
        day=TODAY,
        giver=FARM,
        collective=US,
        organic=organic,
        outside=OUT,
        place=STORE,
        lines=lines,
        checks=checks,
        author=9,
        key="k",
    )


def check(lines, *, way=Way.GIVEN, checks=FINE, day=TODAY):
    rules.check_reception(way=way, day=day, today=TODAY, lines=lines, checks=checks)


# ── When ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_quick_answers():
    assert rules.span(Quick.TODAY, TODAY) == (TODAY, TODAY)
    assert rules.span(Quick.TOMORROW, TODAY) == (date(2026, 9, 4), date(2026, 9, 4))
    assert rules.span(Quick.WEEK, TODAY) == (TODAY, date(2026, 9, 9))


@given(st.sampled_from(Quick), st.dates(date(2020, 1, 1), date(2090, 1, 1)))
def test_a_quick_answer_is_always_accepted(quick, today):
    rules.check_span(*rules.span(quick, today), today=today)


@pytest.mark.parametrize(
    ("ready", "until", "code"),
    [(-1, 3, "span_past"), (3, 2, "span_backwards"), (0, 121, "span_far")],
)
def test_impossible_dates(ready, until, code):
    with pytest.raises(Refused, match=code):
        rules.check_span(TODAY + timedelta(ready), TODAY + timedelta(until), today=TODAY)


@pytest.mark.parametrize(("after", "code"), [(-1, "pickup_past"), (1, "pickup_outside"), (5, "pickup_outside")])
def test_fetched_on_a_day_when_it_is_ready(after, code):
    ready, until = TODAY + timedelta(2), TODAY + timedelta(4)
    rules.check_pickup(ready, ready=ready, until=until, today=TODAY)
    rules.check_pickup(until, ready=ready, until=until, today=TODAY)
    with pytest.raises(Refused, match=code):
        rules.check_pickup(TODAY + timedelta(after), ready=ready, until=until, today=TODAY)


def state(*, until=TODAY, pickup=None, declined=False, withdrawn=False, received=False):
    return rules.offer_state(
        until=until, pickup=pickup, declined=declined, withdrawn=withdrawn, received=received, today=TODAY
    )


def test_where_an_announcement_stands():
    yesterday = TODAY - timedelta(1)
    assert state() is OfferState.OPEN
    assert state(until=yesterday) is OfferState.EXPIRED
    assert state(until=yesterday, pickup=yesterday) is OfferState.TAKEN
    assert state(declined=True) is OfferState.DECLINED
    assert state(pickup=TODAY, withdrawn=True) is OfferState.WITHDRAWN
    assert state(pickup=TODAY, withdrawn=True, received=True) is OfferState.RECEIVED


def test_every_state_and_refusal_has_its_words():
    assert set(words.OFFER_STATES) == set(words.OFFER_TONES) == set(OfferState)
    for labels in (words.WISHES, words.WAYS):
        assert tuple(way for way, _ in labels) == rules.WAYS
    for received, withdrawn, declined in product((False, True), repeat=3):
        assert state(received=received, withdrawn=withdrawn, declined=declined) in words.OFFER_STATES


# ── What ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_name_is_found_but_never_guessed():
    names = {"Pommes de terre": 1, "Ail": 2, "Œufs": 3, "Volaille": 4}
    assert rules.match("pommes DE terre ", names) == 1
    assert rules.match("oeufs", names) == 3
    assert rules.match("ail", names) == 2
    with pytest.raises(Refused, match="near_match") as near:
        rules.match("pommes", names)
    assert near.value.details["names"] == "Pommes de terre"
    for text in ("kiwi", "", "  "):
        with pytest.raises(Refused, match="no_match"):
            rules.match(text, names)


def test_kilos_litres_and_pieces_are_read_as_sums():
    assert rules.read_quantity("192+167", Dimension.MASS) == 359 * KG
    assert rules.read_quantity("1,5 + 2 l", Dimension.VOLUME) == 3_500_000
    assert rules.read_quantity("1 200+30", Dimension.COUNT) == 1230


@pytest.mark.parametrize("dimension", Dimension)
@pytest.mark.parametrize("text", ["", "  ", "abc", "-3", "0", "3++4", "1e5", "NaN", "999999999999", "+"])
def test_what_is_no_quantity(dimension, text):
    with pytest.raises(Unreadable):
        rules.read_quantity(text, dimension)


def test_half_a_jar_is_no_jar():
    with pytest.raises(Unreadable):
        rules.read_quantity("2,5", Dimension.COUNT)


@given(st.lists(st.integers(1, 5_000), min_size=1, max_size=8))
def test_a_sum_of_weighings_is_their_sum(kilos):
    if sum(kilos) <= 20_000:
        assert rules.read_quantity("+".join(map(str, kilos)), Dimension.MASS) == sum(kilos) * KG


# ── Checks ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("line", "way", "code"),
    [
        (Weighing(TOMATOES, 21_000 * KG), Way.GIVEN, "too_heavy"),
        (Weighing(EGGS, 200_001), Way.GIVEN, "too_heavy"),
        (Weighing(TOMATOES, -KG), Way.GIVEN, "nothing_weighed"),
        (Weighing(TOMATOES, 0), Way.GIVEN, "nothing_weighed"),
        (Weighing(TOMATOES, 4 * KG, crates=2, tare_mg=2 * KG), Way.GIVEN, "tare_too_heavy"),
        (Weighing(TOMATOES, KG, tare_mg=-KG), Way.GIVEN, "nothing_weighed"),
        (Weighing(TOMATOES, KG, crates=0), Way.GIVEN, "crates"),
        (Weighing(TOMATOES, KG, crates=501), Way.GIVEN, "crates"),
        (Weighing(TOMATOES, KG), Way.BOUGHT, "price_missing"),
        (Weighing(TOMATOES, KG, price=Decimal(-1)), Way.BOUGHT, "price_negative"),
    ],
)
def test_absurd_lines_are_refused_where_they_stand(line, way, code):
    fine = Weighing(TOMATOES, KG, price=Decimal(1))
    with pytest.raises(Refused, match=code) as refused:
        check([fine, line], way=way)
    assert refused.value.details["line"] == 1
    assert code in words.REFUSALS


def test_receptions_that_cannot_be():
    fine = [Weighing(TOMATOES, KG)]
    with pytest.raises(Refused, match="no_lines"):
        check([])
    with pytest.raises(Refused, match="too_many_lines"):
        check(fine * 41)
    with pytest.raises(Refused, match="day_future"):
        check(fine, day=TODAY + timedelta(1))
    with pytest.raises(Refused, match="day_too_old"):
        check(fine, day=date(1900, 1, 1))
    with pytest.raises(Refused, match="not_a_way_in"):
        check(fine, way=Way.MADE)
    with pytest.raises(Refused, match="fault_unsaid"):
        check(fine, checks=replace(FINE, aspect=False, fault="  "))
    with pytest.raises(Refused, match="temperature_missing"):
        check([Weighing(MILK, KG)], checks=replace(FINE, temperature=None))
    check(fine, checks=replace(FINE, temperature=None))


def test_a_certificate_holds_until_its_last_day():
    assert organic_on(TODAY, organic=True, until=TODAY)
    assert not organic_on(TODAY, organic=True, until=TODAY - timedelta(1))
    assert not organic_on(TODAY, organic=False, until=None)
    assert organic_on(TODAY, organic=True, until=None)


# ── The gesture ──────────────────────────────────────────────────────────────────────────────────────────────────────

things = st.sampled_from([TOMATOES, EGGS, JARS, SALT, MILK])
weighings = st.builds(
    Weighing,
    thing=things,
    quantity=st.integers(50_001, 200_000),
    crates=st.integers(1, 5),
    tare_mg=st.integers(0, 10_000),
    price=st.decimals(0, 100, places=4),
)


@given(st.lists(weighings, min_size=1, max_size=6), st.sampled_from(rules.WAYS), st.booleans(), st.booleans())
def test_the_journals_accept_every_reception_that_the_rules_accept(lines, way, fine, organic):
    checks = FINE if fine else replace(FINE, clean=False, fault="boue")
    check(lines, way=way, checks=checks)
    gesture = reception(lines, way=way, checks=checks, organic=organic)
    facts = Facts(
        lots={
            new.ref: LotFacts(
                new.ref,
                line.thing.pk,
                line.thing.kind,
                line.thing.dimension,
                line.thing.piece_mg,
                new.owner,
                Status.RELEASED,
            )
            for new, line in zip(gesture.lots, lines, strict=True)
        },
        places={STORE: PlaceKind.STORE, **{pk: kind for kind, pk in OUT.items()}},
    )
    journals.check(gesture, facts)
    assert len(gesture.lots) == len(lines)
    assert sum(move.quantity for move in gesture.moves) == sum(line.net for line in lines)
    assert {lot.owner for lot in gesture.lots} == {FARM if way is Way.TOLL else US}
    assert len(gesture.decisions) == (0 if fine else len(lines))


@given(weighings)
def test_net_is_gross_less_the_crates(line):
    tare = line.crates * line.tare_mg if line.thing.dimension is Dimension.MASS else 0
    assert line.net + tare == line.quantity


def test_what_is_bought_is_owed_to_the_farm():
    gesture = reception([Weighing(TOMATOES, 102 * KG, crates=2, tare_mg=KG, price=Decimal("2.5"))], way=Way.BOUGHT)
    assert [(m.account, m.cents, m.party) for m in gesture.money] == [
        (Account.PURCHASES, 25_000, FARM),
        (Account.SUPPLIER_UNBILLED, -25_000, FARM),
    ]
    assert gesture.moves[0].source == OUT[PlaceKind.SUPPLIER]


def test_what_is_given_has_a_value_but_no_debt():
    gesture = reception([Weighing(TOMATOES, 10 * KG, price=Decimal(9)), Weighing(SALT, KG)])
    assert [(m.account, m.cents) for m in gesture.money] == [
        (Account.GIFT_IN_KIND, 2_800),
        (Account.GIFT_RECEIVED, -2_800),
    ]
    assert {move.source for move in gesture.moves} == {OUT[PlaceKind.DONOR]}


def test_toll_goods_stay_the_farms_and_cost_nothing():
    gesture = reception([Weighing(TOMATOES, 10 * KG, price=Decimal(9))], way=Way.TOLL)
    assert gesture.money == []
    assert gesture.lots[0].owner == FARM
    assert gesture.moves[0].source == OUT[PlaceKind.SUPPLIER]


def test_only_what_grows_is_organic():
    lots = reception([Weighing(TOMATOES, KG), Weighing(SALT, KG), Weighing(JARS, 10)]).lots
    assert [lot.organic_bp for lot in lots] == [10_000, 0, 0]


def test_the_largest_lorry_is_still_received():
    check([Weighing(TOMATOES, MAX_WEIGHT_MG)])
