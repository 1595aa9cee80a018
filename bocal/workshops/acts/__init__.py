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
from bocal.workshops.acts.badging import forget_badges, loosen_badges
from bocal.workshops.acts.closing import close, reopen
from bocal.workshops.acts.forgetting import forget_notes, forget_number
from bocal.workshops.acts.keeping import keep_sheet, taste
from bocal.workshops.acts.noting import hear, insist, note
from bocal.workshops.acts.planning import cancel, change, plan, set_crew
from bocal.workshops.acts.profiles import answer, forget_answers, forget_profile, save_profile
from bocal.workshops.acts.taking import eat, give_on, put_in_stock, take_home

__all__ = [
    "MOST_CHILDREN",
    "add",
    "add_child",
    "answer",
    "cancel",
    "change",
    "close",
    "count_heads",
    "eat",
    "forget_answers",
    "forget_badges",
    "forget_notes",
    "forget_number",
    "forget_profile",
    "give_on",
    "hear",
    "insist",
    "keep_sheet",
    "loosen_badges",
    "note",
    "plan",
    "put_in_stock",
    "reopen",
    "save_profile",
    "set_crew",
    "sign_up",
    "take_home",
    "taste",
    "tick",
    "withdraw",
]
