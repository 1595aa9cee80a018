"""What this floor owns: its questions, what was answered, and nothing that the journals already know."""

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
    "Petal",
    "Question",
    "Sheet",
]
