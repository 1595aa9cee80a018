"""A round's way through time: it opens, reminds, closes, freezes and ends, by itself or by a coordinator's hand.

One transaction a step, the round's row locked: of two who move it at once, one does and the other sees it done.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q

from bocal.directory.models import Person
from bocal.journals.rules import Refused
from bocal.orders import notices
from bocal.orders.acts.filling import fill_crates
from bocal.orders.acts.planning import plan_due
from bocal.orders.acts.points import send_hands_home
from bocal.orders.acts.shelf import lock, put_back
from bocal.orders.models import Offer, Order, OrderLine, RoundStep, SaleRound, Slot
from bocal.orders.rules import rhythm
from bocal.orders.rules.rhythm import Passage, State, Times


@dataclass(frozen=True)
class Moved:
    """Where a round stands now; `fresh` is false when somebody, or the clock, had moved it there already."""

    sale: SaleRound
    fresh: bool


def advance(*, sale: SaleRound, to: State, person: Person | None, now: datetime, note: str = "") -> Moved:
    """Take a round to a state, once: open it, keep it for coordinators, freeze it, say that it is handed over or
    settled, cancel it (docs/rounds.md says what each does).

    Raises Refused: round_moved_on, not_open (a round that never opened is edited or cancelled), reopens_past.
    """
    with transaction.atomic():
        locked = lock(sale)
        if locked.state == State.PLANNED and locked.opens_at <= now:
            # The clock said so; nobody had written it down yet.
            RoundStep.objects.write(locked, Passage.OPEN, person=None, now=now)
        if locked.state == to:
            return Moved(locked, fresh=False)
        if locked.state == State.PLANNED and to in (State.COORDINATORS, State.FROZEN):
            raise Refused("not_open")
        rhythm.check_move(State(locked.state), to)
        _do(locked, to, person, now)
        RoundStep.objects.write(locked, Passage(to), person=person, now=now, note=note)
        return Moved(locked, fresh=True)


def _do(sale: SaleRound, to: State, person: Person | None, now: datetime) -> None:
    if to is State.OPEN:
        if sale.closes_at <= now:
            raise Refused("reopens_past")
        if sale.opens_at > now:
            sale.opens_at = now
            SaleRound.objects.filter(pk=sale.pk).update(opens_at=now)
    elif to is State.FROZEN:
        _freeze(sale, person, now)
    elif to is State.CANCELLED:
        _cancel(sale, person, now)


def _locked_offers(sale: SaleRound) -> list[Offer]:
    # Orders in progress hold these locks: they end first, and are counted.
    return list(Offer.objects.select_for_update(no_key=True).filter(sale=sale).order_by("pk"))


def _jars_back(sale: SaleRound, offers: list[Offer], person: Person | None, now: datetime) -> None:
    unsold = {
        row.item_id: (row.available - row.ordered) * row.portion
        for row in offers
        if row.producer_id is None and row.available > row.ordered
    }
    put_back(sale, unsold, person=person, key=f"close {sale.pk}", note=sale.title, now=now)


def _freeze(sale: SaleRound, person: Person | None, now: datetime) -> None:
    """Crates that a little more fills are filled; unsold jars go back to the store; lists and letters to farms, points
    and customers are queued."""
    # Whoever orders now and has not asked yet waits for the offers' locks, then reads that the round is frozen.
    SaleRound.objects.filter(pk=sale.pk).update(state=State.FROZEN)
    offers = _locked_offers(sale)
    fill_crates(offers)
    _jars_back(sale, offers, person, now)
    notices.tell.enqueue(sale.pk)


def _cancel(sale: SaleRound, person: Person | None, now: datetime) -> None:
    """Every order is cancelled and who had ordered is written to; all jars go back to the store."""
    SaleRound.objects.filter(pk=sale.pk).update(state=State.CANCELLED)
    list(Order.objects.select_for_update(no_key=True).filter(sale=sale).order_by("pk").values_list("pk"))
    offers = _locked_offers(sale)
    had = list(Order.objects.filter(sale=sale, cancelled_at=None).values_list("pk", flat=True))
    OrderLine.objects.filter(order__in=had).delete()
    Order.objects.filter(pk__in=had).update(cancelled_at=now, slot=None, version=F("version") + 1)
    Slot.objects.filter(sale=sale).update(taken=0)
    Offer.objects.filter(sale=sale).update(ordered=0)
    for row in offers:
        row.ordered = 0
    _jars_back(sale, offers, person, now)
    send_hands_home(sale, now=now)
    if had:
        notices.tell_cancelled.enqueue(sale.pk, had)


def keep_time(now: datetime) -> int:
    """Move every round to where the clock wants it, step by step and in order, and plan what the rhythms ask for; how
    many steps there were. The minute's clock calls it: harmless when repeated, and however long nobody called it."""
    done = 0
    while moved := _pass(now):
        done += moved
    return done


def _pass(now: datetime) -> int:
    reminded = RoundStep.objects.filter(sale=OuterRef("pk"), step=Passage.REMINDED)
    wanted = (
        Q(state=State.PLANNED, opens_at__lte=now)
        | Q(state=State.OPEN, closes_at__lte=now)
        | (Q(state=State.OPEN, reminds_at__lte=now) & ~Exists(reminded))
        | Q(state=State.COORDINATORS, freezes_at__lte=now)
        | Q(state=State.FROZEN, freezes_at__lte=now)
    )
    done = 0
    for sale in SaleRound.objects.filter(wanted).order_by("opens_at", "pk"):
        while _step(sale, now):
            done += 1
    return done + plan_due(now)


@transaction.atomic
def _step(sale: SaleRound, now: datetime) -> bool:
    """The one step that is due, done; whether there was any."""
    locked = lock(sale)
    times = Times(locked.opens_at, locked.closes_at, locked.freezes_at, locked.reminds_at)
    frozen = locked.state == State.FROZEN
    waiting = Order.objects.filter(sale=sale, cancelled_at=None).exclude(
        handover__isnull=False, handover__reversal=None
    )
    step = rhythm.due(
        State(locked.state),
        times,
        now=now,
        reminded=RoundStep.objects.filter(sale=sale, step=Passage.REMINDED).exists(),
        fetched_by=Slot.objects.filter(sale=sale).aggregate(last=Max("ends_at"))["last"] if frozen else None,
        waiting=waiting.count() if frozen else 0,
    )
    if step is None:
        return False
    if step is Passage.REMINDED:
        notices.remind.enqueue(sale.pk)
    elif step is not Passage.OPEN:
        _do(locked, State(step), None, now)
    RoundStep.objects.write(locked, step, person=None, now=now)
    return True
