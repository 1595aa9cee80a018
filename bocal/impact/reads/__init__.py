"""Questions over all the journals: what a period did, what the low season will want."""

from bocal.impact.reads.report import Named, Report, report
from bocal.impact.reads.season import Range, ordered_jars, season

__all__ = ["Named", "Range", "Report", "ordered_jars", "report", "season"]
