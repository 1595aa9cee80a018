"""What is agreed with professional customers: their terms, their standing orders and the deliveries made from them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction

from bocal.catalog.models import PriceList
from bocal.directory.models import Organisation, Person
from bocal.directory.rules import VatProfile
from bocal.journals.rules import Refused
from bocal.orders.acts.promising import hold_delivery, place_delivery
from bocal.orders.acts.shelf import collective, day_of
from bocal.orders.models import CustomerTerms, Delivery, StandingLine, StandingOrder
from bocal.orders.notices.confirming import confirm
from bocal.orders.reads import agreements
from bocal.orders.rules.delivering import DeliveryState, News, Wanted, WhenShort

#: Deliveries of standing orders are made so many days ahead: two weeks, so that the kitchen sees them coming.
AHEAD = 14
#: How the keys of deliveries begin that the night made and nobody changed.
STANDING = "standing "


def agree(
    *,
    customer: Organisation,
    weekdays: Sequence[int],
    minimum_cents: int = 0,
    lead_days: int = 1,
    closes_at: time = time(12),
    address: str = "",
    note: str = "",
    price_list: PriceList | None = None,
) -> CustomerTerms:
    """Write down what is agreed with a customer; said again, it replaces what was. Without a price list, they have
    that of their class. Raises Refused: bad_weekday."""
    days = sorted(set(weekdays))
    if not days or not all(0 <= day <= 6 for day in days):
        raise Refused("bad_weekday")
    found, _made = CustomerTerms.objects.update_or_create(
        organisation=customer,
        defaults={
            "weekdays": days,
            "minimum_cents": minimum_cents,
            "lead_days": lead_days,
            "closes_at": closes_at,
            "address": address,
            "note": note,
            "price_list": price_list,
        },
    )
    return found


@transaction.atomic
def stand(
    *,
    customer: Organisation,
    weekday: int,
    quantities: Mapping[int, int],
    first_on: date,
    person: Person,
    key: str,
    now: datetime,
    every_weeks: int = 1,
    last_on: date | None = None,
    pause: tuple[date, date] | None = None,
    note: str = "",
    change: StandingOrder | None = None,
    seen: int = 0,
    online: bool = False,
) -> StandingOrder:
    """Write a standing order, or change one (`seen`: the version that the form showed): item → quantity (own unit) each
    time. Deliveries already made keep what they say. The same form key counts once; `online`: by the customer.
    Raises Refused: nothing_ordered, bad_dates, bad_pause, bad_weekday, standing_changed.
    """
    wanted = {item: quantity for item, quantity in sorted(quantities.items()) if quantity > 0}
    if not wanted:
        raise Refused("nothing_ordered")
    if not 0 <= weekday <= 6:
        raise Refused("bad_weekday")
    if last_on is not None and last_on < first_on:
        raise Refused("bad_dates")
    if pause is not None and pause[1] < pause[0]:
        raise Refused("bad_pause")
    if change is None and (found := StandingOrder.objects.filter(key=key, customer=customer).first()):
        return found
    if change is not None:
        row = hold(change, key=key, seen=seen)
        if row.key == key:
            return row
        row.version, row.changed_by, row.changed_at, row.changed_online = row.version + 1, person, now, online
    else:
        row = StandingOrder(customer=customer, person=person, made_at=now)
    row.key, row.weekday, row.every_weeks, row.note = key, weekday, every_weeks, note
    row.first_on, row.last_on = first_on, last_on
    row.paused_from, row.paused_until = pause or (None, None)
    row.save()
    row.lines.all().delete()
    StandingLine.objects.bulk_create(
        [StandingLine(standing=row, item_id=item, quantity=quantity) for item, quantity in wanted.items()]
    )
    return row


def hold(standing: StandingOrder, *, key: str, seen: int) -> StandingOrder:
    """The standing order, its row ours until the transaction ends. Raises Refused: standing_changed (somebody else
    wrote it since version `seen`; 0 asks nothing)."""
    row = StandingOrder.objects.select_for_update(no_key=True).get(pk=standing.pk)
    if seen and row.version != seen and row.key != key:
        raise Refused("standing_changed")
    return row


@transaction.atomic
def end_standing(
    *, standing: StandingOrder, now: datetime, person: Person | None = None, online: bool = False
) -> StandingOrder:
    """End a standing order: none is made from it after today. Those already made stay, each is cancelled apart."""
    row = hold(standing, key="", seen=0)
    row.last_on, row.version = day_of(now), row.version + 1
    row.changed_by, row.changed_at, row.changed_online = person, now, online
    row.save()
    return row


def deliver_standing(now: datetime, ahead: int = AHEAD) -> int:
    """Make the deliveries of all standing orders for the days ahead, each once; how many were made.

    What cannot be promised waits. A delivery cancelled or changed by hand stays as it is.
    """
    today = day_of(now)
    made = 0
    rows = StandingOrder.objects.select_related("customer__terms", "person").prefetch_related("lines")
    for row in rows.filter(customer__active=True).order_by("pk"):
        made += make(row, agreements.occurrences(row, today + timedelta(days=1), today + timedelta(days=ahead)), now)
    return made


def make(row: StandingOrder, days: Sequence[date], now: datetime) -> int:
    """The deliveries of a standing order on these days that are not there yet; how many were made."""
    there = set(Delivery.objects.filter(standing=row, day__in=days).values_list("day", flat=True))
    return sum(_deliver_standing(row, day, now) for day in days if day not in there)


def price_standing(now: datetime) -> int:
    """Give today's deliveries of standing orders the prices agreed today; how many lines changed.

    One that somebody changed by hand keeps the prices that they were shown.
    """
    rows = Delivery.objects.filter(
        day=day_of(now), standing__isnull=False, key__startswith=STANDING, cancelled_at=None, refused=False
    )
    changed = 0
    profile: VatProfile | None = None
    for row in rows.select_related("customer__terms__price_list").order_by("pk"):
        # Asked for once, and only on a day that has some.
        profile = profile or VatProfile(collective().vat_profile)
        with transaction.atomic():
            card = hold_delivery(row)
            if card.state not in (DeliveryState.ORDERED, DeliveryState.PICKED):
                continue
            lines = [line.row for line in card.lines]
            whole = {line.item_id: line.quantity + line.waiting for line in lines}
            terms = agreements.terms_of(row.customer)
            found = agreements.prices(terms, [line.item for line in lines], whole, profile=profile)
            for line in lines:
                price = found.get(line.item_id)
                if price is not None and agreements.held(line) != replace(price, steps=()):
                    line.unit_price, line.gross, line.vat_bp = price.unit_price, False, price.vat_bp
                    line.save(update_fields=["unit_price", "gross", "vat_bp"])
                    changed += 1
    return changed


def _deliver_standing(row: StandingOrder, day: date, now: datetime) -> int:
    try:
        with transaction.atomic():
            made = place_delivery(
                customer=row.customer,
                day=day,
                wanted={line.item_id: Wanted(line.quantity, WhenShort.WAIT) for line in row.lines.all()},
                person=row.person,
                key=f"{STANDING}{row.pk} {day:%Y%m%d}",
                now=now,
                note=row.note,
                sure=True,
                standing=row,
                tell=False,
            )
            # What comes as every week needs no letter; what lacks does.
            if made.lines.filter(waiting__gt=0).exists():
                confirm(made.pk, News.PLACED, now)
    except (Refused, IntegrityError):
        # An item without price or out of sale, or another clock was quicker: this day is left for a person, the
        # others go on.
        return 0
    return 1
