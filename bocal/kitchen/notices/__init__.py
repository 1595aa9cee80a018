"""What the kitchen prints: the records that an inspector asks for, and the sheets to fill in by hand."""

from bocal.kitchen.notices.batch import batch_record, record
from bocal.kitchen.notices.day import day_record, sealed_pdf, to_fill

__all__ = ["batch_record", "day_record", "record", "sealed_pdf", "to_fill"]
