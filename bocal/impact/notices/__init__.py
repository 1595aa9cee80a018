"""What leaves this room: a project's report as figures, as a table and on paper; pictures as paper takes them."""

from bocal.impact.notices.pictures import Pictures, framed

__all__ = ["Pictures", "framed"]
