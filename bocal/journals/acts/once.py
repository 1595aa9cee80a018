"""Written once, however often its form is sent: what rooms ask of their own tables as `post` asks of vouchers."""

from typing import TypeVar

from django.db.models import Model, QuerySet

from bocal.directory.models import Person
from bocal.journals.rules import Refused

Row = TypeVar("Row", bound=Model)


def once(rows: QuerySet[Row], *, key: str, author: Person) -> Row | None:
    """What this author wrote under this key already; None when nobody did.

    Raises Refused: key_reused, when somebody else did.
    """
    found = rows.filter(key=key).first()
    if found is not None and not rows.filter(pk=found.pk, author=author).exists():
        raise Refused("key_reused")
    return found
