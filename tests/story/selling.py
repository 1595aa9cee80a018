"""What comes in, a sale from its opening to the invoice, deliveries to professionals."""

from datetime import time, timedelta
from uuid import uuid4

from django.core import signing

from bocal.billing.models import SettlementLine
from bocal.directory import acts as directory
from bocal.directory.models import Organisation, Person
from bocal.directory.rules import Desk, PlaceKind
from bocal.house.acts import settle_round
from bocal.journals.acts.noting import Note
from bocal.journals.rules import Way
from bocal.orders import acts as orders
from bocal.orders.acts import Came, Given
from bocal.orders.models import Order, SaleRound
from bocal.orders.rules.delivering import WhenShort
from bocal.orders.rules.points import Hours
from bocal.orders.rules.rhythm import Cadence, State
from tests.orders import desk as desks
from tests.orders import scene as scenes
from tests.story.book import NOON, Story
from tests.story.money import billed
from tests.supply import cast
from tests.world import KG, World


def arrivals(story: Story) -> None:
    """Announcements in each state, and goods that came in each of the three ways."""
    world = story.world
    cast.announce(world, what="Courgettes", item=world.items["Courgettes"], mass_mg=80 * KG)
    taken = cast.announce(world)
    cast.receive(world, offer=taken)
    cast.receive(world, way=Way.BOUGHT, giver=world.other_farm)
    cast.receive(world, cast.weighing(world, price=None), way=Way.TOLL)
    token = cast.link(world)
    story.values["token"] = [token, signing.dumps(["nowhere", 0, 0.0])]
    story.named["supply:offered"] = [{"token": token, "pk": pk} for pk in offers_of(world.farm)]


def offers_of(farm: Organisation) -> list[int]:
    """Keys of what a farm has announced."""
    return list(farm.offers.values_list("pk", flat=True))


def sale(story: Story) -> None:
    """A sale from its opening to the invoice, jars and deposits included; and the next one, which is open."""
    world = story.world
    scene = scenes.build(world=world, jars=12)
    taken = scene.place(tomatoes=2, hens=1, jars=3)
    unbilled = scene.place(world.other_home, world.other_customer, eggs=2, jars=1)
    [(home, person)] = scenes.households(1)
    waiting = scene.place(home, person, eggs=2, hens=1)
    scene.close()
    scene.bring(tomatoes=Came(2))
    scene.bring(hens=Came(2, 3_650_000), eggs=Came(3))
    scene.hand(taken, tomatoes=Given(2), hens=Given(1, 1_850_000), jars=Given(3))
    scene.hand(unbilled, eggs=Given(2), jars=Given(1))
    story.named["orders:hand_over"] = [{"pk": waiting.pk}, {"pk": taken.pk}]
    noted_twice(story, scene, taken)
    orders.give(
        party=world.food_aid,
        quantities={world.items["Coulis de tomate 720 ml"].pk: 2},
        person=world.sales,
        key=uuid4().hex,
        now=scenes.PICKUP,
    )
    orders.take_jars_back(
        customer=world.home,
        jars_back={world.formats["720"].pk: 1},
        person=world.point_person,
        key=uuid4().hex,
        now=scenes.PICKUP,
    )
    billed(story)

    rhythm = orders.set_rhythm(
        title="Le panier de la semaine",
        every=Cadence.WEEK,
        opens_weekday=4,
        opens_hour=time(8),
        closes_weekday=1,
        closes_hour=time(20),
        starts_on=NOON.date(),
        coordinators_hours=12,
        key=uuid4().hex,
        now=NOON,
    )
    story.named["orders:rhythm"] = [{"pk": rhythm.pk}]
    following = orders.open_round(
        title="Vente suivante",
        opens_at=NOON - timedelta(hours=2),
        closes_at=NOON + timedelta(days=2),
        person=world.sales,
        key=uuid4().hex,
        now=NOON,
        copy_of=scene.sale,
        coordinators_hours=12,
        rhythm=rhythm,
    )
    goods, slot = following.offers.first(), following.slots.first()
    if goods and slot:
        orders.place(
            sale=following.pk,
            customer=world.home.pk,
            person=world.customer.pk,
            slot=slot.pk,
            wanted={goods.pk: 1},
            key=uuid4().hex,
            now=NOON,
        )
    story.named["settle_round"] = [{"pk": ended(world, scene.sale, title)} for title in ("à régler", "réglée")]
    for page in ("settlement", "settlement_paper"):
        story.named[f"billing:{page}"] = [{"pk": one.pk} for one in SettlementLine.objects.all()]
    orders.set_point(
        place=scene.point,
        hours=[Hours(4, time(17), time(19))],
        minutes=30,
        capacity=8,
        fee_cents=50,
        trial_until=(NOON + timedelta(days=30)).date(),
        crew=[world.point_person],
        rank=1,
        helpers=2,
    )
    snowed(story, following)
    # One box of eggs lacks: the last who ordered reads why.
    story.named["orders:share"] = [{"pk": scene.sale.pk, "offer_pk": scene.eggs.pk}]
    orders.set_stall(sale=following, producer=world.farm, closes_at=following.closes_at - timedelta(hours=6))
    stalls = [{"pk": one.pk, "farm_pk": world.farm.pk} for one in (following, scene.sale)]
    story.named |= {"orders:my_stall": stalls, "orders:my_stall_pdf": stalls}
    story.named["orders:my_goods"] = [{"pk": following.pk, "farm_pk": world.farm.pk}]
    story.named["orders:my_photo"] = [{"pk": scene.eggs.pk}]
    story.named["orders:stall_data"] = [{"farm_pk": world.farm.pk}]
    story.named["orders:stall"] = [{"pk": following.pk, "producer_pk": world.farm.pk}]
    story.named["orders:shop"] = story.named["orders:keep_basket"] = [{"pk": following.pk}]
    story.named["orders:offer"] = [
        {"pk": following.pk, "offer_pk": pk} for pk in following.offers.values_list("pk", flat=True)
    ]
    story.named["orders:bring"] = [{"pk": scene.sale.pk, "producer_pk": world.farm.pk}]
    place = {"pk": scene.sale.pk, "point_pk": scene.point.pk}
    story.named["orders:share_out"] = [place]
    story.named["orders:pack"] = [place | {"offer_pk": scene.hens.pk}, place | {"offer_pk": scene.tomatoes.pk}]
    story.named["orders:handing"] = [{"pk": scene.sale.pk, "point_pk": scene.point.pk}]
    lists = [
        {"pk": scene.sale.pk, "kind": kind}
        for kind in ("farms", "points", "customers", "fermes", "points", "clients", "tournee")
    ]
    story.named |= {"orders:lists": lists, "orders:lists_pdf": lists, "orders:crate_labels": [{"pk": scene.sale.pk}]}


def noted_twice(story: Story, scene: scenes.Scene, taken: Order) -> None:
    """Two phones come back with what was noted already: an order handed over, a farm's goods."""
    typed = {}
    for line in taken.lines.all():
        typed |= {f"n{line.pk}": str(line.quantity), f"t{line.pk}": "on", f"w{line.pk}": "0,9+0,95"}
    world, at = story.world, scenes.PICKUP
    handed = orders.note_handing(
        order=taken, note=Note(world.sales, uuid4().hex, at, typed), handed=orders.Handed({}, {}), now=at
    )
    tomatoes = scene.tomatoes.pk
    brought = orders.note_bringing(
        sale=scene.sale,
        producer=world.farm,
        note=Note(world.sales, uuid4().hex, at, {f"n{tomatoes}": "3"}),
        came={tomatoes: Came(3)},
        seen=0,
        now=at,
    )
    story.named["orders:decide"] = [{"pk": kept.pk} for kept in (handed, brought) if kept]


def snowed(story: Story, sale: SaleRound) -> None:
    """A point of the round that is open cannot open: its orders wait for somebody to choose, or were moved."""
    world = story.world
    [shut, other] = [directory.open_place(kind=PlaceKind.POINT, name=name) for name in ("Le Col", "Le Bourg")]
    first = sale.closes_at + timedelta(days=1)
    for place in (shut, other):
        orders.add_slots(sale=sale, point=place, first=first, last=first + timedelta(hours=1), minutes=30, capacity=2)
    offer, slot = sale.offers.first(), sale.slots.filter(point=shut).first()
    assert offer is not None
    assert slot is not None
    # The customer changes their order: they will now come to the point that will not open.
    before = Order.objects.filter(sale=sale, customer=world.home).first()
    placed = orders.place(
        sale=sale.pk,
        customer=world.home.pk,
        person=world.customer.pk,
        slot=slot.pk,
        wanted={offer.pk: 1},
        key=uuid4().hex,
        now=NOON,
        seen=before.version if before else 0,
    )
    orders.cancel_point(
        sale=sale,
        point=shut,
        person=world.sales,
        why="route fermée",
        choose_until=NOON + timedelta(days=1),
        key=uuid4().hex,
        now=NOON,
    )
    story.named["feed"] = [{"token": directory.open_agenda(world.customer, now=NOON)}, {"token": "nobody"}]
    story.named["orders:other_slot"] = [{"pk": placed.order}]
    story.named["orders:cancel_point"] = [{"pk": sale.pk, "point_pk": other.pk}]
    story.named["orders:rehouse"] = [{"pk": sale.pk, "order_pk": placed.order}]
    story.named["orders:point"] = [{"pk": shut.pk}]


def professionals(story: Story) -> None:
    """Deliveries of the day in each state, a standing order, goods sent back, a line that waits."""
    world = story.world
    desk = desks.build(world=world, kg=80, jars=30)
    directory.seat(world.customer, Desk.CUSTOMER, at=desk.bistro)
    today = NOON.date()
    # Letters are kept in the language of whom they went to: these speak English, as what people write above.
    Person.objects.update(language="en")
    ordered = desk.order(200, 4, day=today, sure=True, when_short=WhenShort.WAIT, now=NOON)
    changeable = desk.order(jars=2, day=today + timedelta(days=8), sure=True, now=NOON)
    gone = desk.order(jars=1, day=today, sure=True, now=NOON)
    orders.cancel_delivery(delivery=gone, now=NOON)
    picked, delivered = (desk.order(jars=3, day=today, sure=True, now=NOON) for _ in range(2))
    desk.pick(picked, now=NOON)
    desk.pick(delivered, now=NOON)
    desk.deliver(delivered, signature="10,10 40,60 90,20;200,50", now=NOON)
    orders.take_goods_back(
        delivery=delivered,
        back={desk.line(delivered, desk.jar): 1},
        broken=False,
        person=world.sales,
        key=uuid4().hex,
        now=NOON,
    )
    standing = orders.stand(
        customer=desk.bistro,
        weekday=1,
        quantities={desk.jar.pk: 2},
        first_on=today,
        person=world.sales,
        key=uuid4().hex,
        now=NOON,
    )
    Person.objects.update(language="fr")
    states = [{"pk": one.pk} for one in (ordered, picked, delivered, gone)]
    story.named |= {
        "orders:delivery": states,
        "orders:my_delivery": [{"pk": changeable.pk}, *states],
        "orders:change_online": [{"pk": changeable.pk}],
        "orders:change_delivery": [{"pk": ordered.pk}],
        "orders:hand_delivery": [{"pk": picked.pk}],
        "orders:goods_back": [{"pk": delivered.pk}],
        "orders:order_for": [{"pk": desk.bistro.pk}],
        "orders:order_online": [{"pk": desk.bistro.pk}],
        "orders:terms": [{"pk": desk.bistro.pk}, {"pk": desk.canteen.pk}],
        "orders:new_standing": [{"customer_pk": desk.bistro.pk}],
        "orders:standing": [{"customer_pk": desk.bistro.pk, "pk": standing.pk}],
        "orders:my_standing": [{"pk": standing.pk}],
    }


def ended(world: World, like: SaleRound, title: str) -> int:
    """A sale with the farms of another, to which nobody came: handed over, or settled."""
    sale = orders.open_round(
        title=f"Vente {title}",
        opens_at=NOON - timedelta(days=3),
        closes_at=NOON - timedelta(days=2),
        person=world.sales,
        key=uuid4().hex,
        now=NOON - timedelta(days=4),
        copy_of=like,
    )
    for state in (State.FROZEN, State.HANDED_OVER):
        orders.advance(sale=sale, to=state, person=world.sales, now=NOON - timedelta(days=1))
    if title == "réglée":
        settle_round(sale=sale, given={}, expected=(0, 0), person=world.accounts, now=NOON)
    return sale.pk
