"""What this room sends, and the calendars that programs read."""

from bocal.workshops.notices.invitation import invitation

__all__ = ["invitation"]
