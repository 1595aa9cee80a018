"""Less came than was ordered: who gets what, by the rule that everyone could read."""

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from bocal.journals.rules import Refused
from bocal.orders import acts, reads
from bocal.orders.acts import Came
from bocal.orders.rules.shortage import Ask, Rule, crates, share
from tests.orders import scene as scenes
from tests.world import NOW

quantities = st.lists(st.integers(1, 20), max_size=12)
asking = st.lists(st.tuples(st.integers(1, 20), st.integers(0, 5)), max_size=12).map(
    lambda rows: [Ask(n, quantity, extra) for n, (quantity, extra) in enumerate(rows)]
)


@given(st.sampled_from(Rule), asking, st.integers(0, 300))
def test_all_there_is_is_given_and_nobody_gets_more_than_they_said(rule, asks, supply):
    shared = share(rule, asks, supply)
    assert sum(shared.given.values()) == min(supply, sum(ask.quantity + ask.extra for ask in asks))
    assert all(0 <= shared.given[ask.line] <= ask.quantity + ask.extra for ask in asks)
    if not shared.short:
        assert all(shared.given[ask.line] >= ask.quantity for ask in asks)


@given(st.sampled_from(Rule), asking, st.integers(0, 200))
def test_more_to_share_never_leaves_anyone_with_less(rule, asks, supply):
    less, more = (share(rule, asks, n).given for n in (supply, supply + 1))
    assert all(more[line] >= less[line] for line in less)


@given(quantities, st.integers(0, 200))
def test_first_come_is_served_whole(wanted, supply):
    given = share(Rule.FIRST_COME, [Ask(n, quantity) for n, quantity in enumerate(wanted)], supply).given
    short = [n for n, quantity in enumerate(wanted) if given[n] < quantity]
    assert all(given[n] == 0 for n in short[1:])


@given(quantities, st.integers(0, 200))
def test_under_the_ceiling_small_orders_are_whole_and_the_others_are_alike(wanted, supply):
    shared = share(Rule.CEILING, [Ask(n, quantity) for n, quantity in enumerate(wanted)], supply)
    if shared.ceiling is None:
        assert supply >= sum(wanted)
        return
    for n, quantity in enumerate(wanted):
        assert shared.given[n] == quantity if quantity <= shared.ceiling else shared.given[n] - shared.ceiling in (0, 1)
    extra = [n for n in shared.given if shared.given[n] > shared.ceiling]
    bigger = [n for n, quantity in enumerate(wanted) if quantity > shared.ceiling]
    assert extra == bigger[: shared.lucky]


@pytest.mark.parametrize(
    ("asked", "extras", "crate", "minimum", "most", "bought"),
    [
        ([5, 3], [0, 0], 1, 0, None, 8),
        ([5, 3], [0, 0], 6, 0, None, 6),
        # One more crate is opened when people said that they would take the rest.
        ([5, 3], [2, 2], 6, 0, None, 12),
        ([5, 3], [2, 1], 6, 0, None, 6),
        # ... and the farm has it.
        ([5, 3], [2, 2], 6, 0, 11, 6),
        ([5, 3], [0, 0], 1, 10, None, 0),
        ([5, 3], [0, 0], 1, 8, None, 8),
        ([5, 3], [0, 0], 1, 0, 7, 7),
        ([], [], 6, 0, None, 0),
    ],
)
def test_a_farm_brings_whole_crates(asked, extras, crate, minimum, most, bought):
    asks = [Ask(n, quantity, extra) for n, (quantity, extra) in enumerate(zip(asked, extras, strict=True))]
    assert crates(asks, crate=crate, minimum=minimum, most=most) == bought


@given(asking, st.integers(1, 12), st.integers(0, 40), st.none() | st.integers(0, 200))
def test_crates_are_whole_and_never_more_than_people_would_take(asks, crate, minimum, most):
    bought = crates(asks, crate=crate, minimum=minimum, most=most)
    assert bought % crate == 0
    assert bought <= sum(ask.quantity + ask.extra for ask in asks)
    assert bought == 0 or bought >= minimum
    assert most is None or bought <= most


@pytest.fixture
def short(db):
    """Three households want 6, 3 and 3 bags of tomatoes; eight come."""
    scene = scenes.build()
    orders = [scene.place(tomatoes=6)]
    for home, person in scenes.households(2):
        orders.append(scene.place(home, person, tomatoes=3, now=NOW))
    return scene, orders


def _expected(scene):
    by_order = {sheet.order.pk: sheet.lines[0].expected for sheet in reads.standing(scene.sale)}
    return [by_order[pk] for pk in sorted(by_order)]


@pytest.mark.parametrize(("rule", "served"), [(Rule.FIRST_COME, [6, 2, 0]), (Rule.CEILING, [3, 3, 2])])
def test_the_rule_of_the_round_serves(db, rule, served):
    scene = scenes.build()
    acts.edit_round(
        sale=scene.sale,
        title="Vente",
        opens_at=scenes.OPENS,
        closes_at=scenes.CLOSES,
        person=scene.world.sales,
        now=NOW,
        shortage=rule,
    )
    scene.place(tomatoes=6)
    for home, person in scenes.households(2):
        scene.place(home, person, tomatoes=3)
    scene.close()
    scene.bring(tomatoes=Came(8))
    assert _expected(scene) == served


def test_the_rule_that_people_ordered_under_stays(short):
    scene, _orders = short
    with pytest.raises(Refused, match="rule_was_read"):
        acts.edit_round(
            sale=scene.sale,
            title="Vente",
            opens_at=scenes.OPENS,
            closes_at=scenes.CLOSES,
            person=scene.world.sales,
            now=NOW,
            shortage=Rule.CEILING,
        )
    following = acts.open_round(
        title="Suivante",
        opens_at=scenes.OPENS,
        closes_at=scenes.CLOSES,
        person=scene.world.sales,
        shortage=Rule.CEILING,
        key="next",
        now=NOW,
        copy_of=scene.sale,
    )
    assert following.shortage == Rule.CEILING


def _look(scene, person):
    client = Client()
    client.force_login(person, backend="bocal.house.sign_in.Backend")
    return client.get(f"/commandes/vente/{scene.sale.pk}/partage/{scene.tomatoes.pk}/")


def test_each_reads_how_it_was_shared_and_only_the_desks_read_names(short):
    scene, orders = short
    scene.close()
    scene.bring(tomatoes=Came(8))
    seller = _look(scene, scene.world.sales).content.decode()
    assert orders[1].customer.name in seller
    buyer = _look(scene, scene.world.customer).content.decode()
    assert "la vôtre" in buyer
    assert orders[1].customer.name not in buyer
    assert "12 étaient commandés" in buyer
    assert "8 sont venus" in buyer
    # Somebody who ordered none of it has nothing to look for there.
    assert _look(scene, scene.world.other_customer).status_code == 404


def test_nothing_is_shared_when_nothing_lacks(short):
    scene, _orders = short
    scene.close()
    assert _look(scene, scene.world.sales).status_code == 404
    scene.bring(tomatoes=Came(12))
    assert _look(scene, scene.world.sales).status_code == 404
