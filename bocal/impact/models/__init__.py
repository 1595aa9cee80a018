"""What this floor owns: its questions, what was answered, what is remembered, and nothing that the journals know."""

from bocal.impact.models.album import Memory, Pictured
from bocal.impact.models.flower import (
    Answer,
    Consultation,
    ConsultationLink,
    Flower,
    Measure,
    MeasureRead,
    Petal,
    Question,
    Sheet,
)

__all__ = [
    "Answer",
    "Consultation",
    "ConsultationLink",
    "Flower",
    "Measure",
    "MeasureRead",
    "Memory",
    "Petal",
    "Pictured",
    "Question",
    "Sheet",
]
