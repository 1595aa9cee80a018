"""What this room sends, and the calendars that programs read."""

from bocal.workshops.notices.cards import cards_pdf
from bocal.workshops.notices.invitation import event, feed, invitation
from bocal.workshops.notices.sheet import sheet_pdf

__all__ = [
    "cards_pdf",
    "event",
    "feed",
    "invitation",
    "sheet_pdf",
]
