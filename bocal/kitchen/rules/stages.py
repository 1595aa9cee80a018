"""Where an order stands: never written down, always worked out from what holds."""

from enum import StrEnum

from bocal.journals.rules import Status


class Stage(StrEnum):
    TO_DO = "to_do"
    KETTLE = "kettle"
    CHECKS = "checks"
    RELEASED = "released"
    BLOCKED = "blocked"
    CANCELLED = "cancelled"


def stage(*, cancelled: bool, made: bool, cooked: bool, status: Status | None) -> Stage:
    """The stage of an order. Made and not taken back, its lot's status decides; then whether there is a curve yet."""
    if not made:
        return Stage.CANCELLED if cancelled else Stage.TO_DO
    if status is Status.RELEASED:
        return Stage.RELEASED
    if status is Status.BLOCKED:
        return Stage.BLOCKED
    return Stage.CHECKS if cooked else Stage.KETTLE
