"""Verbs of the kitchen: write a recipe, order, make, cook, check, release. Nothing here is ever edited but a draft."""

from bocal.kitchen.acts.cooking import MAX_FILE, Load, cook, exclude_probe, judge_again
from bocal.kitchen.acts.deviating import report, rule
from bocal.kitchen.acts.incubating import incubate, read_incubation
from bocal.kitchen.acts.labelling import set_label_policy, write_label
from bocal.kitchen.acts.making import Outcome, Taken, account, make, weigh_up
from bocal.kitchen.acts.mixing import Mixed, Variation, vary
from bocal.kitchen.acts.ordering import assign, cancel, choose, order
from bocal.kitchen.acts.reading import read_point, told
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
from bocal.kitchen.acts.sealing import canonical, holds, seal

__all__ = [
    "MAX_FILE",
    "Draft",
    "Load",
    "Mixed",
    "Outcome",
    "Taken",
    "Variation",
    "account",
    "assign",
    "block",
    "cancel",
    "canonical",
    "change_version",
    "check",
    "choose",
    "cook",
    "exclude_probe",
    "holds",
    "incubate",
    "judge_again",
    "make",
    "new_version",
    "order",
    "read_incubation",
    "read_point",
    "release",
    "rename_recipe",
    "report",
    "rule",
    "seal",
    "set_label_policy",
    "set_schedule",
    "told",
    "vary",
    "weigh_up",
    "withdraw_schedule",
    "write_label",
    "write_recipe",
]
