"""What a season did, and what the next one wants. Pure."""

from bocal.impact.rules.report import (
    PRODUCE,
    WASTE,
    WAYS_IN,
    Flow,
    Goods,
    Span,
    Worked,
    goods,
    neighbours,
    period,
)
from bocal.impact.rules.season import AHEAD, Ahead, Outlook, look_ahead, months, past_levels

__all__ = [
    "AHEAD",
    "PRODUCE",
    "WASTE",
    "WAYS_IN",
    "Ahead",
    "Flow",
    "Goods",
    "Outlook",
    "Span",
    "Worked",
    "goods",
    "look_ahead",
    "months",
    "neighbours",
    "past_levels",
    "period",
]
