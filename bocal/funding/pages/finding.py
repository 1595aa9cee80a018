from django.http import Http404

from bocal.funding import reads
from bocal.funding.models import Expense, Project


def find(pk: int) -> Project:
    """The project of an address. Raises Http404."""
    found = reads.project(pk)
    if found is None:
        raise Http404
    return found


def find_expense(pk: int) -> Expense:
    """The expense of an address. Raises Http404."""
    found = reads.expense(pk)
    if found is None:
        raise Http404
    return found
