"""How many queries each page asks, on the demonstration's rows and on a hundred times as many."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from functools import cache
from http import HTTPStatus
from itertools import islice, product
from uuid import uuid4

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import set_script_prefix
from django.utils import timezone

from bench import copies, recall, years
from bench.table import Row
from bench.web import session
from bocal.billing.models import Invoice, Payment
from bocal.catalog.models import Item
from bocal.catalog.rules import Dimension, ItemKind
from bocal.directory import acts as directory
from bocal.directory.models import Convention, Organisation, Person, Place, Role
from bocal.directory.rules import Desk, ImportKind, LinkPurpose, OrganisationKind, PlaceKind
from bocal.house import collectives
from bocal.house.demo import build, places
from bocal.journals.models import Lot, MoneyLine
from bocal.measure.money import Basis
from bocal.orders import acts as orders
from bocal.orders.models import Offer, SaleRound
from bocal.supply.models import SurplusOffer
from bocal.workshops.models import Badge
from tests import walk
from tests.directory import sheets

MOST = 12
#: Addresses tried of a page: shared among those who may open it, so many for each at least.
MOST_TRIES = 150
LEAST_TRIES = 30


def furnish(slug: str) -> None:
    """The demonstration's first cannery under another name, with what it has none of: a second open sale, of a farm's
    goods, with an order; and a sheet of farms that somebody has sent."""
    now = timezone.now()
    build.LIFE[slug] = build.LIFE[places.CANNERY.slug]
    for _ in build._one(replace(places.CANNERY, slug=slug), now):
        pass
    with collectives.inside(slug):
        people = team()
        direction, buyer = people[Desk.DIRECTION], people[Desk.CUSTOMER]
        sale = orders.open_round(
            title="Vente du banc d’essai",
            opens_at=now - timedelta(hours=1),
            closes_at=now + timedelta(days=2),
            person=direction,
            key=str(uuid4()),
            now=now,
            copy_of=SaleRound.objects.latest("pk"),
        )
        goods = orders.offer_goods(
            sale=sale,
            producer=Organisation.objects.filter(kind=OrganisationKind.PRODUCER)[0],
            item=Item.objects.filter(kind=ItemKind.RAW, dimension=Dimension.MASS)[0],
            label="1 kg",
            portion=1_000_000,
            price=Decimal(3),
            available=50,
        )
        orders.place(
            sale=sale.pk,
            customer=Role.objects.filter(person=buyer, desk=Desk.CUSTOMER)[0].organisation_id,
            person=buyer.pk,
            slot=sale.slots.all()[0].pk,
            wanted={goods.pk: 2},
            key=str(uuid4()),
            now=now,
        )
        farms = sheets.csv(sheets.FARMS)
        directory.bring_sheet(ImportKind.PRODUCERS, name="fermes.csv", data=farms, by=direction, now=now)


def team() -> dict[str, Person]:
    """Someone at each desk that the demonstration filled."""
    people: dict[str, Person] = {}
    for role in Role.objects.select_related("person").order_by("pk"):
        people.setdefault(role.desk, role.person)
    return people


#: Who comes by a personal link.
LINK = "link"


def browser(person: Person | None) -> Client:
    """A browser in which this person, if any, has signed in."""
    client = Client(headers={"accept-language": "fr"}, raise_request_exception=False)
    if person:
        client.cookies[settings.SESSION_COOKIE_NAME] = session(person)
    return client


@dataclass(frozen=True)
class Seen:
    """A page once shown: its address, who looked, what it answered, its queries, and the server's time (s)."""

    url: str
    role: str
    status: int
    queries: int
    seconds: float
    # The error behind a 500.
    fault: str = ""

    @property
    def said(self) -> str:
        """What it answered."""
        return f"{self.status} {self.fault}".strip()


def visit(clients: dict[str, Client], every: int) -> tuple[dict[str, Seen], dict[str, str]]:
    """Each page that may be read (one in `every`), by whoever sits at the first desk that may, at the first address
    that shows something, or else that sends elsewhere; and why the others are not counted, by their names."""
    seen: dict[str, Seen] = {}
    unseen: dict[str, str] = {}
    for route in walk.ours()[::every]:
        found = _first(route, clients)
        if isinstance(found, Seen):
            seen[str(route)] = found
        else:
            unseen[str(route)] = found
    return seen, unseen


def _first(route: walk.Route, clients: dict[str, Client]) -> Seen | str:
    door = route.door
    may = [LINK] if door and door.link else [role for role in clients if role != LINK and route.may(role)]
    elsewhere: Seen | None = None
    for role in may:
        for url in islice(addresses(route), max(LEAST_TRIES, MOST_TRIES // len(may))):
            status = clients[role].get(url).status_code
            if status == HTTPStatus.METHOD_NOT_ALLOWED:
                return "ne prend que des envois (POST)"
            if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                return f"répond {look(clients[role], url, role).said}"
            if status == HTTPStatus.OK:
                return look(clients[role], url, role, warm=True)
            if status == HTTPStatus.FOUND and elsewhere is None:
                elsewhere = look(clients[role], url, role, warm=True)
    if elsewhere:
        return elsewhere
    return "ne sert qu’une fois" if route.name == "welcome" else "rien à montrer"


def addresses(route: walk.Route) -> Iterator[str]:
    """Addresses worth trying: what its arguments are called says which rows; else the keys of a few rows of the
    page's own room, then of the rooms below it."""
    names = [name for name, _ in route.converters]
    tried = [_values(route.room, name) for name in names]
    if len(names) > 1 and route.room == "orders" and names[0] == "pk":
        tried[0] = list(SaleRound.objects.order_by("pk").values_list("pk", flat=True))
    for values in islice(product(*tried), MOST_TRIES):
        yield route.url(**dict(zip(names, values, strict=True)))


def _values(room: str, name: str) -> list[object]:
    if name in NAMED:
        return list(NAMED[name]())
    found: dict[object, None] = {}
    for app in dict.fromkeys((room, "journals", "directory", "catalog")):
        for model in apps.get_app_config(app).get_models():
            keys = list(model._default_manager.order_by("pk").values_list("pk", flat=True)[:30])
            found |= dict.fromkeys([*keys[:3], *keys[-2:]])
    # Of a room's own nouns, the rarer ones come later than that.
    return [*found, *range(1, MOST_TRIES)]


@cache
def _open_link() -> str:
    """The token of a personal link of a farm that has announced something."""
    farm = SurplusOffer.objects.order_by("pk")[0].farm
    now = timezone.now()
    return directory.open_link(farm, LinkPurpose.SURPLUS, until=now.date() + timedelta(days=30), now=now)


#: Values of an argument, by its name.
NAMED: dict[str, Callable[[], Iterable[object]]] = {
    "token": lambda: (_open_link(),),
    "kind": lambda: ("points", "producers", "farms", "orders", "labels", *ItemKind),
    "uuid": lambda: Badge.objects.order_by("pk").values_list("uuid", flat=True)[:3],
    "code": lambda: Lot.objects.order_by("-pk").values_list("code", flat=True)[:3],
    "number": lambda: Invoice.objects.order_by("pk").values_list("number", flat=True)[:3],
    "payment": lambda: Payment.objects.order_by("pk").values_list("pk", flat=True)[:3],
    "basis": lambda: list(Basis),
    "convention": lambda: Convention.objects.order_by("pk").values_list("pk", flat=True)[:3],
    "customer": lambda: (
        MoneyLine.objects.order_by("party").exclude(party=None).values_list("party", flat=True).distinct()[:50]
    ),
    "producer_pk": lambda: (
        Offer.objects.order_by("producer").exclude(producer=None).values_list("producer", flat=True).distinct()
    ),
    "point_pk": lambda: Place.objects.filter(kind=PlaceKind.POINT).values_list("pk", flat=True),
}


def look(client: Client, url: str, role: str, *, warm: bool = False) -> Seen:
    """A page; once more, now that templates are loaded, unless they are (`warm`)."""
    if not warm:
        client.get(url)
    began = time.perf_counter()
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(url)
    seconds = time.perf_counter() - began
    queries = len([row for row in asked if row["sql"] not in ("BEGIN", "COMMIT")])
    fault = repr(answer.exc_info[1]) if answer.exc_info else ""  # type: ignore[attr-defined]
    return Seen(url, role, answer.status_code, queries, seconds, fault)


# ── A hundred times as many rows ─────────────────────────────────────────────────────────────────────────────────────


def measure(*, times: int, every: int = 1, weeks: int = years.WEEKS) -> Iterator[Row]:
    """Each page as it is, with five years of trade (or fewer `weeks`), which a recall is also taken of, and on so many
    times its rows. The collective has been furnished and stepped into."""
    set_script_prefix("/")
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    settings.ALLOWED_HOSTS = ["*"]
    clients = {role: browser(person) for role, person in team().items()} | {LINK: browser(None)}
    _open_link.cache_clear()
    before, unseen = visit(clients, every)
    rows = copies.count()
    grounds = [("× 1", before)]

    def again() -> dict[str, Seen]:
        return {name: look(clients[seen.role], seen.url, seen.role, warm=True) for name, seen in before.items()}

    # What the five years write points at rows of their own, which are not copied.
    last = copies.last_rows()
    years.furnish(weeks)
    yield Row("pages : lignes des tables de Bocal, avec cinq ans", str(copies.count()), f"{rows} (× 1)", "", "")
    yield from recall.compare(
        "rappel, 10 000 lots et cinq ans", crate=f"Y{weeks + 40}", jar=f"Z{weeks + 40}", hub="Y1", repeats=2
    )
    grounds.append(("5 ans", again()))
    failed = copies.multiply(times, last)
    yield Row("pages : lignes des tables de Bocal", str(copies.count()), f"{rows} (× 1)", "", f"× {times}")
    for label, why in failed.items():
        yield Row(f"  table laissée telle quelle : {label}", why, "", "", "aucune", holds=False)
    grounds.append((f"× {times}", again()))
    for name, few in before.items():
        seen = [ground[name] for _, ground in grounds]
        kept = all(one.status == few.status and one.queries <= MOST for one in seen) and not _grows(seen)
        said = list(dict.fromkeys(one.said for one in seen))
        answers = f", {' → '.join(said)}" if said != ["200"] else ""
        spent = f"{' → '.join(f'{1000 * one.seconds:.0f}' for one in seen)} ms{answers}"
        titles = " → ".join(title for title, _ in grounds)
        asked = " → ".join(str(one.queries) for one in seen)
        yield Row(f"  {name}, requêtes {titles}", asked, spent, "", f"≤ {MOST}", kept)
    for name, why in unseen.items():
        broken = why.startswith("répond")
        yield Row(f"  {name} : pas comptée, {why}", "", holds=False if broken else None)
    yield Row(f"pages vues, sur {len(before) + len(unseen)}", str(len(before)))
    grown = sum(_grows([ground[name] for _, ground in grounds]) for name in before)
    yield Row("  pages dont le nombre de requêtes grandit", str(grown), "", "", "0", not grown)
    for title, ground in grounds[1:]:
        worst = max(seen.queries for seen in ground.values())
        slow = max(ground, key=lambda name: ground[name].seconds)
        spent = f"{1000 * ground[slow].seconds:.0f}"
        yield Row(f"  {title} : le plus de requêtes", str(worst), "", "", f"≤ {MOST}", worst <= MOST)
        yield Row(f"  {title} : la plus lente, {slow}, ms", spent, f"{1000 * before[slow].seconds:.0f} (× 1)")


def _grows(seen: Sequence[Seen]) -> bool:
    """Whether a page asks more of more of the same: of the last ground, than of the one before. The five years also
    bring what was not there at all (a certificate that ended), and is looked for only where it is."""
    return seen[-1].queries > seen[-2].queries
