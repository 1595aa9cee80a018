"""What is noted without network when a sale is handed over. Pure."""

from enum import StrEnum

#: Refused only because something else has not reached us yet: tried again by itself once a farm's goods are noted.
WAITING = frozenset({"not_brought", "too_few_there"})


class Errand(StrEnum):
    """What was noted without network."""

    HAND_OVER = "hand_over"
    BRING = "bring"
