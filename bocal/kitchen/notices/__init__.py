"""What the kitchen prints: the records that an inspector asks for, sheets to fill in by hand, labels of jars."""

from bocal.kitchen.notices.batch import batch_record, record, whole_record
from bocal.kitchen.notices.day import day_record, sealed_pdf, to_fill
from bocal.kitchen.notices.labels import (
    FORMATS,
    Sheet,
    TooSmall,
    date_said,
    ingredients_said,
    labels,
    lot_said,
    masses_said,
    missing_said,
    name_said,
    nutrition_said,
    operator_said,
    prepared_said,
    traces_said,
)

__all__ = [
    "FORMATS",
    "Sheet",
    "TooSmall",
    "batch_record",
    "date_said",
    "day_record",
    "ingredients_said",
    "labels",
    "lot_said",
    "masses_said",
    "missing_said",
    "name_said",
    "nutrition_said",
    "operator_said",
    "prepared_said",
    "record",
    "sealed_pdf",
    "to_fill",
    "traces_said",
    "whole_record",
]
