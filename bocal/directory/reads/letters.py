"""Letters that were written."""

from django.db.models import QuerySet

from bocal.directory.models import Letter
from bocal.directory.reads.searching import holding


def letters(search: str = "", *, waiting: bool = False) -> QuerySet[Letter]:
    """Letters, the last first, without their attachments; `search` is in the address or the subject."""
    found = Letter.objects.select_related("person").defer("body", "attachment")
    if waiting:
        found = found.filter(sent_at=None)
    return holding(found, search, "email", "subject")
