"""A session to come to, for the tests of this room."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from bocal.workshops.models import Session, Spot
from bocal.workshops.rules import SessionKind
from tests.world import NOW


def session(*, starts_at: datetime = NOW, hours: float = 3, **more: Any) -> Session:
    """A workshop of the kitchen on the market square, public, for as many as come."""
    told: dict[str, Any] = {"kind": SessionKind.COOKING, "title": "On met l’été en bocaux", "made_at": NOW}
    if "spot" not in more:
        told["spot"], _ = Spot.objects.get_or_create(name="Place du Marché", defaults={"town": "Saint-Aubin"})
    ends_at = starts_at + timedelta(hours=hours)
    return Session.objects.create(starts_at=starts_at, ends_at=ends_at, key=uuid4().hex, **{**told, **more})
