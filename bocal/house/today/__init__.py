"""Today: what waits for a person, desk by desk, each line one tap from done."""

from collections.abc import Callable

from bocal.directory.rules import Desk
from bocal.house.today import asking, kitchen, meeting, mine, trade
from bocal.house.today.begin import Gesture, Step, first_steps, gestures
from bocal.house.today.visit import Task, Visit

__all__ = [
    "ASKED",
    "Gesture",
    "Step",
    "Task",
    "Visit",
    "first_steps",
    "gestures",
    "waiting",
]

#: What may hurt somebody first, then in the order of the goods' way through the house; each is asked only for those
#: who sit at one of its desks.
ASKED: tuple[tuple[frozenset[Desk], Callable[[Visit], list[Task]]], ...] = (
    (frozenset({Desk.QUALITY}), kitchen.recalls),
    (frozenset({Desk.POINT, Desk.SALES}), trade.stopped),
    (frozenset({Desk.PRODUCER}), mine.my_stalls),
    (frozenset({Desk.PRODUCER}), mine.my_surplus),
    (frozenset({Desk.CUSTOMER}), mine.my_deliveries),
    (frozenset({Desk.CUSTOMER}), mine.my_orders),
    (frozenset({Desk.CUSTOMER}), mine.my_hands),
    (frozenset({Desk.CUSTOMER}), mine.my_membership),
    (frozenset({Desk.FACILITATION, Desk.PRODUCTION}), meeting.sessions),
    (frozenset({Desk.FACILITATION, Desk.PRODUCTION}), meeting.to_close),
    (frozenset({Desk.RECEPTION, Desk.DIRECTION}), trade.announced),
    (frozenset({Desk.RECEPTION, Desk.DIRECTION}), trade.to_fetch),
    (frozenset({Desk.PRODUCTION, Desk.DIRECTION}), kitchen.to_make),
    (frozenset({Desk.PRODUCTION}), kitchen.to_cook),
    (frozenset({Desk.QUALITY, Desk.DIRECTION}), kitchen.to_release),
    (frozenset({Desk.RECEPTION, Desk.PRODUCTION, Desk.QUALITY}), kitchen.to_control),
    (frozenset({Desk.QUALITY, Desk.DIRECTION}), kitchen.to_decide),
    (frozenset({Desk.QUALITY, Desk.DIRECTION}), kitchen.ovens),
    (frozenset({Desk.QUALITY, Desk.PRODUCTION, Desk.DIRECTION}), kitchen.papers),
    (frozenset({Desk.SALES, Desk.DIRECTION}), trade.rounds),
    (frozenset({Desk.SALES}), trade.promised_in_part),
    (frozenset({Desk.POINT, Desk.SALES}), trade.to_deliver),
    (frozenset({Desk.SALES}), trade.came_back),
    (frozenset({Desk.POINT, Desk.SALES}), trade.to_hand),
    (frozenset({Desk.ACCOUNTS, Desk.DIRECTION}), trade.to_bill),
    (frozenset({Desk.ACCOUNTS}), trade.at_the_bank),
    (frozenset({Desk.ACCOUNTS}), trade.overdue),
    (frozenset({Desk.PRODUCTS}), trade.certificates),
    (frozenset({Desk.FACILITATION}), asking.to_close),
)


def waiting(visit: Visit) -> list[Task]:
    """All that waits for the visitor."""
    return [task for desks, ask in ASKED if visit.held.any_of(desks) for task in ask(visit)]
