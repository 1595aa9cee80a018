"""A customer changes or stops their own standing order: what can still be changed of its deliveries follows."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction

from bocal.catalog.rules import Dimension
from bocal.directory.models import Person
from bocal.directory.rules import VatProfile
from bocal.journals.rules import Refused
from bocal.look.templatetags.look import euros
from bocal.orders.acts.agreeing import AHEAD, STANDING, end_standing, hold, make, stand
from bocal.orders.acts.promising import cancel_delivery, place_delivery, restore_delivery
from bocal.orders.acts.shelf import collective, day_of
from bocal.orders.models import CustomerTerms, Delivery, StandingOrder
from bocal.orders.reads import agreements, deliveries
from bocal.orders.rules import delivering as rule
from bocal.orders.rules.delivering import DeliveryState, Wanted, WhenShort

#: How the key ends of a delivery that a pause or another day took away: it comes back with its day.
_OFF = " off"


@transaction.atomic
def change_own_standing(
    *,
    standing: StandingOrder,
    weekday: int,
    every_weeks: int,
    quantities: Mapping[int, int],
    pause: tuple[date, date] | None,
    note: str,
    person: Person,
    key: str,
    now: datetime,
    seen: int,
) -> StandingOrder:
    """Change one's own standing order within one's terms: day, rhythm, quantities (item → own unit), pause.

    Its deliveries that may still be ordered for follow at once, unless a person changed them; the others stay.
    Raises Refused: standing_changed, standing_over, not_delivery_day, below_minimum, no_price, unknown_item,
    too_much_ordered, and what `stand` refuses.
    """
    row = hold(standing, key=key, seen=seen)
    if row.key == key:
        return row
    if row.last_on is not None and row.last_on <= day_of(now):
        raise Refused("standing_over")
    terms = agreements.terms_of(row.customer)
    # What the desk agreed to once stays possible.
    if weekday != row.weekday and weekday not in terms.weekdays:
        raise Refused("not_delivery_day")
    _check_quantities(terms, {line.item_id: line.quantity for line in row.lines.all()}, quantities)
    changed = stand(
        customer=row.customer,
        weekday=weekday,
        every_weeks=every_weeks,
        quantities=quantities,
        first_on=row.first_on,
        last_on=row.last_on,
        pause=pause,
        note=note,
        person=person,
        key=key,
        now=now,
        change=row,
        online=True,
    )
    _follow(changed, terms, person, now)
    return changed


@transaction.atomic
def stop_own_standing(*, standing: StandingOrder, person: Person, now: datetime) -> None:
    """Stop one's own standing order: deliveries that may still be changed are cancelled, the others stay."""
    row = end_standing(standing=standing, now=now, person=person, online=True)
    _follow(row, agreements.terms_of(row.customer), person, now)


def _check_quantities(terms: CustomerTerms, before: Mapping[int, int], quantities: Mapping[int, int]) -> None:
    """What may be ordered, from the minimum on; what the desk agreed to (`before`) stays possible."""
    known = {item.pk: Dimension(item.dimension) for item in agreements.on_sale().filter(pk__in={*before, *quantities})}
    asked = rule.check_wanted({item: Wanted(quantity) for item, quantity in quantities.items() if quantity}, known)
    whole = {item: wanted.quantity for item, wanted in asked.items()}
    if whole == dict(before):
        return
    total, had = _total(terms, whole), _total(terms, {pk: n for pk, n in before.items() if pk in known})
    least = min(terms.minimum_cents, had)
    if total < least:
        raise Refused("below_minimum", total=euros(total), minimum=euros(least), more=euros(least - total))


def _total(terms: CustomerTerms, quantities: Mapping[int, int]) -> int:
    """What so much of each item comes to before VAT, at the prices agreed now. Raises Refused: no_price."""
    items = {item.pk: item for item in agreements.on_sale().filter(pk__in=quantities)}
    profile = VatProfile(collective().vat_profile)
    prices = agreements.prices(terms, list(items.values()), quantities, profile=profile)
    total = 0
    for pk, quantity in quantities.items():
        if pk not in prices:
            raise Refused("no_price", label=items[pk].name)
        total += prices[pk].amount(items[pk], quantity).net
    return total


def _follow(row: StandingOrder, terms: CustomerTerms, person: Person, now: datetime) -> None:
    """Deliveries made ahead, as long as orders for their day are open: changed, taken away, brought back or made."""
    today = day_of(now)
    span = (today + timedelta(days=1), today + timedelta(days=AHEAD))
    days = [day for day in agreements.occurrences(row, *span) if agreements.closes(terms, day) > now]
    made = Delivery.objects.filter(standing=row, day__range=span, key__startswith=STANDING)
    for one in made.order_by("pk"):
        if agreements.closes(terms, one.day) <= now:
            continue
        off = one.key.endswith(_OFF)
        card = deliveries.delivery(one.pk)
        if card is None or card.state is not (DeliveryState.CANCELLED if off else DeliveryState.ORDERED):
            continue
        if one.day in days:
            if off:
                restore_delivery(delivery=one, now=now, tell=False)
            _write_again(row, one.pk, person, now)
        elif not off:
            cancel_delivery(delivery=one, now=now, tell=False)
            Delivery.objects.filter(pk=one.pk).update(key=f"{STANDING}{row.pk} {one.day:%Y%m%d}{_OFF}")
    make(row, days, now)


def _write_again(row: StandingOrder, pk: int, person: Person, now: datetime) -> None:
    one = Delivery.objects.get(pk=pk)
    place_delivery(
        customer=row.customer,
        day=one.day,
        wanted={line.item_id: Wanted(line.quantity, WhenShort.WAIT) for line in row.lines.all()},
        person=person,
        key=f"{STANDING}{row.pk} {one.day:%Y%m%d} v{row.version}",
        now=now,
        note=row.note,
        sure=True,
        change=one,
        seen=one.version,
        tell=False,
    )
