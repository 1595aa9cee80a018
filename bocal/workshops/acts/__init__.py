"""Verbs of the workshops: plan, move, cancel, pack; who comes; what it gave."""

from bocal.workshops.acts.attending import (
    MOST_CHILDREN,
    add,
    add_child,
    count_heads,
    sign_up,
    tick,
    withdraw,
)
from bocal.workshops.acts.badging import forget_badges
from bocal.workshops.acts.planning import cancel, change, plan
from bocal.workshops.acts.profiles import forget_profile, save_profile

__all__ = [
    "MOST_CHILDREN",
    "add",
    "add_child",
    "cancel",
    "change",
    "count_heads",
    "forget_badges",
    "forget_profile",
    "plan",
    "save_profile",
    "sign_up",
    "tick",
    "withdraw",
]
