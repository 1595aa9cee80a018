"""What the kitchen prints: the records that an inspector asks for, sheets to fill in by hand, labels of jars."""

from bocal.kitchen.notices.batch import batch_record, record, whole_record
from bocal.kitchen.notices.day import day_record, sealed_pdf, to_fill
from bocal.kitchen.notices.labels import (
    FORMATS,
    Sheet,
    TooSmall,
    labels,
    missing_said,
    said,
)

__all__ = [
    "FORMATS",
    "Sheet",
    "TooSmall",
    "batch_record",
    "day_record",
    "labels",
    "missing_said",
    "record",
    "said",
    "sealed_pdf",
    "to_fill",
    "whole_record",
]
