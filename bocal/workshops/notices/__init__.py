"""What this room sends, and the calendars that programs read."""

from bocal.workshops.notices.invitation import event, feed, invitation
from bocal.workshops.notices.sheet import sheet_pdf

__all__ = [
    "event",
    "feed",
    "invitation",
    "sheet_pdf",
]
