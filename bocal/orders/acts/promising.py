"""Placing a delivery: what is ordered is promised under lock, so that no jar is promised twice."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import F

from bocal.catalog.models import Item
from bocal.catalog.rules import FOOD, Dimension
from bocal.directory.models import Organisation, Person
from bocal.directory.rules import VatProfile
from bocal.journals import acts as journals
from bocal.journals.rules import Refused
from bocal.look.templatetags.look import euros
from bocal.orders import words
from bocal.orders.acts.shelf import collective, day_of, lock_items
from bocal.orders.models import CustomerTerms, Delivery, DeliveryLine, StandingOrder
from bocal.orders.notices.confirming import confirm
from bocal.orders.reads import agreements, deliveries, promises, waiting
from bocal.orders.reads.deliveries import Card
from bocal.orders.rules import dearer
from bocal.orders.rules import delivering as rule
from bocal.orders.rules.delivering import DeliveryState, News, Promised, Wanted, WhenShort


def hold_delivery(delivery: Delivery) -> Card:
    """The delivery whole, its row ours until the transaction ends."""
    Delivery.objects.select_for_update(of=("self",), no_key=True).get(pk=delivery.pk)
    card = deliveries.delivery(delivery.pk)
    # No delivery is ever deleted.
    assert card is not None
    return card


def refuse_unless(card: Card, state: DeliveryState) -> Delivery:
    """The delivery, if that is where it stands. Raises Refused: delivery_moved_on."""
    if card.state is not state:
        raise Refused("delivery_moved_on", state=dict(words.DELIVERY_STATES)[card.state])
    return card.delivery


def place_delivery(
    *,
    customer: Organisation,
    day: date,
    wanted: Mapping[int, Wanted],
    person: Person,
    key: str,
    now: datetime,
    note: str = "",
    online: bool = False,
    sure: bool = False,
    change: Delivery | None = None,
    seen: int = 0,
    standing: StandingOrder | None = None,
    prices: Mapping[int, Decimal] | None = None,
    tell: bool = True,
) -> Delivery:
    """Place a customer's delivery, or change one that is not picked yet (`change`, with the version `seen`), whole or
    not at all. `wanted` is the whole order: item → quantity in its own unit and what to do when there is too little.

    Items are locked in the order of their keys, then what can be promised by that day is worked out: the same stock is
    never promised twice. A line that was there keeps its price. The same form key counts once. `sure` lets the desk
    pass the day, the closing and the minimum, never the stock. `prices`: what each item's unit cost (euros) when the
    person saw it; nobody pays more without having been told. `tell`: the customer gets a letter about it.
    Raises rules.delivering.NotPromised (which lines, how much there is), Repriced (which cost more), or Refused:
    nothing_ordered, too_much_ordered, unknown_item, no_price, day_past, day_far, not_delivery_day, delivery_closed,
    below_minimum, delivery_moved_on, delivery_changed.
    """
    try:
        with transaction.atomic():
            if found := deliveries.twin(key):
                if found.customer_id != customer.pk:
                    raise Refused("key_reused")
                return found
            before = _told(change) if change else None
            made = _place(customer, day, wanted, person, key, now, note, online, sure, change, seen, standing, prices)
            if tell and _told(made) != before:
                confirm(made.pk, News.CHANGED if change else News.PLACED, now)
            return made
    except IntegrityError:
        # The same form came twice at once: the other has written.
        found = deliveries.twin(key)
        if found is not None and found.customer_id == customer.pk:
            return found
        raise


def _told(delivery: Delivery) -> tuple[object, ...]:
    """What a letter says of a delivery: when nothing of it changed, none is written."""
    row = Delivery.objects.values_list("day", "note").get(pk=delivery.pk)
    lines = delivery.lines.order_by("item").values_list("item", "quantity", "waiting", "unit_price", "instead_of")
    return (*row, *lines)


def _place(
    customer: Organisation,
    day: date,
    wanted: Mapping[int, Wanted],
    person: Person,
    key: str,
    now: datetime,
    note: str,
    online: bool,
    sure: bool,
    change: Delivery | None,
    seen: int,
    standing: StandingOrder | None,
    prices: Mapping[int, Decimal] | None,
) -> Delivery:
    terms = agreements.terms_of(customer)
    rule.check_day(day, terms.weekdays, terms.lead_days, terms.closes_at, agreements.local(now), sure=sure)
    if change is not None:
        change = refuse_unless(hold_delivery(change), DeliveryState.ORDERED)
        if change.version != seen:
            raise Refused("delivery_changed")
        if online and not sure and agreements.closes(terms, change.day) <= now:
            raise Refused("delivery_closed")
    mine = {line.item_id: line for line in change.lines.all()} if change else {}
    mentioned = set(wanted) | {w.instead for w in wanted.values() if w.instead is not None}
    items = lock_items(mentioned | set(mine))
    # What is no longer sold stays in an order that has it.
    known = {
        pk: Dimension(item.dimension) for pk, item in items.items() if (item.active and item.kind in FOOD) or pk in mine
    }
    if not mentioned <= known.keys():
        raise Refused("unknown_item")
    asked = rule.check_wanted(wanted, known)
    there = promises.promises(sorted(mentioned), day, today=day_of(now), owner=collective().organisation, but=change)
    lines = rule.promise(asked, there)
    if not lines:
        raise Refused("nothing_ordered")
    rows = _priced(lines, items, mine, terms)
    if prices:
        rose = dearer(prices, {row.item_id: row.unit_price for row in rows if not _kept(row, mine)})
        if rose:
            raise rule.Repriced(rose)
    _check_minimum(rows, items, terms.minimum_cents, sure=sure)
    if change is None:
        number = journals.next_number(f"delivery {day.year}")
        change = Delivery.objects.create(
            number=f"BL{day.year}-{number:05d}",
            customer=customer,
            day=day,
            person=person,
            online=online,
            standing=standing,
            note=note,
            key=key,
            placed_at=now,
            changed_at=now,
        )
    else:
        change.lines.all().delete()
        Delivery.objects.filter(pk=change.pk).update(
            day=day, note=note, key=key, version=change.version + 1, changed_at=now
        )
    for row in rows:
        row.delivery = change
    DeliveryLine.objects.bulk_create(rows)
    return change


def _kept(row: DeliveryLine, mine: Mapping[int, DeliveryLine]) -> bool:
    """Whether an order that is changed had just so much of it: then it keeps its price."""
    old = mine.get(row.item_id)
    return old is not None and old.quantity + old.waiting == row.quantity + row.waiting


def _priced(
    lines: Mapping[int, Promised],
    items: Mapping[int, Item],
    mine: Mapping[int, DeliveryLine],
    terms: CustomerTerms,
) -> list[DeliveryLine]:
    quantities = {pk: line.quantity + line.waiting for pk, line in lines.items()}
    profile = VatProfile(collective().vat_profile)
    prices = agreements.prices(terms, [items[pk] for pk in lines], quantities, profile=profile)
    rows = []
    for pk, line in lines.items():
        old, price = mine.get(pk), prices.get(pk)
        if old is not None and old.quantity + old.waiting == quantities[pk]:
            price = agreements.held(old)
        if price is None:
            raise Refused("no_price", label=items[pk].name)
        rows.append(
            DeliveryLine(
                item_id=pk,
                quantity=line.quantity,
                waiting=line.waiting,
                instead_of_id=line.instead_of,
                replacing=line.replacing,
                unit_price=price.unit_price,
                vat_bp=price.vat_bp,
            )
        )
    return rows


def _check_minimum(rows: Iterable[DeliveryLine], items: Mapping[int, Item], minimum: int, *, sure: bool) -> None:
    """What waits counts too: it is not the customer's fault."""
    total = sum(agreements.held(row).amount(items[row.item_id], row.quantity + row.waiting).net for row in rows)
    if total < minimum and not sure:
        raise Refused("below_minimum", total=euros(total), minimum=euros(minimum), more=euros(minimum - total))


@transaction.atomic
def cancel_delivery(*, delivery: Delivery, now: datetime, online: bool = False, tell: bool = True) -> None:
    """Cancel a delivery that is not picked: what it was promised is free again. A customer (`online`) may until the
    closing. Cancelling twice is harmless. Raises Refused: delivery_moved_on, delivery_closed."""
    card = hold_delivery(delivery)
    if card.state is DeliveryState.CANCELLED:
        return
    found = refuse_unless(card, DeliveryState.ORDERED)
    if online and agreements.closes(agreements.terms_of(found.customer), found.day) <= now:
        raise Refused("delivery_closed")
    Delivery.objects.filter(pk=found.pk).update(cancelled_at=now, version=found.version + 1)
    if tell:
        confirm(found.pk, News.CANCELLED, now)


@transaction.atomic
def restore_delivery(*, delivery: Delivery, now: datetime, tell: bool = True) -> None:
    """Take a cancelling back: what can no longer be promised waits. Raises Refused: delivery_moved_on, day_past."""
    found = refuse_unless(hold_delivery(delivery), DeliveryState.CANCELLED)
    if found.day < day_of(now):
        raise Refused("day_past")
    _promise_again(found, now)
    Delivery.objects.filter(pk=found.pk).update(cancelled_at=None, version=found.version + 1)
    if tell:
        confirm(found.pk, News.RESTORED, now)


@transaction.atomic
def serve_waiting(*, delivery: Delivery, now: datetime) -> int:
    """Promise what waits of a delivery as far as it can be now; how many lines still wait.

    Raises Refused: delivery_moved_on."""
    found = refuse_unless(hold_delivery(delivery), DeliveryState.ORDERED)
    before = _told(found)
    waits = _promise_again(found, now)
    Delivery.objects.filter(pk=found.pk).update(version=found.version + 1, changed_at=now)
    if _told(found) != before:
        confirm(found.pk, News.SERVED, now)
    return waits


@dataclass(frozen=True)
class Served:
    """What one gesture promised of all that waited: deliveries that got something, lines that still wait."""

    deliveries: tuple[Delivery, ...]
    lines: int
    waits: int


@transaction.atomic
def serve_all(*, now: datetime) -> Served:
    """Promise whatever may be promised of all that waits, in the order of `reads.waiting.waiting_lines`: the first
    day of delivery first, and of one day the first who ordered. Nobody loses what they were promised."""
    # Deliveries, then items, always in the order of their keys, as every other gesture on them.
    rows = [row for row in waiting.waiting_lines(day_of(now)) if not row.left]
    keys = sorted({row.delivery.pk for row in rows})
    list(Delivery.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk"))
    lock_items(row.line.item_id for row in rows)
    # Read again: somebody may have served or picked some of them meanwhile.
    rows = [row for row in waiting.waiting_lines(day_of(now)) if not row.left and row.delivery.pk in keys]
    found = waiting.servable(rows, today=day_of(now), owner=collective().organisation)
    got = [row for row in found if row.possible]
    for row in got:
        row.line.quantity += row.possible
        row.line.waiting -= row.possible
    DeliveryLine.objects.bulk_update([row.line for row in got], ["quantity", "waiting"])
    changed = {row.delivery.pk: row.delivery for row in got}
    Delivery.objects.filter(pk__in=changed).update(version=F("version") + 1, changed_at=now)
    for pk in sorted(changed):
        confirm(pk, News.SERVED, now)
    return Served(tuple(changed.values()), len(got), sum(row.line.waiting > 0 for row in found))


def _promise_again(delivery: Delivery, now: datetime) -> int:
    lines = list(delivery.lines.all())
    lock_items(line.item_id for line in lines)
    there = promises.promises(
        sorted({line.item_id for line in lines}),
        delivery.day,
        today=day_of(now),
        owner=collective().organisation,
        but=delivery,
    )
    waits = 0
    for line in lines:
        whole = line.quantity + line.waiting
        line.quantity = min(whole, there[line.item_id])
        line.waiting = whole - line.quantity
        waits += line.waiting > 0
    DeliveryLine.objects.bulk_update(lines, ["quantity", "waiting"])
    return waits


@transaction.atomic
def carry_over(
    *, delivery: Delivery, day: date, person: Person, key: str, now: datetime, items: Collection[int] | None = None
) -> Delivery:
    """What a delivery lacked (what waited, was picked short, was refused or broke) becomes a delivery of another day,
    once. `items`: only these of it, as the customer wants no more of the rest; None: all.

    Raises Refused: nothing_waits, and those of place_delivery (what lacks then waits there).
    """
    card = hold_delivery(delivery)
    lacking = deliveries.lacking(card)
    if items is not None:
        lacking = {item: quantity for item, quantity in lacking.items() if item in items}
    if card.delivery.carried_id is not None:
        return Delivery.objects.get(pk=card.delivery.carried_id)
    if not lacking or card.state is DeliveryState.CANCELLED:
        raise Refused("nothing_waits")
    if card.state is DeliveryState.ORDERED:
        # Lines that promise nothing leave with what waited of them.
        card.delivery.lines.filter(quantity=0).delete()
        card.delivery.lines.update(waiting=0)
        if not card.delivery.lines.exists():
            Delivery.objects.filter(pk=delivery.pk).update(cancelled_at=now)
    made = place_delivery(
        customer=card.customer,
        day=day,
        wanted={item: Wanted(quantity, WhenShort.WAIT) for item, quantity in lacking.items()},
        person=person,
        key=key,
        now=now,
        sure=True,
    )
    Delivery.objects.filter(pk=delivery.pk).update(carried=made, version=card.delivery.version + 1)
    return made
