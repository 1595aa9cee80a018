"""The territory drawn on the map."""

from bocal.directory.models import Outline


def outline() -> Outline | None:
    """What the collective drew, if it did."""
    return Outline.objects.select_related("brought_by").first()
