"""The only writer of the journals: post a gesture whole, or take one back whole."""

from bocal.journals.acts.caches import keep_balances, old_line, rebuild_caches
from bocal.journals.acts.closing import close_books
from bocal.journals.acts.gestures import count, decide, lose, lose_all, move
from bocal.journals.acts.once import once
from bocal.journals.acts.posting import LETTERS, Posted, lot_facts, next_number, post
from bocal.journals.acts.recalling import (
    account_for,
    account_for_all,
    block,
    call,
    cancel,
    close,
    letters_posted,
    list_whole,
    open_recall,
    save_sheet,
    widen,
    write_letters,
)
from bocal.journals.acts.reversing import reverse

__all__ = [
    "LETTERS",
    "Posted",
    "account_for",
    "account_for_all",
    "block",
    "call",
    "cancel",
    "close",
    "close_books",
    "count",
    "decide",
    "keep_balances",
    "letters_posted",
    "list_whole",
    "lose",
    "lose_all",
    "lot_facts",
    "move",
    "next_number",
    "old_line",
    "once",
    "open_recall",
    "post",
    "rebuild_caches",
    "reverse",
    "save_sheet",
    "widen",
    "write_letters",
]
