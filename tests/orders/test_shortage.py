"""Less came than was ordered: who gets what, by the rule that everyone could read."""

from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from bocal.journals.rules import Refused
from bocal.orders import acts, reads
from bocal.orders.acts import Came
from bocal.orders.models import Offer, Order
from bocal.orders.rules.shortage import Ask, Rule, fill, share, to_bring
from tests.orders import scene as scenes
from tests.world import KG, NOW

quantities = st.lists(st.integers(1, 20), max_size=12)


def _share(rule, wanted, supply):
    return share(rule, [Ask(n, quantity) for n, quantity in enumerate(wanted)], supply)


@given(st.sampled_from(Rule), quantities, st.integers(0, 300))
def test_all_there_is_is_given_and_nobody_gets_more_than_they_asked_for(rule, wanted, supply):
    given = _share(rule, wanted, supply).given
    assert sum(given.values()) == min(supply, sum(wanted))
    assert all(0 <= given[n] <= quantity for n, quantity in enumerate(wanted))


@given(st.sampled_from(Rule), quantities, st.integers(0, 200))
def test_more_to_share_never_leaves_anyone_with_less(rule, wanted, supply):
    less, more = (_share(rule, wanted, n).given for n in (supply, supply + 1))
    assert all(more[line] >= less[line] for line in less)


@given(quantities, st.integers(0, 200))
def test_first_come_is_served_whole(wanted, supply):
    given = _share(Rule.FIRST_COME, wanted, supply).given
    short = [n for n, quantity in enumerate(wanted) if given[n] < quantity]
    assert all(given[n] == 0 for n in short[1:])


@given(quantities, st.integers(0, 200))
def test_under_the_ceiling_small_orders_are_whole_and_the_others_are_alike(wanted, supply):
    shared = _share(Rule.CEILING, wanted, supply)
    if shared.ceiling is None:
        assert supply >= sum(wanted)
        return
    for n, quantity in enumerate(wanted):
        assert shared.given[n] == quantity if quantity <= shared.ceiling else shared.given[n] - shared.ceiling in (0, 1)
    extra = [n for n in shared.given if shared.given[n] > shared.ceiling]
    bigger = [n for n, quantity in enumerate(wanted) if quantity > shared.ceiling]
    assert extra == bigger[: shared.lucky]


@pytest.mark.parametrize(
    ("asked", "crate", "minimum", "brought"),
    [(8, 1, 0, 8), (8, 6, 0, 6), (5, 6, 0, 0), (12, 6, 0, 12), (8, 1, 9, 0), (8, 1, 8, 8), (8, 6, 7, 0), (0, 6, 0, 0)],
)
def test_a_farm_brings_whole_crates_and_nothing_below_its_minimum(asked, crate, minimum, brought):
    assert to_bring(asked, crate=crate, minimum=minimum) == brought


@given(
    wanted=st.lists(st.tuples(st.integers(1, 9), st.booleans()), max_size=8),
    crate=st.integers(1, 8),
    minimum=st.integers(0, 40),
    spare=st.integers(0, 9),
)
def test_one_more_is_taken_only_to_fill_what_the_farm_then_brings_whole(wanted, crate, minimum, spare):
    asks = [Ask(line, quantity, accepts) for line, (quantity, accepts) in enumerate(wanted)]
    asked = sum(quantity for quantity, _ in wanted)
    taking = fill(asks, crate=crate, minimum=minimum, available=asked + spare)
    willing = [ask.line for ask in asks if ask.one_more]
    # The oldest of those who accept, one each.
    assert list(taking) == willing[: len(taking)]
    assert len(taking) <= spare
    if taking:
        assert to_bring(asked + len(taking), crate=crate, minimum=minimum) == asked + len(taking)
        assert to_bring(asked, crate=crate, minimum=minimum) < asked
    elif asked and to_bring(asked, crate=crate, minimum=minimum) < asked:
        # No way to fill it: too few accept, or the farm has no more.
        fewest = next(n for n in range(60) if to_bring(asked + n, crate=crate, minimum=minimum) == asked + n)
        assert fewest > min(len(willing), spare)


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


def _at(scene, path):
    client = Client()
    client.force_login(scene.world.point_person, backend="bocal.house.sign_in.Backend")
    return client.get(f"/commandes/{path}").content.decode()


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
    assert "il y en a 8 à partager" in buyer
    # Somebody who ordered none of it has nothing to look for there.
    assert _look(scene, scene.world.other_customer).status_code == 404


def test_nothing_is_shared_when_nothing_lacks(short):
    scene, _orders = short
    scene.close()
    assert _look(scene, scene.world.sales).status_code == 404
    scene.bring(tomatoes=Came(12))
    assert _look(scene, scene.world.sales).status_code == 404


def test_what_the_farm_says_will_lack_is_shared_before_it_comes(short):
    scene, _orders = short
    scene.close()
    acts.prepare(
        sale=scene.sale,
        producer=scene.tomatoes.producer,
        lacks={scene.tomatoes.pk: 4},
        person=scene.world.farmer,
        now=scenes.CLOSES,
    )
    assert _expected(scene) == [6, 2, 0]
    [farm] = [farm for farm in reads.expected(scene.sale) if farm.producer == scene.tomatoes.producer]
    assert [(line.asked, line.missing) for line in farm.lines] == [(8, 8)]
    # More came than was feared: what is there counts, not what was said.
    scene.bring(tomatoes=Came(11))
    assert _expected(scene) == [6, 3, 2]


def test_only_whole_crates_are_asked_of_the_farm_and_the_rest_is_short(short):
    scene, _orders = short
    Offer.objects.filter(pk=scene.tomatoes.pk).update(crate=5)
    assert _expected(scene) == [6, 3, 3]
    scene.close()
    assert _expected(scene) == [6, 3, 1]
    at_points = reads.to_bring(scene.sale, scene.tomatoes.producer_id)
    assert [(bundle.offer, bundle.quantity) for at in at_points for bundle in at.bundles] == [(scene.tomatoes, 10)]
    assert [bundle.quantity for farm in reads.lists(scene.sale).farms for bundle in farm.bundles] == [10]
    assert "10 demandés à la ferme" in _at(scene, f"apports/{scene.sale.pk}/{scene.tomatoes.producer_id}")


def _order_of(scene, person, **wanted):
    client = Client()
    client.force_login(person, backend="bocal.house.sign_in.Backend")
    with time_machine.travel(NOW, tick=False):
        page = client.get(f"/commandes/vente/{scene.sale.pk}/").content.decode()
        told = {f"q{getattr(scene, name).pk}": str(units) for name, units in wanted.items() if name != "one_more"}
        told |= {"key": str(uuid4()), "seen": "0", "slot": str(scene.slots[0].pk)}
        client.post(f"/commandes/vente/{scene.sale.pk}/", told | ({"one_more": "1"} if wanted.get("one_more") else {}))
    return client, page


def test_who_accepts_one_more_fills_the_crate_and_reads_it(db):
    scene = scenes.build()
    Offer.objects.filter(pk=scene.tomatoes.pk).update(crate=5)
    client, page = _order_of(scene, scene.world.customer, tomatoes=3, one_more=True)
    assert "J’accepte un de plus" in page
    scene.place(scene.world.other_home, scene.world.other_customer, tomatoes=3)
    [home, person] = scenes.households(1)[0]
    placed = acts.place(
        sale=scene.sale.pk,
        customer=home.pk,
        person=person.pk,
        slot=scene.slots[0].pk,
        wanted={scene.tomatoes.pk: 3},
        key="third",
        now=NOW,
        one_more=True,
    )
    # Nine are ordered: a tenth fills the second crate, and goes to the oldest who accepts.
    assert _expected(scene) == [3, 3, 3]
    scene.close()
    assert _expected(scene) == [4, 3, 3]
    assert Offer.objects.get(pk=scene.tomatoes.pk).ordered == 10
    assert Order.objects.get(pk=placed.order).lines.get().extra == 0
    first = Order.objects.get(customer=scene.world.home)
    with time_machine.travel(scenes.CLOSES, tick=False):
        mine = client.get(f"/commandes/mes-commandes/{first.pk}/").content.decode()
    assert "dont 1 de plus, qui remplit la caisse" in mine
    scene.bring(tomatoes=Came(10))
    assert _expected(scene) == [4, 3, 3]


def test_nobody_takes_more_when_that_does_not_fill_a_crate(db):
    scene = scenes.build()
    Offer.objects.filter(pk=scene.tomatoes.pk).update(crate=5)
    _order_of(scene, scene.world.customer, tomatoes=3, one_more=True)
    scene.place(scene.world.other_home, scene.world.other_customer, tomatoes=5)
    scene.close()
    # Eight are ordered, one accepts: two are needed.
    assert _expected(scene) == [3, 2]
    assert Offer.objects.get(pk=scene.tomatoes.pk).ordered == 8


def test_below_the_farms_minimum_nothing_comes_and_the_buyers_read_it_before(short):
    scene, _orders = short
    Offer.objects.filter(pk=scene.tomatoes.pk).update(minimum=13)
    client = Client()
    client.force_login(scene.world.customer, backend="bocal.house.sign_in.Backend")
    with time_machine.travel(NOW, tick=False):
        shop = client.get(f"/commandes/vente/{scene.sale.pk}/").content.decode()
    assert "à partir de 13" in shop
    scene.close()
    assert _expected(scene) == [0, 0, 0]
    assert reads.to_bring(scene.sale, scene.tomatoes.producer_id) == []


@pytest.mark.parametrize(("crate", "minimum"), [(0, 0), (21, 0), (1, 21)])
def test_a_crate_that_can_never_be_full_is_refused(db, crate, minimum):
    scene = scenes.build()
    with pytest.raises(Refused, match="bad_crate"):
        acts.offer_goods(
            sale=scene.sale,
            producer=scene.tomatoes.producer,
            item=scene.tomatoes.item,
            label="cagette",
            portion=KG,
            price=Decimal(3),
            available=20,
            crate=crate,
            minimum=minimum,
        )
