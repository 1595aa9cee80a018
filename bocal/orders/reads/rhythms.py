"""Rhythms, and the journal of a round."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from bocal.journals.reads import Checked
from bocal.orders.models import Offer, Order, Rhythm, RoundStep, SaleRound, Slot
from bocal.orders.rules import rhythm as rules
from bocal.orders.rules.rhythm import CHANGING, LAWFUL, WAY, Beat, Cadence, State, Times
from bocal.orders.words import STATES


def beat(rhythm: Rhythm) -> Beat:
    """A rhythm as the rules read it."""
    return Beat(
        every=Cadence(rhythm.every),
        opens_weekday=rhythm.opens_weekday,
        opens_hour=rhythm.opens_hour,
        closes_weekday=rhythm.closes_weekday,
        closes_hour=rhythm.closes_hour,
        starts_on=rhythm.starts_on,
        dates=tuple(date.fromisoformat(day) for day in rhythm.dates),
        coordinators_hours=rhythm.coordinators_hours,
        reminder_hours=rhythm.reminder_hours,
    )


def idle_rhythms() -> QuerySet[Rhythm]:
    """Rhythms that go on and have no round to come."""
    live = SaleRound.objects.filter(rhythm=OuterRef("pk"), state__in=CHANGING)
    return Rhythm.objects.filter(~Exists(live), paused=False).order_by("pk")


def rhythms() -> QuerySet[Rhythm]:
    """All rhythms."""
    return Rhythm.objects.all()


def rhythm(pk: int) -> Rhythm | None:
    """The rhythm of this key."""
    return Rhythm.objects.filter(pk=pk).first()


def coming_times(found: Rhythm, now: datetime, count: int = 3) -> list[Times]:
    """The moments of its next rounds, whether planned already or not."""
    times, at = [], now
    for _nth in range(count):
        one = rules.next_times(beat(found), after=at, zone=timezone.get_default_timezone())
        if one is None:
            break
        times.append(one)
        at = one.closes_at
    return times


@dataclass(frozen=True)
class Mark:
    """A state on a round's line: when it was reached, or when it is meant to be."""

    state: State
    at: datetime | None
    reached: bool
    here: bool

    @property
    def label(self) -> str:
        return str(dict(STATES)[self.state])


@dataclass(frozen=True)
class Way:
    """A round's way: the line of its states, its journal, where a person may take it next."""

    marks: tuple[Mark, ...]
    steps: tuple[RoundStep, ...]
    next: State | None
    may_cancel: bool
    may_reopen: bool


def way(sale: SaleRound) -> Way:
    """The line of a round's states and its journal. One query."""
    steps = tuple(RoundStep.objects.filter(sale=sale).select_related("by").order_by("number"))
    reached = {step.step: step.at for step in steps}
    stands = State(sale.state)
    line = [state for state in WAY if state is not State.COORDINATORS or _kept(sale) or state in reached]
    if stands is State.CANCELLED:
        line = [state for state in line if state in reached] + [State.CANCELLED]
    meant = {
        State.OPEN: sale.opens_at,
        State.COORDINATORS: sale.closes_at,
        State.FROZEN: sale.freezes_at,
    }
    rank = line.index(stands) if stands in line else 0
    marks = [
        Mark(state, reached.get(state) if n <= rank else meant.get(state), n <= rank, n == rank)
        for n, state in enumerate(line)
    ]
    following = line[rank + 1] if rank + 1 < len(line) else None
    return Way(
        tuple(marks),
        steps,
        next=following if following in LAWFUL[stands] else None,
        may_cancel=State.CANCELLED in LAWFUL[stands],
        may_reopen=stands is State.COORDINATORS,
    )


def _kept(sale: SaleRound) -> bool:
    return sale.freezes_at > sale.closes_at


def check_rounds() -> Checked:
    """What each round's cached state, the counts of its offers and slots, and the prices chosen in it should be.

    Seven queries."""
    last: dict[int, RoundStep] = {}
    for step in RoundStep.objects.filter(step__in=list(State)).order_by("sale", "number"):
        last[step.sale_id] = step
    rows = list(SaleRound.objects.values_list("pk", "state", "since"))
    broken = [
        f"vente {pk} : son état n’est pas celui de sa dernière étape"
        for pk, state, since in rows
        if pk not in last or (last[pk].step, last[pk].at) != (state, since)
    ]
    offers = Offer.objects.annotate(held=Coalesce(Sum("lines__quantity"), 0)).exclude(ordered=F("held"))
    broken += [
        f"offre {row.pk} : {row.ordered} commandés, alors que ses lignes en demandent {row.held}" for row in offers
    ]
    standing = Count("orders", filter=Q(orders__cancelled_at=None))
    broken += [
        f"créneau {row.pk} : {row.taken} places prises, alors qu’il a {row.held} commandes"
        for row in Slot.objects.annotate(held=standing).exclude(taken=F("held"))
    ]
    # Whoever pays less or more does so at a level that the round offers, and no farm bears the difference.
    offered = Q(level_bp=0) | Q(level_bp=F("sale__support_bp")) | Q(level_bp=F("sale__solidarity_bp") * -1)
    broken += [
        f"commande {row.pk} : son niveau de prix ({row.level_bp}) n’est pas de ceux de la vente {row.sale_id}"
        for row in Order.objects.filter(cancelled_at=None).exclude(offered)
    ]
    chosen = Q(sale__solidarity_bp__gt=0) | Q(sale__support_bp__gt=0)
    broken += [
        f"offre {row.pk} : vendue au nom de la ferme, alors que les acheteurs de la vente {row.sale_id} choisissent"
        " leur prix"
        for row in Offer.objects.filter(chosen, on_mandate=True)
    ]
    return Checked({"ventes": len(rows)}, tuple(broken))
