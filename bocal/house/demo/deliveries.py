"""Professionals of the demonstration: their terms, standing orders, and a few days of deliveries in every state."""

from datetime import date, time, timedelta
from itertools import cycle

from bocal.catalog.models import Item
from bocal.directory.models import Organisation, Person, Role
from bocal.directory.rules import Desk, OrganisationKind
from bocal.house.demo.kitchen import at, key
from bocal.house.demo.people import Peopled
from bocal.journals.rules import Refused
from bocal.orders import acts as orders
from bocal.orders.acts import Taken
from bocal.orders.models import Delivery
from bocal.orders.reads import agreements, deliveries, promises
from bocal.orders.reads.picking import picks
from bocal.orders.rules.delivering import Wanted, WhenShort

#: By class of customers: days of delivery, minimum in cents, days before which orders close, what to know.
TERMS: dict[str, tuple[list[int], int, int, str]] = {
    OrganisationKind.RESTAURANT: ([1, 4], 4_000, 1, "Par la cour, avant 10 h 30."),
    OrganisationKind.CANTEEN: ([0, 3], 8_000, 3, "Quai de la cuisine, demander l’économe."),
    OrganisationKind.SHOP: ([2, 4], 6_000, 2, "Par le magasin, dès 8 h."),
    OrganisationKind.FOOD_AID: ([3], 0, 2, "Fermé le midi."),
}


def delivering(found: Peopled) -> None:
    """What was agreed, what comes every week, and deliveries: yesterday's signed (at one door a jar broke, one refused
    one, one came back later), today's picked or to pick, others ordered ahead by phone and online."""
    shops = [shop for shop in found.shops if shop.kind in TERMS]
    for shop in shops:
        days, minimum, lead, note = TERMS[shop.kind]
        orders.agree(customer=shop, weekdays=days, minimum_cents=minimum, lead_days=lead, closes_at=time(15), note=note)
    jars = _jars(found)
    if not shops or not jars:
        return
    turn = cycle(jars)
    day = found.today
    for number, shop in enumerate(shops[:3]):
        done = _order(found, shop, day - timedelta(days=1), [next(turn), next(turn)], 3 + number)
        _pick(found, done, day - timedelta(days=1))
        _deliver(found, done, day - timedelta(days=1), refused=number == 2, broken=number == 0)
        if number == 1:
            _give_back(found, done)
    picked = _order(found, shops[3 % len(shops)], day, [next(turn), next(turn)], 5)
    _pick(found, picked, day)
    for shop in (shops[4 % len(shops)], shops[5 % len(shops)]):
        _order(found, shop, day, [next(turn), next(turn), next(turn)], 4)
    _order(found, shops[0], day + timedelta(days=2), [next(turn)], 3, online=True)
    # More than there is: the rest waits for the next cook.
    _order(found, shops[-1], day + timedelta(days=3), [next(turn)], 200)
    _stand(found, [shop for shop in shops if shop.kind in ("canteen", "food_aid")], next(turn))
    orders.deliver_standing(found.now)


def _jars(found: Peopled) -> list[Item]:
    """What can be promised today, most first."""
    items = list(agreements.on_sale().filter(kind="finished").exclude(price=None))
    owner = found.collective.organisation
    there = promises.promises([item.pk for item in items], found.today, today=found.today, owner=owner)
    return sorted((item for item in items if there[item.pk] >= 10), key=lambda item: -there[item.pk])


def _who(shop: Organisation) -> Person | None:
    role = Role.objects.filter(organisation=shop, desk=Desk.CUSTOMER).select_related("person").first()
    return role.person if role else None


def _order(
    found: Peopled, shop: Organisation, day: date, items: list[Item], count: int, *, online: bool = False
) -> Delivery:
    buyer = _who(shop) if online else None
    return orders.place_delivery(
        customer=shop,
        day=day,
        wanted={item.pk: Wanted(count, WhenShort.WAIT) for item in items},
        person=buyer or found.at(Desk.SALES),
        key=str(key(found.shape.slug, "delivery", shop.pk, day)),
        now=min(at(day - timedelta(days=2), 9), found.now),
        online=buyer is not None,
        sure=True,
    )


def _pick(found: Peopled, delivery: Delivery, day: date) -> None:
    card = deliveries.delivery(delivery.pk)
    assert card is not None
    rows = picks([card], day, found.collective.organisation)
    picked = {(row.line.row.pk, row.batch.lot, row.batch.place): row.quantity for row in rows if row.batch}
    if picked:
        orders.pick(
            delivery=delivery,
            picked=picked,
            person=found.at(Desk.SALES),
            key=str(key(delivery.key, "pick")),
            now=min(at(day, 7), found.now),
        )


def _deliver(found: Peopled, delivery: Delivery, day: date, *, refused: bool, broken: bool) -> None:
    card = deliveries.delivery(delivery.pk)
    assert card is not None
    taken = {line: Taken(sum(q for _lot, _code, q in lots)) for line, lots in deliveries.picked(card).items()}
    if (refused or broken) and taken:
        # One jar too many at the door: it comes back to be looked at; one that broke is lost, and owed by nobody.
        line, all_of_it = next(iter(taken.items()))
        taken[line] = Taken(max(0, all_of_it.quantity - 1), broken=int(broken and all_of_it.quantity > 0))
    try:
        orders.deliver(
            delivery=delivery,
            taken=taken,
            signer=card.customer.contact or card.customer.name,
            signature="40,120 70,60 95,140 120,70 150,130 190,90 240,110 300,80",
            person=found.at(Desk.POINT),
            key=str(key(delivery.key, "deliver")),
            now=at(day, 10),
        )
    except Refused:
        # Nothing could be picked for it.
        return


def _give_back(found: Peopled, delivery: Delivery) -> None:
    card = deliveries.delivery(delivery.pk)
    assert card is not None
    if line := next(iter(deliveries.kept(card)), None):
        orders.take_goods_back(
            delivery=delivery,
            back={line: 1},
            broken=False,
            person=found.at(Desk.SALES),
            key=str(key(delivery.key, "back")),
            now=found.now,
        )


def _stand(found: Peopled, shops: list[Organisation], jar: Item) -> None:
    for shop in shops:
        weekday = TERMS[shop.kind][0][0]
        orders.stand(
            customer=shop,
            weekday=weekday,
            quantities={jar.pk: 2},
            first_on=found.today,
            person=found.at(Desk.SALES),
            key=str(key(found.shape.slug, "standing", shop.pk)),
            now=found.now,
        )
