"""The safety plan: what is due, what a reading says, when papers run out, what a deviation asks of whom.

Limits are data that a collective sees and changes (`ControlPoint`); fixed here are the arithmetic and who may decide.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bocal.journals.rules import Refused

#: Days before a paper runs out from which one is told.
SOON = 30


class EquipmentKind(StrEnum):
    AUTOCLAVE = "autoclave"
    LOGGER = "logger"
    PH_METER = "ph_meter"
    THERMOMETER = "thermometer"
    SCALE = "scale"
    COLD_ROOM = "cold_room"
    SEAMER = "seamer"
    OTHER = "other"


class UpkeepKind(StrEnum):
    """What was done to an equipment. The first three each move a date; a repair moves none."""

    CALIBRATION = "calibration"
    INSPECTION = "inspection"
    REQUALIFICATION = "requalification"
    REPAIR = "repair"


class TrainingTopic(StrEnum):
    OPERATE = "operate"
    HYGIENE = "hygiene"
    ALLERGENS = "allergens"
    CLEANING = "cleaning"
    OTHER = "other"


class Topic(StrEnum):
    """What a control point is about. pH, closures and looks are written with the lot, incubations on their own page."""

    COLD = "cold"
    WATER = "water"
    CLEANING = "cleaning"
    GLASS = "glass"
    METER = "meter"
    PAPERS = "papers"
    CLOSURE = "closure"
    VACUUM = "vacuum"
    PH = "ph"
    VISUAL = "visual"
    METAL = "metal"
    INCUBATION = "incubation"
    PESTS = "pests"
    TRAINING = "training"
    OTHER = "other"


class Every(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    BATCH = "batch"
    RECEPTION = "reception"


class Goods(StrEnum):
    """Which batches a line of the plan is asked of: all, those in jars, those of the légumerie (by weight)."""

    ALL = "all"
    JARS = "jars"
    PREPARED = "prepared"


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


class Paper(StrEnum):
    """How a date stands on a day."""

    NONE = "none"
    VALID = "valid"
    SOON = "soon"
    OVER = "over"


#: Answered elsewhere than on the page of the day: with the lot, or in the oven.
ELSEWHERE = frozenset({Topic.PH, Topic.CLOSURE, Topic.VISUAL, Topic.INCUBATION, Topic.PAPERS, Topic.TRAINING})
#: What only a jar can answer: not asked of a bag, unless a line says that it is about them.
OF_JARS = frozenset({Topic.PH, Topic.CLOSURE, Topic.VACUUM, Topic.WATER, Topic.INCUBATION})
#: A lot of which such a decision was made never leaves.
LOST = frozenset({Decision.DOWNGRADE, Decision.DESTROY})

#: All that can be decided of a mix that no schedule covers: neither heat nor another measure brings it back.
OF_A_MIX = frozenset({Decision.OPINION, Decision.DOWNGRADE, Decision.DESTROY})


def paper(until: date | None, today: date) -> Paper:
    """How a date stands: the last day is still good."""
    if until is None:
        return Paper.NONE
    if until < today:
        return Paper.OVER
    return Paper.SOON if until <= today + timedelta(days=SOON) else Paper.VALID


def asked_of(topic: Topic, goods: Goods, *, weighed: bool) -> bool:
    """Whether a line about each batch is asked of one, made by weight or in jars. No bag goes in an oven."""
    if not weighed:
        return goods is not Goods.PREPARED
    if topic is Topic.INCUBATION:
        return False
    return goods is Goods.PREPARED or (goods is Goods.ALL and topic not in OF_JARS)


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


def check_limits(low: float | None, high: float | None, topic: Topic, days: int | None, celsius: float | None) -> None:
    """Refuse a line of the plan that no answer could satisfy. Raises Refused: limits_crossed, incubation_needs."""
    if low is not None and high is not None and low > high:
        raise Refused("limits_crossed")
    if topic is Topic.INCUBATION and (not days or celsius is None):
        raise Refused("incubation_needs")


def period(every: Every, day: date) -> tuple[date, date]:
    """First and last day within which one answer is due: the day itself, its week from Monday, its month."""
    if every is Every.WEEK:
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    if every is Every.MONTH:
        first = day.replace(day=1)
        return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return day, day


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


def check_ruling(facts: Facts, *, decision: Decision, by: int, four_eyes: bool, reason: str, document: str) -> None:
    """Refuse a decision that is not this person's, or says too little.

    Raises Refused: already_ruled, ruled_by_author, ruling_wants_reason, opinion_wants_document, nothing_to_decide,
    mix_wants_opinion.
    """
    if facts.decided:
        raise Refused("already_ruled")
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
