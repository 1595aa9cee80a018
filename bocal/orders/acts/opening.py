"""Opening a round: its times, its offers, its slots."""

from dataclasses import asdict
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from bocal.catalog.models import Item
from bocal.catalog.rules import Dimension
from bocal.directory import acts as directory_acts
from bocal.directory.models import Organisation, Person, Place
from bocal.directory.rules import PlaceKind, VatProfile
from bocal.journals.models import Voucher
from bocal.journals.rules import (
    Refused,
)
from bocal.orders import reads, rules
from bocal.orders.acts.naming import again, stands, vat_of
from bocal.orders.acts.points import make_slots
from bocal.orders.acts.shelf import collective, lock, put_back, refuse_closed, set_aside, unpromised
from bocal.orders.models import Offer, Order, Rhythm, RoundStep, SaleRound, Slot, Stall
from bocal.orders.rules import Terms
from bocal.orders.rules import rhythm as beats
from bocal.orders.rules.rhythm import Passage, State
from bocal.orders.rules.shortage import Rule, check_crates
from bocal.orders.rules.solidarity import check_levels


def open_round(
    *,
    title: str,
    opens_at: datetime,
    closes_at: datetime,
    person: Person | None,
    key: str,
    now: datetime,
    note: str = "",
    shortage: Rule = Rule.FIRST_COME,
    solidarity_bp: int = 0,
    support_bp: int = 0,
    coordinators_hours: int = 0,
    reminder_hours: int = 0,
    rhythm: Rhythm | None = None,
    copy_of: SaleRound | None = None,
    copies_offers: bool = True,
    copies_slots: bool = True,
) -> SaleRound:
    """A new round with its shelf; with `copy_of`, the offers and slots of an earlier one, moved by as many whole days.
    After the closing, coordinators alone may change orders for `coordinators_hours`; who ordered last time is reminded
    `reminder_hours` before it (0 for nobody). `person` is None when a rhythm plans it.

    Buyers may choose to pay `solidarity_bp` less or `support_bp` more than the plain price (basis points, 0: neither).
    Points that have their own hours make their slots; those of the earlier round are copied for the others only.
    Jars are set aside again as far as the stock goes. The same key opens one round.
    Raises Refused: closes_before_opening, too_many_hours, bad_level.
    """
    check_levels(solidarity_bp, support_bp)
    times = beats.times(opens_at, closes_at, coordinators_hours=coordinators_hours, reminder_hours=reminder_hours)
    try:
        with transaction.atomic():
            if found := SaleRound.objects.filter(key=key).first():
                return found
            shelf = directory_acts.open_place(kind=PlaceKind.SHELF, name=title)
            sale = SaleRound.objects.create(
                title=title,
                note=note,
                **asdict(times),
                shortage=shortage,
                solidarity_bp=solidarity_bp,
                support_bp=support_bp,
                rhythm=rhythm,
                since=now,
                shelf=shelf,
                key=key,
            )
            RoundStep.objects.write(sale, Passage.PLANNED, person=person, now=now)
            make_slots(sale)
            if copy_of and copies_slots:
                _copy_slots(copy_of, sale)
            if copy_of and copies_offers:
                _copy_offers(copy_of, sale, person, now)
            if opens_at <= now:
                RoundStep.objects.write(sale, Passage.OPEN, person=person, now=now)
            return sale
    except IntegrityError:
        if found := SaleRound.objects.filter(key=key).first():
            return found
        raise


def _between(old: SaleRound, new: SaleRound) -> timedelta:
    return timezone.localdate(new.closes_at) - timezone.localdate(old.closes_at)


def _copy_slots(old: SaleRound, new: SaleRound) -> None:
    shift = _between(old, new)
    slots = []
    own = {point.place_id for point in reads.point_settings()}
    for slot in reads.slots(old).exclude(point__in=own):
        starts, ends = (reads.shifted(at, shift) for at in (slot.starts_at, slot.ends_at))
        if starts >= new.closes_at:
            kept = {"point": slot.point, "capacity": slot.capacity, "fee_cents": slot.fee_cents}
            slots.append(Slot(sale=new, starts_at=starts, ends_at=ends, **kept))
    Slot.objects.bulk_create(slots)


def _copy_offers(old: SaleRound, new: SaleRound, person: Person | None, now: datetime) -> None:
    shift = _between(old, new)
    offers = [row for row in reads.offers(old) if row.item.active]
    goods = again([row for row in offers if row.producer_id and row.producer and row.producer.active], new)
    stalls = Stall.objects.filter(sale=old, producer__in=[row.producer_id for row in goods])
    for stall in stalls.exclude(opens_at=None, closes_at=None):
        opens, closes = (reads.shifted(at, shift) if at else None for at in (stall.opens_at, stall.closes_at))
        if (opens or new.opens_at) < (closes or new.closes_at):
            Stall.objects.create(sale=new, producer_id=stall.producer_id, opens_at=opens, closes_at=closes)
    for row in offers:
        if row.producer_id is None:
            count = min(row.available, unpromised(row.item_id, now) // row.portion)
            if count:
                offer_jars(
                    sale=new,
                    item=row.item,
                    label=row.label,
                    price=row.price,
                    gross=row.gross,
                    available=count,
                    person=person,
                    key=f"{new.key[:40]} {row.item_id}",
                    now=now,
                )


def edit_round(
    *,
    sale: SaleRound,
    title: str,
    opens_at: datetime,
    closes_at: datetime,
    person: Person,
    now: datetime,
    note: str = "",
    coordinators_hours: int = 0,
    reminder_hours: int = 0,
    shortage: Rule | None = None,
    solidarity_bp: int | None = None,
    support_bp: int | None = None,
) -> None:
    """Change a round that is not frozen; closed to customers, it opens again when its closing is to come. None
    leaves its sharing rule (`shortage`), or by how much less or more its buyers may choose to pay (basis points).

    Raises Refused: closes_before_opening, too_many_hours, bad_level, already_closed, already_ordered (its opening would
    move after orders came), rule_was_read (another sharing rule than the one people ordered under), levels_were_read
    (other prices to choose than those they had), levels_on_mandate (a farm sells here in its own name),
    slot_before_closing.
    """
    times = beats.times(opens_at, closes_at, coordinators_hours=coordinators_hours, reminder_hours=reminder_hours)
    with transaction.atomic():
        locked = lock(sale)
        if locked.state not in beats.CHANGING:
            raise Refused("already_closed")
        rule = shortage or Rule(locked.shortage)
        asked = (solidarity_bp, support_bp)
        had = (locked.solidarity_bp, locked.support_bp)
        chosen = tuple(old if new is None else new for new, old in zip(asked, had, strict=True))
        check_levels(*chosen)
        unsettling = {
            "already_ordered": opens_at > now,
            "rule_was_read": rule != locked.shortage,
            "levels_were_read": chosen != had,
        }
        if any(chosen) and Offer.objects.filter(sale=sale, on_mandate=True).exists():
            raise Refused("levels_on_mandate")
        if any(unsettling.values()) and Order.objects.filter(sale=sale, cancelled_at=None).exists():
            raise Refused(next(code for code, does in unsettling.items() if does))
        if Slot.objects.filter(sale=sale, starts_at__lt=closes_at).exists():
            raise Refused("slot_before_closing")
        told = {"title": title, "note": note, **asdict(times), "shortage": rule}
        told |= {"solidarity_bp": chosen[0], "support_bp": chosen[1]}
        if all(getattr(locked, name) == value for name, value in told.items()):
            return
        SaleRound.objects.filter(pk=sale.pk).update(**told)
        RoundStep.objects.write(locked, Passage.EDITED, person=person, now=now)
        # What the clock had said may no longer hold.
        then = beats.state(State.PLANNED, opens_at, closes_at, now)
        if then in beats.SELLING and then != locked.state:
            RoundStep.objects.write(locked, Passage(then), person=person, now=now)


def offer_goods(
    *,
    sale: SaleRound,
    producer: Organisation,
    item: Item,
    label: str,
    portion: int,
    price: Decimal,
    available: int,
    cost: Decimal | None = None,
    gross: bool = True,
    by_weight: bool = False,
    most_portion: int = 0,
    crate: int = 1,
    minimum: int = 0,
) -> Offer:
    """A farm's goods in a round. `portion` and `most_portion` in the item's own unit; `price` and `cost` euros for one
    unit sold, or a kilo when `by_weight`; `cost` is before VAT. A farm on mandate sells itself, with its own VAT, and
    has no cost.

    Raises Refused: already_closed, offer_twice, no_vat, bad_crate, and what rules.check_terms refuses.
    """
    on_mandate, profile = stands(sale, [producer.pk])[producer.pk]
    vat_bp = vat_of(item, profile)
    most_portion = (most_portion or portion) if by_weight else 0
    terms = Terms(price, gross, vat_bp, portion, Dimension(item.dimension), by_weight, most_portion)
    rules.check_terms(terms, available)
    check_crates(available, crate=crate, minimum=minimum)
    refuse_closed(sale)
    try:
        with transaction.atomic():
            return Offer.objects.create(
                sale=sale,
                producer=producer,
                item=item,
                label=label,
                portion=portion,
                by_weight=by_weight,
                most_portion=most_portion,
                price=price,
                gross=gross,
                vat_bp=vat_bp,
                cost=None if on_mandate else cost,
                on_mandate=on_mandate,
                crate=crate,
                minimum=minimum,
                available=available,
            )
    except IntegrityError:
        raise Refused("offer_twice") from None


@transaction.atomic
def offer_jars(
    *,
    sale: SaleRound,
    item: Item,
    label: str,
    price: Decimal,
    available: int,
    person: Person | None,
    key: str,
    now: datetime,
    gross: bool = True,
    portion: int = 1,
) -> Offer:
    """Jars of ours in a round: they leave the stores for its shelf at once, first to expire first, so that nobody else
    sells them. `portion` in the item's own unit.

    Raises Refused: already_closed, offer_twice, not_in_stock, no_vat, and what rules.check_terms refuses.
    """
    vat_bp = vat_of(item, VatProfile(collective().vat_profile))
    rules.check_terms(Terms(price, gross, vat_bp, portion, Dimension(item.dimension)), available)
    refuse_closed(sale)
    if found := Offer.objects.filter(sale=sale, item=item, producer=None).first():
        if Voucher.objects.filter(key=key).exists():
            return found
        raise Refused("offer_twice")
    set_aside(sale, item, available * portion, person=person, key=key, now=now)
    return Offer.objects.create(
        sale=sale, item=item, label=label, portion=portion, price=price, gross=gross, vat_bp=vat_bp, available=available
    )


@transaction.atomic
def change_offer(
    *,
    offer: Offer,
    available: int,
    price: Decimal,
    person: Person,
    key: str,
    now: datetime,
    cost: Decimal | None = None,
) -> None:
    """Change how much is offered and for how much; what is ordered keeps its price. Jars follow to or from the shelf.
    Without `cost`, the cost stays.

    Raises Refused: already_closed, below_ordered, not_in_stock, bad_available.
    """
    locked = Offer.objects.select_for_update(of=("self",), no_key=True).select_related("item", "sale").get(pk=offer.pk)
    if locked.sale.state not in beats.CHANGING:
        raise Refused("already_closed")
    if available < locked.ordered:
        raise Refused("below_ordered", ordered=locked.ordered)
    rules.check_terms(reads.terms(locked), available)
    more = (available - locked.available) * locked.portion
    if locked.producer_id is None and more > 0:
        set_aside(locked.sale, locked.item, more, person=person, key=key, now=now)
    elif locked.producer_id is None and more < 0:
        put_back(locked.sale, {locked.item_id: -more}, person=person, key=key, note=locked.sale.title, now=now)
    kept = locked.cost if cost is None else cost
    Offer.objects.filter(pk=locked.pk).update(available=available, price=price, cost=kept)


@transaction.atomic
def withdraw_offer(*, offer: Offer, person: Person, key: str, now: datetime) -> None:
    """Take an offer that nobody ordered out of its round; jars go back to the store.

    Raises Refused: already_closed, already_ordered.
    """
    locked = (
        Offer.objects.select_for_update(of=("self",), no_key=True)
        .select_related("item", "sale")
        .filter(pk=offer.pk)
        .first()
    )
    if locked is None:
        return
    if locked.sale.state not in beats.CHANGING:
        raise Refused("already_closed")
    if locked.ordered:
        raise Refused("already_ordered")
    if locked.producer_id is None:
        quantity = locked.available * locked.portion
        put_back(locked.sale, {locked.item_id: quantity}, person=person, key=key, note=locked.sale.title, now=now)
    locked.delete()


def add_slots(
    *, sale: SaleRound, point: Place, first: datetime, last: datetime, minutes: int, capacity: int
) -> list[Slot]:
    """Slots of `minutes` from `first` to `last` at a point, for `capacity` orders each.

    Raises Refused: already_closed, bad_capacity, slot_before_closing, slot_twice, slot_shut (the point is cancelled),
    and what rules.windows refuses.
    """
    if not 1 <= capacity <= 500:
        raise Refused("bad_capacity")
    spans = rules.windows(first, last, minutes)
    refuse_closed(sale)
    if Slot.objects.filter(sale=sale, point=point).exclude(shut_at=None).exists():
        raise Refused("slot_shut")
    fee = reads.fee_of(point)
    if first < sale.closes_at:
        raise Refused("slot_before_closing")
    try:
        with transaction.atomic():
            return Slot.objects.bulk_create(
                [
                    Slot(sale=sale, point=point, starts_at=start, ends_at=end, capacity=capacity, fee_cents=fee)
                    for start, end in spans
                ]
            )
    except IntegrityError:
        raise Refused("slot_twice") from None


def change_slot(*, slot: Slot, capacity: int) -> None:
    """Make a slot larger or smaller; 0 removes it. Raises Refused: bad_capacity, slot_taken, slot_shut."""
    if not 0 <= capacity <= 500:
        raise Refused("bad_capacity")
    with transaction.atomic():
        locked = Slot.objects.select_for_update(no_key=True).filter(pk=slot.pk).first()
        if locked is None:
            return
        if locked.shut_at is not None:
            raise Refused("slot_shut")
        if locked.taken > capacity:
            raise Refused("slot_taken", taken=locked.taken)
        if capacity:
            Slot.objects.filter(pk=slot.pk).update(capacity=capacity)
        else:
            locked.delete()
