"""Form pieces: fields that read what people type the French way and refuse it in a sentence, next to the field.

A field turns `bocal.measure`'s machine codes into sentences (`words.sentence`). What was typed always comes back as it
was typed. Money is read in cents, masses in milligrams.
"""

from bocal.look.forms.base import PlainErrors, PlainForm, Renderer
from bocal.look.forms.fields import (
    DayField,
    EurosField,
    HourField,
    KeyField,
    LastingField,
    LitresField,
    MomentField,
    NumberField,
    PiecesField,
    PriceField,
    ReadField,
    TemperatureField,
    WeightField,
)
from bocal.look.forms.uploads import Paper, PaperField, PhotoField, UploadField, megabytes

__all__ = [
    "DayField",
    "EurosField",
    "HourField",
    "KeyField",
    "LastingField",
    "LitresField",
    "MomentField",
    "NumberField",
    "Paper",
    "PaperField",
    "PhotoField",
    "PiecesField",
    "PlainErrors",
    "PlainForm",
    "PriceField",
    "ReadField",
    "Renderer",
    "TemperatureField",
    "UploadField",
    "WeightField",
    "megabytes",
]
