"""Verbs of the kitchen: write a recipe, order, make, cook, check, release. Nothing here is ever edited but a draft."""

from bocal.kitchen.acts.cooking import MAX_FILE, cook, judge_again
from bocal.kitchen.acts.making import Outcome, Taken, account, make
from bocal.kitchen.acts.ordering import cancel, choose, order
from bocal.kitchen.acts.recipes import (
    Draft,
    change_version,
    new_version,
    rename_recipe,
    set_schedule,
    withdraw_schedule,
    write_recipe,
)
from bocal.kitchen.acts.releasing import block, check, release

__all__ = [
    "MAX_FILE",
    "Draft",
    "Outcome",
    "Taken",
    "account",
    "block",
    "cancel",
    "change_version",
    "check",
    "choose",
    "cook",
    "judge_again",
    "make",
    "new_version",
    "order",
    "release",
    "rename_recipe",
    "set_schedule",
    "withdraw_schedule",
    "write_recipe",
]
