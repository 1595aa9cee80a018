"""What was agreed with professional customers: their days, their minimum, their prices, who orders for them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.utils import timezone

from bocal.catalog import reads as catalog
from bocal.catalog.models import Item, PriceList
from bocal.catalog.rules import FOOD, Dimension
from bocal.directory import reads as directory
from bocal.directory.models import Organisation, Person
from bocal.directory.rules import Desk, OrganisationKind, VatProfile
from bocal.measure.money import Basis, net_price
from bocal.measure.quantity import PER
from bocal.measure.table import fold
from bocal.orders import rules
from bocal.orders.models import CustomerTerms, Delivery, DeliveryLine, StandingLine, StandingOrder
from bocal.orders.rules import Amount
from bocal.orders.rules import delivering as rule

#: Days that a customer is shown to choose from.
DAYS_SHOWN = 6


def professionals(kind: OrganisationKind | None = None) -> QuerySet[Organisation]:
    """Active customers to whom we deliver, by name, with their terms."""
    kinds = (kind,) if kind else rule.PROFESSIONALS
    return directory.organisations(*kinds).select_related("terms__price_list")


def professional(pk: int) -> Organisation | None:
    """One of them."""
    return professionals().filter(pk=pk).first()


def professionals_of(organisations: Sequence[int]) -> list[Organisation]:
    """Those of these organisations to which we deliver."""
    return list(professionals().filter(pk__in=organisations)) if organisations else []


def matching(text: str) -> list[Organisation]:
    """Customers whose name holds the words of `text`, whatever the accents; the one who bears that very name alone."""
    words, whole = fold(text).split(), fold(text).strip()
    if not words:
        return []
    found = [row for row in professionals() if all(word in fold(row.name) for word in words)]
    exact = [row for row in found if fold(row.name).strip() == whole]
    return exact or found


def terms_of(customer: Organisation) -> CustomerTerms:
    """What was agreed with a customer; the usual terms, unsaved, when nothing was."""
    found: CustomerTerms | None = getattr(customer, "terms", None)
    return found or CustomerTerms(organisation=customer)


@dataclass(frozen=True)
class Client:
    """A customer in the list of the sales desk."""

    customer: Organisation
    terms: CustomerTerms
    agreed: bool
    standing: int
    last: date | None


def clients(search: str = "", kind: OrganisationKind | None = None) -> list[Client]:
    """Customers by class then name; those whose name or town hold the words of `search`. One query."""
    # The last day is looked up by its index: joined, each customer's deliveries of all the years would be read.
    latest = Delivery.objects.filter(customer=OuterRef("pk"), cancelled_at=None).order_by("-day").values("day")[:1]
    rows = professionals(kind).annotate(standing_count=Count("standing_orders"), last_day=Subquery(latest))
    words = fold(search).split()
    order = {member: n for n, member in enumerate(rule.PROFESSIONALS)}
    found = [row for row in rows if all(word in fold(f"{row.name} {row.town}") for word in words)]
    found.sort(key=lambda row: (order[OrganisationKind(row.kind)], fold(row.name)))
    return [Client(row, terms_of(row), hasattr(row, "terms"), row.standing_count, row.last_day) for row in found]


def who_orders(customer: Organisation) -> QuerySet[Person]:
    """People who may order online for a customer."""
    return Person.objects.filter(roles__organisation=customer, roles__desk=Desk.CUSTOMER, is_active=True).distinct()


# ── Days ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Window:
    """A day of delivery and the moment until which it may be ordered for."""

    day: date
    closes: datetime


def local(now: datetime) -> datetime:
    """What clocks here show then, without its zone: what days and hours of terms are compared with."""
    return timezone.localtime(now).replace(tzinfo=None)


def windows(terms: CustomerTerms, now: datetime, count: int = DAYS_SHOWN) -> list[Window]:
    """The next days of delivery that may still be ordered for, with their closing."""
    days = rule.next_days(terms.weekdays, terms.lead_days, terms.closes_at, local(now), count=count)
    return [Window(day, closes(terms, day)) for day in days]


def closes(terms: CustomerTerms, day: date) -> datetime:
    """When orders for `day` close."""
    return timezone.make_aware(rule.closing(day, terms.lead_days, terms.closes_at))


# ── Prices ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Price:
    """What a customer pays for a kilo, a litre or a piece of an item, in euros before VAT.

    `steps`: where it depends on how much, from how much (own unit) at which price, lowest first; else none.
    """

    unit_price: Decimal
    vat_bp: int
    steps: tuple[tuple[int, Decimal], ...] = ()

    def amount(self, item: Item, quantity: int) -> Amount:
        """What `quantity` (own unit) costs."""
        per = PER[Dimension(item.dimension)]
        return rules.amount(self.unit_price, quantity, per, gross=False, vat_bp=self.vat_bp)


def net(unit_price: Decimal, basis: Basis, vat_bp: int) -> Price:
    """A price of a delivery: always before VAT, so that one invoice bills it whole (docs/money.md)."""
    return Price(net_price(unit_price, vat_bp) if basis is Basis.GROSS else unit_price, vat_bp)


def held(line: DeliveryLine) -> Price:
    """The price at which a line was ordered, before VAT."""
    return net(line.unit_price, Basis.GROSS if line.gross else Basis.NET, line.vat_bp)


def prices(
    terms: CustomerTerms,
    items: Iterable[Item],
    quantities: Mapping[int, int] | None = None,
    *,
    profile: VatProfile,
) -> dict[int, Price]:
    """Each item's price for a customer, for so much of it: on their own list, else their class's, else the usual one;
    before VAT, whatever the price is in the catalogue.

    An item without price or VAT is left out. Two queries at most.
    """
    agreed = terms.price_list or catalog.list_for(terms.organisation.kind)
    asked = [(item, (quantities or {}).get(item.pk, 0)) for item in items]
    steps = catalog.steps_of([item for item, _quantity in asked], agreed)
    found = {}
    for (item, _quantity), priced in zip(asked, catalog.prices_for(asked, agreed, steps), strict=True):
        rate = item.vat.rate_bp if item.vat else None
        if priced is not None and (rate is not None or not profile.bills_vat):
            unit_price, basis = priced
            vat_bp = rules.vat_rate(rate, profile)
            found[item.pk] = replace(net(unit_price, basis, vat_bp), steps=_steps(item, agreed, steps, vat_bp))
    return found


def _steps(
    item: Item, agreed: PriceList | None, steps: Mapping[int, Sequence[tuple[int, Decimal]]], vat_bp: int
) -> tuple[tuple[int, Decimal], ...]:
    """An item's prices by quantity, before VAT; below its list's first the usual one holds. None when one holds."""
    own = (
        [(least, net(price, Basis(agreed.basis), vat_bp).unit_price) for least, price in steps.get(item.pk, ())]
        if agreed
        else []
    )
    if own and own[0][0] and item.price is not None:
        own.insert(0, (0, net(item.price, Basis(item.basis), vat_bp).unit_price))
    return tuple(own) if len(own) > 1 else ()


def on_sale() -> QuerySet[Item]:
    """Food that may be ordered, with its VAT and jar."""
    return Item.objects.filter(kind__in=FOOD, active=True).select_related("vat", "jar_format__jar").order_by("name")


# ── Standing orders ──────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Standing:
    """A standing order and its next days."""

    order: StandingOrder
    days: tuple[date, ...]


def occurrences(order: StandingOrder, since: date, until: date) -> list[date]:
    """Its days between two, both within."""
    pause = (order.paused_from, order.paused_until) if order.paused_from and order.paused_until else None
    return rule.occurrences(
        order.weekday,
        order.first_on,
        since=since,
        until=until,
        every_weeks=order.every_weeks,
        last_on=order.last_on,
        pause=pause,
    )


def standing_orders(customer: Organisation, today: date) -> list[Standing]:
    """A customer's standing orders with their next four days; two queries."""
    lines = Prefetch("lines", StandingLine.objects.select_related("item"))
    rows = StandingOrder.objects.filter(customer=customer).select_related("changed_by").prefetch_related(lines)
    far = date(today.year + 1, today.month, 1)
    return [Standing(row, tuple(occurrences(row, today, far)[:4])) for row in rows]


def standing_of(pk: int, organisations: Sequence[int]) -> StandingOrder | None:
    """One standing order, only if it is of one of these organisations, as long as it goes on."""
    rows = StandingOrder.objects.filter(pk=pk, customer__in=organisations)
    return rows.select_related("customer__terms__price_list").prefetch_related("lines__item").first()


def standing_order(customer: Organisation, pk: int) -> StandingOrder | None:
    """One of a customer's standing orders."""
    return StandingOrder.objects.filter(customer=customer, pk=pk).prefetch_related("lines__item").first()
