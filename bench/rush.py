"""The closing rush: 500 households, five lines each out of 60 products, 32 at once."""

import os
import random
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from itertools import accumulate
from uuid import uuid4

# First: a child of the crowd begins here, and what follows needs Django to be ready.
import bocal.house.start  # noqa: F401  # isort: skip
import psycopg
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench import bare
from bench.ground import Crowd
from bench.table import Row, percentile
from bocal.catalog.models import Item
from bocal.catalog.rules import ItemKind
from bocal.directory import acts as directory
from bocal.directory.models import Organisation, Person, Role
from bocal.directory.rules import Desk, OrganisationKind, PlaceKind
from bocal.house import collectives
from bocal.orders import acts
from bocal.orders.models import Bringing, Offer, Order, OrderLine, Slot
from bocal.orders.rules import NotPlaced, proposal
from tests import world as worlds

PRODUCTS, LINES, SLOTS = 60, 5, 12


@dataclass(frozen=True)
class Basket:
    """What a household comes for; everything by its key."""

    sale: int
    customer: int
    person: int
    slot: int
    wanted: dict[int, int]


@dataclass(frozen=True)
class Hall:
    """The round that is rushed at: who comes, and the keys of what is sold."""

    sale: int
    people: tuple[tuple[int, int], ...]
    offers: tuple[int, ...]
    slots: tuple[int, ...]

    def baskets(self, seed: int) -> list[Basket]:
        """One for each household; the product of rank r is asked for in proportion to 1/r."""
        chance = random.Random(seed)  # noqa: S311 - the same baskets in every run
        weights = list(accumulate(1 / rank for rank in range(1, len(self.offers) + 1)))
        baskets = []
        for customer, person in self.people:
            wanted: dict[int, int] = {}
            while len(wanted) < LINES:
                wanted[chance.choices(self.offers, cum_weights=weights)[0]] = chance.randint(1, 3)
            baskets.append(Basket(self.sale, customer, person, chance.choice(self.slots), wanted))
        return baskets


def furnish(count: int, points: int = 1) -> Hall:
    """In the collective at hand: a round that sells now at so many points, and `count` households with a person
    each."""
    world = worlds.build()
    now = timezone.now()
    sale = acts.open_round(
        title="Ruée",
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=2),
        person=world.sales,
        key=uuid4().hex,
        now=now,
    )
    start = now + timedelta(days=3)
    last = start + timedelta(minutes=15 * max(1, SLOTS // points))
    halls = [
        directory.open_place(kind=PlaceKind.POINT, name=f"La Halle {n or ''}".strip(), town="Saint-Aubin")
        for n in range(points)
    ]
    slots = [
        slot
        for hall in halls
        for slot in acts.add_slots(sale=sale, point=hall, first=start, last=last, minutes=15, capacity=500)
    ]
    items = Item.objects.bulk_create(
        Item(kind=ItemKind.RAW, name=f"Légume {n}", vat=world.items["Tomates"].vat) for n in range(PRODUCTS)
    )
    farms = (world.farm, world.other_farm)
    offers = [
        acts.offer_goods(
            sale=sale,
            producer=farms[n % 2],
            item=item,
            label="le kilo",
            portion=1_000_000,
            price=Decimal("3.50"),
            cost=Decimal("2.10"),
            available=100_000,
        ).pk
        for n, item in enumerate(items)
    ]
    homes = Organisation.objects.bulk_create(
        Organisation(kind=OrganisationKind.HOUSEHOLD, name=f"Foyer {n}") for n in range(count)
    )
    shut = make_password(None)
    people = Person.objects.bulk_create(
        Person(name=f"Personne {n}", email=f"p{n}@exemple.test", password=shut) for n in range(count)
    )
    Role.objects.bulk_create(
        Role(person=person, organisation=home, desk=Desk.CUSTOMER) for person, home in zip(people, homes, strict=True)
    )
    return Hall(
        sale.pk,
        tuple((home.pk, person.pk) for home, person in zip(homes, people, strict=True)),
        tuple(offers),
        tuple(slot.pk for slot in slots),
    )


_FILLED = ("orders_offer", "orders_slot", "orders_order", "orders_orderline")


def _emptied(*models: type[Model]) -> list[str]:
    """The tables of these, each after all that points at it."""
    tables: list[str] = []
    for model in models:
        there = model._meta.get_fields(include_hidden=True)
        pointing = {row.related_model for row in there if row.auto_created and not row.concrete}
        for table in (*_emptied(*sorted(pointing - {model}, key=str)), model._meta.db_table):
            if table not in tables:
                tables.append(table)
    return tables


def restock(hall: Hall, baskets: list[Basket], *, scarce: bool) -> None:
    """Empty the round and fill its stands: far too much, or half of what the baskets ask for and room for few more."""
    fill(hall, baskets, hall.offers if scarce else (), tight=scarce)


def fill(hall: Hall, baskets: list[Basket], scarce: Collection[int], *, tight: bool) -> None:
    """Empty the round and fill its stands: of the scarce offers half of what the baskets ask for, far too much of the
    others; when it is tight, room in the slots for one order in twenty more than there are baskets."""
    with transaction.atomic(), connection.cursor() as cursor:
        tables = _emptied(Order, Bringing)
        if connection.vendor == "postgresql":
            # Some of them only grow, in life. No CASCADE: it would empty more than the models know of.
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(f"TRUNCATE {', '.join(tables)}")
        else:
            for table in tables:
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - our own tables
    asked = demand(baskets)
    for pk in hall.offers:
        available = (asked[pk] + 1) // 2 if pk in scarce else 100_000
        Offer.objects.filter(pk=pk).update(ordered=0, available=available)
    room = len(baskets) * 21 // 20 // len(hall.slots) + 1 if tight else 500
    Slot.objects.filter(pk__in=hall.slots).update(taken=0, capacity=room)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for table in _FILLED:
                cursor.execute(f"VACUUM ANALYZE {table}")


def demand(baskets: list[Basket]) -> Counter[int]:
    """How many units of each offer the baskets ask for."""
    asked: Counter[int] = Counter()
    for basket in baskets:
        asked.update(basket.wanted)
    return asked


@dataclass(frozen=True)
class Count:
    """What the stands say after a rush: all three must be zero."""

    unsold: int
    oversold: int
    overfull: int

    def __str__(self) -> str:
        return f"{self.unsold} / {self.oversold} / {self.overfull}"


NOTHING = Count(0, 0, 0)


def count(hall: Hall, baskets: list[Basket]) -> Count:
    """Units that somebody wanted and that stayed, units sold that were not there, orders above a slot's capacity."""
    asked, sold = demand(baskets), Counter[int]()
    for pk, quantity in OrderLine.objects.filter(order__sale=hall.sale).values_list("offer_id", "quantity"):
        sold[pk] += quantity
    seated = Counter(Order.objects.filter(sale=hall.sale).values_list("slot_id", flat=True))
    stands = Offer.objects.filter(pk__in=hall.offers).values_list("pk", "available", "ordered")
    return Count(
        unsold=sum(max(0, min(available, asked[pk]) - sold[pk]) for pk, available, _ in stands),
        oversold=sum(max(0, sold[pk] - available) + abs(sold[pk] - ordered) for pk, available, ordered in stands),
        overfull=sum(
            max(0, seated[pk] - capacity) + abs(seated[pk] - taken)
            for pk, capacity, taken in Slot.objects.filter(pk__in=hall.slots).values_list("pk", "capacity", "taken")
        ),
    )


# ── Those who come ───────────────────────────────────────────────────────────────────────────────────────────────────


def insist(basket: Basket, slots: tuple[int, ...], attempt: Callable[[Basket], None]) -> float:
    """Do as a buyer would: when something is short take what is left of it, when the slot is full take the next.

    Returns the seconds until the order stood (or nothing was left to want).
    """
    began = time.perf_counter()
    while basket.wanted:
        try:
            attempt(basket)
        except NotPlaced as refusal:
            kept = {pk: n for pk, n in proposal(basket.wanted, refusal.missing).items() if n}
            slot = slots[(slots.index(basket.slot) + 1) % len(slots)] if refusal.slot_full else basket.slot
            basket = replace(basket, wanted=kept, slot=slot)
        else:
            break
    return time.perf_counter() - began


def by_act(slots: tuple[int, ...], basket: Basket) -> float:
    """Through orders.acts.place, as the page does."""
    return insist(basket, slots, _act)


def _act(basket: Basket) -> None:
    acts.place(
        sale=basket.sale,
        customer=basket.customer,
        person=basket.person,
        slot=basket.slot,
        wanted=basket.wanted,
        key=uuid4().hex,
        now=timezone.now(),
    )


def prepare_act(slug: str, slots: tuple[int, ...]) -> tuple[int, ...]:
    """A thread of the crowd steps into the collective, as a thread of the server does."""
    collectives.step_into(slug)
    connection.ensure_connection()
    return slots


@dataclass(frozen=True)
class Bare:
    """A connection that no framework knows of."""

    link: psycopg.Connection[tuple[int, ...]]
    slots: tuple[int, ...]


def by_sql(to: Bare, basket: Basket) -> float:
    """Through bench.bare.place: the same rows and the same locks."""
    return insist(basket, to.slots, lambda b: bare.place(to.link, b.sale, b.customer, b.person, b.slot, b.wanted))


def prepare_sql(slug: str, slots: tuple[int, ...]) -> Bare:
    """A thread of the crowd with its own connection, in the collective's schema."""
    options = f"-c search_path={collectives.schema(slug)}"
    return Bare(psycopg.connect(os.environ["BOCAL_DATABASE_URL"], options=options, autocommit=True), slots)


# ── The figures ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Run:
    """One rush: orders a second, how long each buyer waited (s), what the stands said."""

    rate: float
    waits: list[float]
    count: Count

    @property
    def spread(self) -> str:
        """The wait of the middle buyer, of the 95th and the 99th of a hundred, in milliseconds."""
        return " / ".join(f"{1000 * percentile(self.waits, share):.0f}" for share in (0.5, 0.95, 0.99))


def worst(runs: list[Run]) -> Count:
    """The most that any of them left, one by one."""
    counts = [run.count for run in runs]
    return Count(max(c.unsold for c in counts), max(c.oversold for c in counts), max(c.overfull for c in counts))


def best(runs: list[Run]) -> Run:
    """The quickest: what else the machine did at the time is not ours."""
    return max(runs, key=lambda run: run.rate)


def rush(crowd: Crowd, task: Callable[..., float], hall: Hall, baskets: list[Basket], *, scarce: bool) -> Run:
    """Restock, let everyone in at once, count."""
    restock(hall, baskets, scarce=scarce)
    seconds, waits = crowd.run(task, baskets)
    return Run(Order.objects.filter(sale=hall.sale).count() / seconds, waits, count(hall, baskets))


def statements(hall: Hall, basket: Basket) -> int:
    """How many statements one order takes, its BEGIN and COMMIT among them."""
    restock(hall, [basket], scarce=False)
    with CaptureQueriesContext(connection) as seen:
        _act(basket)
    return len([row for row in seen if row["sql"] not in ("BEGIN", "COMMIT")]) + 2


def measure(slug: str, hall: Hall, *, repeats: int, processes: int, threads: int) -> Iterator[Row]:
    """The act beside bare SQL, in turn, with ample and with scarce stock. The collective has been stepped into."""
    baskets = hall.baskets(seed=7)
    with (
        Crowd(prepare_act, slug, hall.slots, processes=processes, threads=threads) as ours,
        Crowd(prepare_sql, slug, hall.slots, processes=processes, threads=threads) as theirs,
    ):
        for scarce in (False, True):
            acted, written = [], []
            for turn in range(repeats + 1):
                pair = (
                    rush(ours, by_act, hall, baskets, scarce=scarce),
                    rush(theirs, by_sql, hall, baskets, scarce=scarce),
                )
                # The first only opens the connections.
                if turn:
                    acted.append(pair[0])
                    written.append(pair[1])
            mine, its = best(acted), best(written)
            name = f"ruée, l’acte seul, stock {'rare' if scarce else 'ample'}"
            ratio = mine.rate / its.rate
            yield Row(
                f"{name} : commandes/s", f"{mine.rate:.0f}", f"{its.rate:.0f}", f"{ratio:.2f}", "≥ 0,50", ratio >= 0.5
            )
            yield Row("  attente p50 / p95 / p99, ms", mine.spread, its.spread)
            if scarce:
                found = worst(acted)
                name = "  unités invendues / survendues / créneaux débordés"
                yield Row(name, str(found), str(worst(written)), "", "0 / 0 / 0", found == NOTHING)
    each = statements(hall, baskets[0])
    yield Row("  requêtes SQL par commande (BEGIN et COMMIT compris)", str(each), str(7), "", "≤ 30", each <= 30)
