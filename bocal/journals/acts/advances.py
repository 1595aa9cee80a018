"""What customers paid in advance (account 4191) is spent once: no gesture takes more of it than is there."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Sum

from bocal.directory.models import Organisation
from bocal.journals.models import MoneyLine
from bocal.journals.rules import Account, Refused


def check_advances(lines: Iterable[tuple[str, int | None, int]], *, refusal: str) -> None:
    """See that lines (account, party, cents) leave no customer's advances overdrawn; two who spend wait for each other.

    Raises Refused: `refusal` (with there, in cents).
    """
    spent: dict[int, int] = defaultdict(int)
    for account, party, cents in lines:
        if account == Account.ADVANCES and party is not None:
            spent[party] += cents
    takes = sorted(party for party, cents in spent.items() if cents > 0)
    if not takes:
        return
    rows = Organisation.objects.filter(pk__in=takes).order_by("pk").select_for_update(no_key=True)
    list(rows.values_list("pk", flat=True))
    for party in takes:
        found = MoneyLine.objects.filter(account=Account.ADVANCES, party=party).aggregate(total=Sum("cents"))
        there = -(found["total"] or 0)
        if spent[party] > there:
            raise Refused(refusal, cents=max(0, there))
