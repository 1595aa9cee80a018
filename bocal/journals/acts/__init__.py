"""The only writer of the journals: post a gesture whole, or take one back whole."""

from bocal.journals.acts.caches import rebuild_caches
from bocal.journals.acts.gestures import count, decide, lose, move
from bocal.journals.acts.posting import LETTERS, Posted, lot_facts, next_number, post
from bocal.journals.acts.reversing import reverse

__all__ = [
    "LETTERS",
    "Posted",
    "count",
    "decide",
    "lose",
    "lot_facts",
    "move",
    "next_number",
    "post",
    "rebuild_caches",
    "reverse",
]
