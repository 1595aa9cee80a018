"""Sessions, who comes, and what they say of themselves, as choices. Pure."""

from enum import StrEnum


class SessionKind(StrEnum):
    """What people come together for."""

    COOKING = "cooking"
    GLEANING = "gleaning"
    TASTING = "tasting"
    EVENT = "event"
    MEETING = "meeting"


class Audience(StrEnum):
    """Whom a session is for; without one, for everybody."""

    EVERYONE = "everyone"
    FAMILIES = "families"
    CHILDREN = "children"
    DISABILITY = "disability"
    INSERTION = "insertion"
    SENIORS = "seniors"
    DIETITIAN = "dietitian"
    SCHOOL = "school"


class Zone(StrEnum):
    """What kind of area a spot is in."""

    RURAL = "rural"
    TOWN = "town"
    PRIORITY = "priority"


class Permission(StrEnum):
    """Whether one may stand there."""

    NOT_NEEDED = "not_needed"
    TO_ASK = "to_ask"
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"


class Task(StrEnum):
    """What somebody of the crew does at a session."""

    DRIVE = "drive"
    COOK = "cook"
    ANIMATE = "animate"
    HELP = "help"


class SignedBy(StrEnum):
    """How somebody came to be on a session's list."""

    PHONE = "phone"
    LINK = "link"
    DESK = "desk"
    WALK_IN = "walk_in"
    PAPER = "paper"


class Face(StrEnum):
    """How somebody likes what they taste."""

    GLAD = "glad"
    SO_SO = "so_so"
    SAD = "sad"
