"""Rounds of sale: one handed over, billed and partly paid; one open now with baskets in it; a gift; jars come back."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, time, timedelta
from decimal import Decimal

from django.utils import timezone

from bocal.billing import acts as billing
from bocal.billing import reads as billing_reads
from bocal.billing.rules import Means
from bocal.billing.rules.sharing import Per, Terms
from bocal.catalog.models import Item, JarFormat
from bocal.catalog.rules import Dimension, ItemKind
from bocal.directory.models import Organisation, Person, Role
from bocal.directory.rules import Desk, FarmVat, OrganisationKind, Profile
from bocal.house.acts import settle_round
from bocal.house.demo.goods import Raw, in_season
from bocal.house.demo.kitchen import G, at, key
from bocal.house.demo.people import Peopled
from bocal.house.settling import drafted
from bocal.journals import reads as journals_reads
from bocal.measure.money import Basis
from bocal.orders import acts as orders
from bocal.orders import reads as orders_reads
from bocal.orders.models import Offer, Order, Rhythm, SaleRound
from bocal.orders.rules import NotPlaced
from bocal.orders.rules.points import Hours
from bocal.orders.rules.rhythm import Cadence, State
from bocal.orders.rules.solidarity import same_side

#: Who fetches an order for somebody else.
_NEIGHBOURS = ("Odile", "Maryse", "Inès", "Colette")
#: What a farm is paid of the price before VAT.
FARM_SHARE = Decimal("0.8")
#: How each point works: (days after the closing, from, until) of its openings, minutes and orders a slot, fee in cents.
#: A round is frozen the morning after it closes: its first afternoon comes next.
_POINTS = (
    ([(1, time(17), time(19))], 30, 8, 0),
    ([(2, time(9), time(12, 30))], 30, 10, 0),
    ([(1, time(16, 30), time(18, 30))], 20, 6, 0),
    ([(1, time(17, 30), time(19)), (2, time(10), time(12))], 30, 8, 50),
    ([(1, time(17), time(18))], 60, 12, 0),
    ([(2, time(11), time(13))], 40, 9, 0),
    ([(1, time(16), time(20))], 30, 5, 100),
    ([(2, time(9, 30), time(12))], 30, 8, 50),
    ([(1, time(18), time(19, 30))], 30, 8, 0),
    ([(2, time(10), time(12))], 30, 7, 0),
    ([(2, time(10, 30), time(12, 30))], 30, 10, 0),
    ([(1, time(17), time(18, 30))], 30, 6, 150),
)
#: A round opens so many days before it closes, at eight; it closes at twenty.
DAYS_OPEN = 6


def sell(found: Peopled, title: str, closes: date, *, baskets: int, rhythm: Rhythm | None = None) -> SaleRound:
    """Open a round with goods, jars and slots, and fill baskets."""
    sales = found.at(Desk.SALES)
    opened = at(closes - timedelta(days=DAYS_OPEN), 8)
    sale = orders.open_round(
        title=title,
        opens_at=opened,
        closes_at=at(closes, 20),
        person=sales,
        key=str(key(found.shape.slug, title)),
        now=opened,
        note="Pensez à rapporter vos bocaux vides.",
        coordinators_hours=rhythm.coordinators_hours if rhythm else 0,
        reminder_hours=rhythm.reminder_hours if rhythm else 0,
        rhythm=rhythm,
        solidarity_bp=found.shape.levels[0],
        support_bp=found.shape.levels[1],
    )
    if found.shape.stalls:
        _farm_goods(found, sale, closes.month)
        # Who bakes bread must know a day before the others.
        bread = sale.offers.filter(item__name__startswith="Pain").select_related("producer").first()
        if bread and bread.producer:
            orders.set_stall(sale=sale, producer=bread.producer, closes_at=at(closes - timedelta(days=1), 12))
    _jars(found, sale)
    for number, point in enumerate([] if sale.slots.exists() else found.points):
        fetched = closes + timedelta(days=1 + number % 2)
        orders.add_slots(sale=sale, point=point, first=at(fetched, 17), last=at(fetched, 19), minutes=30, capacity=8)
    _baskets(found, sale, baskets)
    return sale


def points(found: Peopled, closes: date, day: date) -> None:
    """The group's points, set once: days, hours, room, fee, turn on the route; the last one is on trial."""
    for number, (place, (openings, minutes, capacity, fee)) in enumerate(zip(found.points, _POINTS, strict=False)):
        last = number == len(found.points) - 1
        orders.set_point(
            place=place,
            hours=[Hours((closes + timedelta(days=after)).weekday(), first, until) for after, first, until in openings],
            minutes=minutes,
            capacity=capacity,
            fee_cents=fee,
            trial_until=day + timedelta(days=40) if last else None,
            crew=[found.at(Desk.POINT if number % 3 else Desk.SALES)],
            rank=number + 1,
            helpers=2 if number < 4 else 0,
        )


def snow(found: Peopled, sale: SaleRound) -> None:
    """A point of the open round cannot be reached: its orders go to another one."""
    shut, other = found.points[9], found.points[10]
    orders.cancel_point(
        sale=sale,
        point=shut,
        person=found.at(Desk.SALES),
        why="la route du plateau est fermée par la neige",
        choose_until=sale.closes_at,
        moved_to=other,
        key=str(key(sale.key, "snow")),
        now=found.now,
    )


def weekly(found: Peopled, closes: date) -> Rhythm:
    """The group's rhythm: each week the same days and hours, twelve for coordinators, a reminder the day before."""
    return orders.set_rhythm(
        title="Vente de la semaine",
        note="Pensez à rapporter vos bocaux vides.",
        every=Cadence.WEEK,
        opens_weekday=(closes - timedelta(days=DAYS_OPEN)).weekday(),
        opens_hour=time(8),
        closes_weekday=closes.weekday(),
        closes_hour=time(20),
        starts_on=closes - timedelta(days=28),
        coordinators_hours=12,
        reminder_hours=24,
        key=str(key(found.shape.slug, "rhythm")),
        now=at(closes - timedelta(days=28), 9),
    )


def mandate(found: Peopled) -> None:
    """One farm of the group sells in its own name: the group has its mandate, and keeps a tenth for its service."""
    given = found.today - timedelta(days=60)
    billing.give_mandate(
        farm=found.farms[1], given_on=given, vat=FarmVat.LIABLE, person=found.at(Desk.DIRECTION), now=at(given, 10)
    )


def _farm_goods(found: Peopled, sale: SaleRound, month: int) -> None:
    crops = in_season(month)
    for number, farm in enumerate(found.farms[: found.shape.stalls]):
        for crop in (crops[number % len(crops)], crops[(number * 5 + 3) % len(crops)]):
            item = Item.objects.get(name=crop.name)
            if not Offer.objects.filter(sale=sale, item=item, producer=farm).exists():
                _offer(sale, farm, item, crop, available=20 + 5 * (number % 4))


def _offer(sale: SaleRound, farm: Organisation, item: Item, crop: Raw, *, available: int) -> None:
    counted = item.dimension == Dimension.COUNT
    weighed = bool(crop.most_g)
    usual = Decimal(crop.price)
    price = usual if weighed else usual * crop.portion if counted else usual * crop.portion / 1000
    orders.offer_goods(
        sale=sale,
        producer=farm,
        item=item,
        label=crop.unit,
        portion=crop.portion if counted else crop.portion * G,
        price=price.quantize(Decimal("0.01")),
        cost=(price * FARM_SHARE / Decimal("1.055")).quantize(Decimal("0.01")),
        available=available,
        by_weight=weighed,
        most_portion=crop.most_g * G,
        # Some farms only bring whole crates.
        crate=6 if available > 30 and crop.unit == "1 kg" else 1,
    )


def _jars(found: Peopled, sale: SaleRound) -> None:
    there: dict[int, int] = {}
    for row in journals_reads.sellable(ItemKind.FINISHED, owner=found.collective.organisation):
        there[row.lot.item_id] = there.get(row.lot.item_id, 0) + row.quantity
    items = list(Item.objects.filter(pk__in=there).order_by("name"))
    prices = orders_reads.round_prices(items)
    for item in items:
        if (half := there[item.pk] // 3) and item.pk in prices:
            orders.offer_jars(
                sale=sale,
                item=item,
                label="1 bocal",
                price=prices[item.pk][0],
                available=half,
                person=found.at(Desk.SALES),
                key=str(key(sale.key, item.pk)),
                now=sale.opens_at,
            )


def _buyers(found: Peopled) -> list[tuple[Organisation, Person]]:
    """Households and shops as they came; the centres first, which cook their own meals of it."""
    roles = Role.objects.filter(desk=Desk.CUSTOMER).select_related("organisation", "person").order_by("pk")
    buyers = [(role.organisation, role.person) for role in roles]
    return sorted(buyers, key=lambda one: one[0].kind != OrganisationKind.CENTRE)


def _baskets(found: Peopled, sale: SaleRound, baskets: int) -> None:
    offers, slots, levels = list(sale.offers.all()), list(sale.slots.all()), orders_reads.levels_of(sale)
    draw = found.cast.draw
    if not offers:
        return
    for number, (home, person) in enumerate(_buyers(found)[:baskets]):
        chosen = draw.sample(offers, min(len(offers), draw.randrange(2, 6)))
        try:
            placed = orders.place(
                sale=sale.pk,
                customer=home.pk,
                person=person.pk,
                slot=draw.choice(slots).pk,
                wanted={offer.pk: draw.randrange(1, 3) for offer in chosen},
                key=str(key(sale.key, home.pk)),
                now=sale.opens_at + timedelta(minutes=7 * (number + 1)),
                one_more=number % 2 == 0,
                level_bp=same_side((-1, 0, 1, 0)[number % 4], levels),
            )
        except NotPlaced:
            # A full slot or an empty crate: this household comes next week.
            continue
        if number % 9 == 4:
            orders.name_collector(
                order=Order.objects.get(pk=placed.order), name=f"{draw.choice(_NEIGHBOURS)} (voisine)"
            )


def gather(found: Peopled, sale: SaleRound, *, late: int = 0) -> None:
    """Close a past round and bring the goods; the last `late` farms are still on their way."""
    ended = sale.closes_at + timedelta(minutes=1)
    orders.advance(sale=sale, to=State.FROZEN, person=None, now=ended)
    farms = Organisation.objects.filter(pk__in=sale.offers.filter(ordered__gt=0).values("producer")).order_by("pk")
    for farm in list(farms)[: farms.count() - late]:
        arrived = {}
        for offer in sale.offers.filter(producer=farm, ordered__gt=0):
            weight = offer.portion * offer.ordered if offer.by_weight else None
            arrived[offer.pk] = orders.Came(offer.ordered, weight)
        orders.bring(
            sale=sale,
            producer=farm,
            arrived=arrived,
            person=found.at(Desk.POINT),
            key=str(key(sale.key, "bring", farm.pk)),
            now=ended + timedelta(hours=14),
        )


def finish(found: Peopled, sale: SaleRound) -> None:
    """Close a past round, bring the goods, hand the baskets over."""
    gather(found, sale)
    point_person = found.at(Desk.POINT)
    small = JarFormat.objects.first()
    for number, order in enumerate(
        Order.objects.filter(sale=sale, cancelled_at=None).select_related("slot").order_by("pk")
    ):
        given = {}
        for line in order.lines.select_related("offer"):
            weight = line.offer.portion * line.quantity * 97 // 100 if line.offer.by_weight else None
            given[line.pk] = orders.Given(line.quantity, weight)
        assert order.slot is not None
        orders.hand_over(
            order=order,
            given=given,
            person=point_person,
            key=str(key(order.key, "hand")),
            now=order.slot.starts_at + timedelta(minutes=number % 25),
            jars_back={small.pk: 2} if small and number % 5 == 0 else None,
            sure=True,
        )


def settle(found: Peopled, sale: SaleRound) -> None:
    """A producers' group settles its past round: it keeps 8 %, and two farms ran the distribution. A purchasing group's
    waits to be settled."""
    if found.shape.profile is Profile.TRUCK and found.shape.stalls:
        orders.keep_time(found.now)
        past = SaleRound.objects.get(pk=sale.pk)
        if past.state == State.FROZEN:
            orders.advance(sale=past, to=State.HANDED_OVER, person=found.at(Desk.SALES), now=found.now)
    if found.shape.profile is not Profile.PRODUCERS_GROUP:
        return
    orders.keep_time(found.now)
    past = SaleRound.objects.get(pk=sale.pk)
    if past.state == State.FROZEN:
        orders.advance(sale=past, to=State.HANDED_OVER, person=found.at(Desk.SALES), now=found.now)
    billing.set_share(terms=Terms(800, Per.HOUR, 1_500))
    shares = drafted(past)
    settle_round(
        sale=past,
        given={one.farm.pk: hours for one, hours in zip(shares, (250, 300), strict=False)},
        expected=(sum(one.share.sold for one in shares), sum(one.share.margin for one in shares)),
        person=found.at(Desk.ACCOUNTS),
        now=found.now,
    )


def bill(found: Peopled, sale: SaleRound, customers: Sequence[Organisation]) -> None:
    """Invoices of what was handed over; two in three are paid."""
    clerk, day = found.at(Desk.ACCOUNTS), timezone.localdate(sale.closes_at) + timedelta(days=3)
    waiting: dict[int, list[billing_reads.Waiting]] = defaultdict(list)
    for row in billing_reads.waiting(until=day):
        if row.basis is Basis.GROSS:
            waiting[row.customer.pk].append(row)
    for number, customer in enumerate(customers):
        for row in waiting[customer.pk]:
            whose = [str(row.farm.pk)] if row.farm else []
            invoice = billing.issue(
                customer=customer,
                basis=row.basis,
                until=day,
                expected=row.cents,
                author=clerk,
                key=str(key(sale.key, "bill", customer.pk, *whose)),
                now=at(day, 11),
                # Those who pay on receipt are late.
                due_on=day + timedelta(days=2) if number % 6 == 0 else None,
                farm=row.farm.pk if row.farm else None,
            )
            if number % 3 and row.cents > 0:
                billing.pay(
                    invoice=invoice,
                    cents=row.cents,
                    means=Means.TRANSFER,
                    day=day + timedelta(days=1),
                    author=clerk,
                    key=str(key(sale.key, "pay", customer.pk, *whose)),
                    now=at(day + timedelta(days=1), 9),
                    reference="virement",
                )


def give(found: Peopled, day: date) -> None:
    """Released jars go to a food-aid partner or a centre, without payment."""
    kinds = (OrganisationKind.FOOD_AID, OrganisationKind.CENTRE)
    party = Organisation.objects.filter(kind__in=kinds).first()
    rows = journals_reads.sellable(ItemKind.FINISHED, owner=found.collective.organisation)
    first = next(iter(rows), None)
    if party and first:
        orders.give(
            party=party,
            quantities={first.lot.item_id: min(12, first.quantity)},
            person=found.at(Desk.SALES),
            key=str(key(found.shape.slug, "give", day)),
            now=at(day, 15),
            note="Pour les colis de la semaine",
        )
