"""A round of 1 200 orders closes: what lacks is shared, farms, points and customers are written to; then its lists."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from http import HTTPStatus
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse, set_script_prefix
from django.utils import timezone, translation

from bench import rush
from bench.rush import Hall
from bench.table import Row
from bench.web import session
from bocal.directory.models import Letter, Organisation, Person, Role
from bocal.directory.rules import Desk, OrganisationKind
from bocal.orders import acts, notices
from bocal.orders.models import Offer, Order, OrderLine, SaleRound, Slot
from bocal.orders.rules.rhythm import State
from bocal.orders.rules.shortage import Rule

FARMS, POINTS = 15, 12
#: Seconds that the closing may take, all its lists as PDF, and each as a page.
CLOSING, PAPER, PAGE = 5.0, 2.0, 0.3


def furnish(count: int) -> tuple[Hall, Person]:
    """The rush's round once all have ordered: fifteen farms, a third of the goods billed by weight, a third brought by
    full crates only (so that some of them lack), somebody with an address at each point. And who closes it."""
    hall = rush.furnish(count, points=POINTS)
    shut, now = make_password(None), timezone.now()
    farms = Organisation.objects.bulk_create(
        Organisation(kind=OrganisationKind.PRODUCER, name=f"Ferme {n:02}", email=f"f{n}@exemple.test")
        for n in range(FARMS)
    )
    helpers = Person.objects.bulk_create(
        Person(name=f"Point {n}", email=f"point{n}@exemple.test", password=shut) for n in range(POINTS)
    )
    us = Role.objects.filter(desk=Desk.SALES).order_by("pk")[0]
    Role.objects.bulk_create(
        Role(person=person, organisation_id=us.organisation_id, desk=Desk.POINT) for person in helpers
    )
    baskets = hall.baskets(seed=3)
    asked = rush.demand(baskets)
    seated = Counter(basket.slot for basket in baskets)
    SaleRound.objects.filter(pk=hall.sale).update(shortage=Rule.CEILING)
    for n, offer in enumerate(Offer.objects.filter(pk__in=hall.offers).order_by("pk")):
        offer.producer = farms[n % FARMS]
        offer.by_weight, offer.most_portion = n % 3 == 0, 1_200_000 if n % 3 == 0 else 0
        offer.crate = 1 if n % 3 else 8
        offer.available, offer.ordered = asked[offer.pk] + 100, asked[offer.pk]
        offer.save()
    for pk, taken in seated.items():
        Slot.objects.filter(pk=pk).update(taken=taken)
    orders = Order.objects.bulk_create(
        Order(
            sale_id=hall.sale,
            customer_id=basket.customer,
            person_id=basket.person,
            slot_id=basket.slot,
            key=uuid4().hex,
            placed_at=now + timedelta(milliseconds=n),
            changed_at=now,
        )
        for n, basket in enumerate(baskets)
    )
    OrderLine.objects.bulk_create(
        OrderLine(order=order, offer_id=offer, quantity=units, price=Decimal("3.50"))
        for order, basket in zip(orders, baskets, strict=True)
        for offer, units in basket.wanted.items()
    )
    return hall, us.person


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock, and of this process's core."""
    began, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - cpu


def _row(name: str, took: tuple[float, float], aim: float, *, judged: bool, digits: int = 1) -> Row:
    wall, cpu = took
    said = f"{wall:.{digits}f} ({cpu:.{digits}f})"
    return Row(f"{name}, s (processeur)", said, aim=f"< {aim}".replace(".", ","), holds=wall < aim if judged else None)


def measure(count: int, *, judged: bool) -> Iterator[Row]:
    """The closing, then the lists, in the collective at hand."""
    hall, person = furnish(count)
    sale = SaleRound.objects.get(pk=hall.sale)
    name = f"fermeture d’une vente de {count} commandes"

    def close() -> None:
        acts.advance(sale=sale, to=State.FROZEN, person=person, now=timezone.now())
        notices.tell.func(sale.pk)

    yield _row(f"{name} : partage, listes, PDF, lettres", _timed(close), CLOSING, judged=judged)
    yield Row("  lettres en attente d’envoi", str(Letter.objects.filter(sent_at=None).count()))
    sale.refresh_from_db()
    with translation.override("fr"):
        papers = [(kind, _timed(lambda kind=kind: notices.lists_pdf(sale, kind))) for kind in notices.KINDS]
    for kind, took in papers:
        yield _row(f"  liste « {kind} » en PDF", took, PAPER, judged=False)
    wall, cpu = (sum(took[part] for _, took in papers) for part in (0, 1))
    yield _row("  toutes les listes en PDF", (wall, cpu), PAPER, judged=judged)
    yield from _pages(sale, person, judged=judged)


def _pages(sale: SaleRound, person: Person, *, judged: bool) -> Iterator[Row]:
    client = Client(headers={"accept-language": "fr"}, SERVER_NAME="localhost")
    # As the server does: the prefix is taken off an address before Django sees it.
    set_script_prefix("/")
    client.cookies[settings.SESSION_COOKIE_NAME] = session(person)
    for kind in notices.KINDS:
        path = reverse("orders:lists", args=[sale.pk, kind])
        if client.get(path).status_code != HTTPStatus.OK:
            raise ValueError(path)
        sizes: list[int] = []
        took = _timed(lambda path=path, sizes=sizes: sizes.append(len(client.get(path).content)))
        yield _row(f"  liste « {kind} » en page, {sizes[0] // 1000} ko", took, PAGE, judged=judged, digits=2)
