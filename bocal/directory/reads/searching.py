"""Rows whose names hold some words."""

from typing import TypeVar

from django.db.models import Model, QuerySet

from bocal.measure.table import fold

Row = TypeVar("Row", bound=Model)


def holding(found: QuerySet[Row], search: str, *fields: str) -> QuerySet[Row]:
    """Those whose `fields`, read one after the other, hold every word of `search`, whatever the case and accents.

    The database's own LIKE knows nothing of accents (SQLite) or minds them (PostgreSQL): names are folded here, which
    suits tables of a few thousand names, not journals.
    """
    wanted = fold(search).split()
    if not wanted:
        return found
    keys = [
        pk
        for pk, *texts in found.values_list("pk", *fields)
        if all(word in fold(" ".join(text or "" for text in texts)) for word in wanted)
    ]
    return found.filter(pk__in=keys)
