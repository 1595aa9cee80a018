"""The safety plan: what is due when and of what, and until when papers hold.

Limits are data that a collective sees and changes (`ControlPoint`); fixed here is the arithmetic.
"""

from collections.abc import Container
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from bocal.directory.rules import Desk
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


#: What tells a temperature: its calibration has a greatest error in °C, which a cook's readings are lowered by.
MEASURES_HEAT = frozenset({EquipmentKind.AUTOCLAVE, EquipmentKind.LOGGER, EquipmentKind.THERMOMETER})
#: °C; a certificate that says more is a slip of the pen, or the device is no good for a cook.
LARGEST_ERROR = Decimal(5)


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


#: They write the plan and watch over it: they may answer any line of it.
WATCH = frozenset({Desk.QUALITY, Desk.DIRECTION})


def may_answer(asked: Desk, held: Container[object]) -> bool:
    """Whether somebody who holds these desks answers a line: the desk it names does, and those who write the plan."""
    return asked in held or any(desk in held for desk in WATCH)


def check_paper(done_on: date, until: date | None, *, today: date) -> None:
    """A paper about something done that day, which holds until another. Raises Refused: upkeep_future, upkeep_until."""
    if done_on > today:
        raise Refused("upkeep_future")
    if until is not None and until < done_on:
        raise Refused("upkeep_until")


def check_error(error: Decimal | None, kind: UpkeepKind, of: EquipmentKind) -> None:
    """Refuse an error that no certificate of this equipment names. Raises Refused: error_kind, error_range."""
    if error is None:
        return
    if kind is not UpkeepKind.CALIBRATION or of not in MEASURES_HEAT:
        raise Refused("error_kind")
    if not 0 <= error <= LARGEST_ERROR:
        raise Refused("error_range", most=str(LARGEST_ERROR))


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
