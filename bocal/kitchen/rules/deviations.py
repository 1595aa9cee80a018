"""What a reading and an oven say, what a deviation asks of whom.

Limits are lines of the plan (`safety.ControlPoint`); fixed here are the arithmetic and who may decide.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bocal.journals.rules import Refused


class Cause(StrEnum):
    """What a deviation came from."""

    HEAT = "heat"
    FACTOR = "factor"
    LOGGER = "logger"
    PROBE = "probe"
    CLOCK = "clock"
    PAPERS = "papers"
    CHECK = "check"
    READING = "reading"
    GLASS = "glass"
    INCUBATION = "incubation"
    MIX = "mix"
    OTHER = "other"


class Decision(StrEnum):
    """What a named person makes of a deviation."""

    MENDED = "mended"
    AGAIN = "again"
    RECOOK = "recook"
    DOWNGRADE = "downgrade"
    DESTROY = "destroy"
    OPINION = "opinion"


class GlassStep(StrEnum):
    """What is done at once when glass breaks."""

    STOPPED = "stopped"
    THROWN = "thrown"
    SEARCHED = "searched"
    CLEANED = "cleaned"
    LOOKED = "looked"


class Sealed(StrEnum):
    BATCH = "batch"
    DAY = "day"


#: A lot of which such a decision was made never leaves.
LOST = frozenset({Decision.DOWNGRADE, Decision.DESTROY})

#: All that can be decided of a mix that no schedule covers: neither heat nor another measure brings it back.
OF_A_MIX = frozenset({Decision.OPINION, Decision.DOWNGRADE, Decision.DESTROY})


def conform(low: float | None, high: float | None, value: float | None, sound: bool | None) -> bool:
    """Whether a reading is within its limits (both allowed). Without limits, the person's own yes or no counts.

    Raises Refused: reading_missing when what is asked is not there.
    """
    if low is None and high is None:
        if sound is None:
            raise Refused("reading_missing")
        return sound
    if value is None or not math.isfinite(value):
        raise Refused("reading_missing")
    return (low is None or value >= low) and (high is None or value <= high)


def germ_ratio(germs: int | None, control: int | None) -> float | None:
    """Germs of the warm jar for one of the control, counted in as many microscope fields; None when nobody counted.

    A control where none was seen counts as one: below that, the eye tells nothing (a convention of ours).
    """
    return None if germs is None or control is None else germs / max(control, 1)


def incubation_conform(
    *,
    ph: float | None,
    ph_control: float | None,
    sound: bool,
    threshold: float | None,
    places: int = 6,
    ratio: float | None = None,
    ratio_most: int | None = None,
) -> bool:
    """Whether warm jars held: sound to the eye, a pH no further from that of the control than `threshold`, and where
    germs were counted a ratio of `ratio_most` at the most (NF V08-408).

    Raises Refused: incubation_ph when a threshold asks for a pH that was not measured.
    """
    if threshold is not None and (ph is None or ph_control is None):
        raise Refused("incubation_ph")
    if not sound:
        return False
    if ratio is not None and ratio_most is not None and ratio > ratio_most:
        return False
    if threshold is None or ph is None or ph_control is None:
        return True
    return round(abs(ph - ph_control), places) <= round(threshold, places)


@dataclass(frozen=True)
class Facts:
    """What is known of a deviation when somebody decides."""

    cause: Cause
    decided: bool
    author: int | None
    #: Who made or cooked the lot that it is about.
    cooks: frozenset[int | None] = frozenset()
    about_a_lot: bool = False
    #: What a cook or warm jars told is still so.
    stands: bool = False


def check_ruling(facts: Facts, *, decision: Decision, by: int, four_eyes: bool, reason: str, document: str) -> None:
    """Refuse a decision that is not this person's, or says too little.

    Raises Refused: already_ruled, ruled_by_author, ruling_wants_reason, opinion_wants_document, nothing_to_decide,
    mix_wants_opinion, still_so.
    """
    if facts.decided:
        raise Refused("already_ruled")
    if facts.stands and decision is Decision.MENDED:
        raise Refused("still_so")
    if facts.cause is Cause.MIX and decision not in OF_A_MIX:
        raise Refused("mix_wants_opinion")
    if not reason.strip():
        raise Refused("ruling_wants_reason")
    if decision is Decision.OPINION and not document.strip():
        raise Refused("opinion_wants_document")
    if decision is not Decision.MENDED and not facts.about_a_lot:
        raise Refused("nothing_to_decide")
    if four_eyes and facts.about_a_lot and by in ({facts.author, *facts.cooks} - {None}):
        raise Refused("ruled_by_author")


def lost(decisions: Iterable[Decision]) -> bool:
    """Whether one of these decisions keeps the lot for ever."""
    return any(decision in LOST for decision in decisions)


def loss_key(ruling: str) -> str:
    """Under which key the loss of what a ruling (by its key) destroys is written in the journals."""
    return f"{ruling}-lose"
