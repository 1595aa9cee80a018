"""Verbs on the territory drawn on the map."""

from datetime import datetime

from django.db import transaction

from bocal.directory.models import Collective, Outline, Person
from bocal.directory.rules import Refused, outline


@transaction.atomic
def draw_outline(*, name: str, data: bytes, by: Person, now: datetime) -> Outline:
    """Keep the outline that a GeoJSON file tells, in place of the one there was; the file itself is not kept.

    Raises Refused: outline_nowhere while the collective has no place of its own; and as rules.outline.read.
    """
    collective = Collective.objects.select_for_update().select_related("organisation").get()
    us = collective.organisation
    if us.latitude is None or us.longitude is None:
        raise Refused("outline_nowhere")
    lines = outline.read(data, centre=(us.latitude, us.longitude))
    said = " ".join(name.split())[: outline.LONGEST_NAME]
    kept = {"name": said, "lines": lines, "brought_at": now, "brought_by": by}
    return Outline.objects.update_or_create(collective=collective, defaults=kept)[0]


def rub_out() -> None:
    """The map shows no territory any more. Twice is once."""
    Outline.objects.all().delete()
