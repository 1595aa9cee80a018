"""From what farms bring to the jar in the customer's bag, as rows and money tell it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bocal.directory.rules import PlaceKind
from bocal.journals import acts as journals
from bocal.journals import reads as registers
from bocal.journals.models import Lot, MoneyLine, Stock
from bocal.journals.rules import Account, Refused, Status
from bocal.orders import acts, notices, reads
from bocal.orders.acts import Came, Given
from bocal.orders.models import OrderLine
from tests.orders import scene as scenes
from tests.orders.scene import NOW, PICKUP, key, there
from tests.world import KG, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return scenes.build()


def owed(world) -> int:
    return {party.pk: cents for party, cents in registers.owed(Account.UNBILLED)}.get(world.home.pk, 0)


def test_a_whole_order_is_brought_handed_over_and_owed():
    scene = scenes.build(jars=6)
    order = scene.place(tomatoes=2, hens=2, jars=3)
    scene.close()
    scene.bring(tomatoes=Came(2))
    scene.bring(hens=Came(2, weight=3_700_000))
    assert dict(registers.owed(Account.SUPPLIER_UNBILLED)) == {
        scene.world.farm: -420,
        scene.world.other_farm: -(370 * 850) // 100,
    }
    posted = scene.hand(
        order,
        tomatoes=Given(2),
        hens=Given(2, weight=3_700_000),
        jars=Given(3),
        jars_back={scene.world.formats["720"].pk: 1},
    )
    # 2 × 3.50 + 3.7 kg × 12.00 + 3 × 4.50, three deposits of 1.00 taken and one given back.
    assert owed(scene.world) == 700 + 4440 + 1350 + 300 - 100
    assert sum(posted.voucher.money.values_list("cents", flat=True)) == 0
    sold = MoneyLine.objects.get(voucher=posted.voucher, item=scene.jars.item, account=Account.RESALE)
    assert (sold.quantity, sold.unit_price, sold.gross, sold.vat_bp, sold.cents) == (
        3,
        Decimal("4.5"),
        True,
        550,
        -1280,
    )
    assert registers.deposits_held(scene.world.home) == {scene.world.formats["720"].jar_id: 2}
    glass = Lot.objects.get(way="returned")
    assert glass.state.status == Status.HOLD
    assert there(glass, scene.world.store.pk) == 1
    assert not Stock.objects.filter(place=scene.sale.shelf_id, quantity__gt=0).exists()
    kept = registers.handed([sold.lot_id])
    assert [(h.party.pk, h.kept) for h in kept if h.party] == [(scene.world.home.pk, 3)]


def test_taken_back_it_is_to_hand_over_again():
    scene = scenes.build(jars=6)
    order = scene.place(jars=3)
    scene.close()
    posted = scene.hand(order, jars=Given(3), form="one")
    assert scene.hand(order, jars=Given(3), form="one").voucher == posted.voucher
    with pytest.raises(Refused, match="already_handed"):
        scene.hand(order, jars=Given(3))
    assert reads.order(order.pk).handed
    journals.reverse(posted.voucher, author=scene.world.point_person, now=PICKUP)
    assert not reads.order(order.pk).handed
    assert owed(scene.world) == 0
    scene.hand(order, jars=Given(2))
    assert owed(scene.world) == 900 + 200


def test_what_did_not_come_is_short_last_ordered_first(scene):
    first = scene.place(tomatoes=3)
    last = scene.place(scene.world.other_home, scene.world.other_customer, tomatoes=3, now=NOW + timedelta(minutes=1))
    scene.close()
    bringing = scene.bring(tomatoes=Came(4))
    assert [reads.order(o.pk).lines[0].expected for o in (first, last)] == [3, 1]
    journals.reverse(bringing.voucher, author=scene.world.point_person, now=PICKUP)
    assert [reads.order(o.pk).lines[0].expected for o in (first, last)] == [3, 3]
    scene.bring(tomatoes=Came(0))
    assert [reads.order(o.pk).lines[0].expected for o in (first, last)] == [0, 0]
    scene.bring(tomatoes=Came(5))
    assert [reads.order(o.pk).lines[0].expected for o in (first, last)] == [3, 2]


@pytest.mark.parametrize(("until", "share"), [(None, 10_000), (TODAY + timedelta(days=3), 10_000), (TODAY, 0)])
def test_what_a_farm_brings_is_organic_while_its_certificate_holds(scene, until, share):
    scene.place(tomatoes=2)
    scene.close()
    farm = scene.tomatoes.producer
    farm.organic, farm.organic_until = True, until
    farm.save()
    scene.tomatoes.refresh_from_db()
    brought = scene.bring(tomatoes=Came(2))
    assert [lot.organic_bp for lot in brought.voucher.lots.all()] == [share]


def test_bringing_twice_by_the_same_form_counts_once(scene):
    scene.place(tomatoes=3)
    scene.close()
    facts = {
        "sale": scene.sale,
        "producer": scene.world.farm,
        "person": scene.world.point_person,
        "key": "one",
        "now": PICKUP,
    }
    one = acts.bring(arrived={scene.tomatoes.pk: Came(3)}, **facts)
    assert acts.bring(arrived={scene.tomatoes.pk: Came(3)}, **facts) == one
    assert reads.arrived([scene.tomatoes.pk]) == {scene.tomatoes.pk: 3}


def test_refusals_at_the_point_are_plain(scene):
    order = scene.place(tomatoes=2, hens=1)
    with pytest.raises(Refused, match="still_selling"):
        scene.hand(order, tomatoes=Given(2))
    scene.close()
    with pytest.raises(Refused, match="not_brought"):
        scene.hand(order, tomatoes=Given(2))
    bringing = scene.bring(tomatoes=Came(1))
    with pytest.raises(Refused, match="too_few_there"):
        scene.hand(order, tomatoes=Given(2))
    with pytest.raises(Refused, match="too_much"):
        scene.hand(order, tomatoes=Given(3))
    with pytest.raises(Refused, match="weight_missing"):
        scene.hand(order, hens=Given(1))
    with pytest.raises(Refused, match="too_heavy"):
        scene.hand(order, hens=Given(1, weight=18 * KG))
    with pytest.raises(Refused, match="nothing_handed"):
        scene.hand(order)
    journals.decide(
        list(bringing.voucher.lots.all()),
        Status.BLOCKED,
        reason="rappel",
        author=scene.world.quality,
        key=key(),
        now=PICKUP,
    )
    with pytest.raises(Refused, match="lot_not_free"):
        scene.hand(order, tomatoes=Given(1))
    assert owed(scene.world) == 0


def test_the_scale_may_say_a_little_more_and_the_price_never_passes_its_maximum(scene):
    order = scene.place(hens=1)
    scene.close()
    bringing = scene.bring(hens=Came(1, weight=2_190_000))
    scene.hand(order, hens=Given(1, weight=2_250_000))
    # 2.2 kg at most, as shown when ordering.
    assert owed(scene.world) == 2640
    lot = bringing.voucher.lots.get()
    assert there(lot, scene.sale.shelf_id) == 0
    assert lot.movements.filter(source__kind=PlaceKind.COUNT).get().quantity == 60_000


def test_jars_come_back_without_an_order(scene):
    jar = scene.world.formats["720"]
    facts = {"customer": scene.world.home, "jars_back": {jar.pk: 3}, "person": scene.world.point_person, "now": NOW}
    with pytest.raises(Refused, match="many_jars"):
        acts.take_jars_back(**facts, key="one")
    posted = acts.take_jars_back(**facts, key="one", sure=True)
    assert acts.take_jars_back(**facts, key="one").voucher == posted.voucher
    assert owed(scene.world) == -300
    assert registers.deposits_held(scene.world.home) == {jar.jar_id: -3}


def test_giving_takes_what_may_be_given_and_owes_nothing(scene):
    world = scene.world
    jars = world.items["Coulis de tomate 720 ml"]
    past = scenes.coulis(world, 4, good_until=TODAY - timedelta(days=2))
    scenes.coulis(world, 4, release=False)
    facts = {"party": world.food_aid, "person": world.sales, "now": NOW}
    with pytest.raises(Refused, match="not_in_stock"):
        acts.give(**facts, quantities={jars.pk: 5}, key=key())
    posted = acts.give(**facts, quantities={jars.pk: 4}, key="one")
    assert acts.give(**facts, quantities={jars.pk: 4}, key="one").voucher == posted.voucher
    assert there(past, world.store.pk) == 0
    assert [(h.party.pk, h.kept) for h in registers.handed([past.pk]) if h.party] == [(world.food_aid.pk, 4)]
    assert not posted.voucher.money.exists()


def test_lists_say_the_same_thing_three_ways():
    scene = scenes.build(jars=6)
    scene.place(tomatoes=2, hens=1, jars=2)
    scene.place(scene.world.other_home, scene.world.other_customer, tomatoes=1, slot=scene.slots[1])
    scene.close()
    lists = reads.lists(scene.sale)
    assert [(f.producer, [b.quantity for b in f.bundles]) for f in lists.farms] == [
        (scene.world.farm, [3]),
        (scene.world.other_farm, [1]),
        (None, [2]),
    ]
    (point,) = lists.points
    assert [[s.customer for s in slot.sheets] for slot in point.slots] == [[scene.world.home], [scene.world.other_home]]
    assert sum(line.quantity for s in lists.customers for line in s.lines) == OrderLine.objects.count() + 2
    for kind in notices.KINDS:
        assert notices.lists_pdf(scene.sale, kind).startswith(b"%PDF")
