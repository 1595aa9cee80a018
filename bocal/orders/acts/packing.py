"""Sharing out: what goes into each customer's crate, before it is handed over."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from bocal.directory.models import Person
from bocal.journals.rules import Refused
from bocal.orders.acts.shelf import lock
from bocal.orders.models import Offer, OrderLine, Packed


def pack(
    *, offer: Offer, packed: Mapping[int, tuple[int, str]], person: Person, noted_at: datetime, now: datetime
) -> None:
    """Note what of an offer lies in each crate (line → units, weighings as typed). Of two notes on a line the later one
    holds, whichever arrives first; sent again, it is the same. No stock moves and nobody owes: handing over does that.

    Raises Refused: still_selling, unknown_offer (a line of another offer), too_much.
    """
    with transaction.atomic():
        if not lock(offer.sale).final:
            raise Refused("still_selling")
        lines = {row.pk: row for row in OrderLine.objects.filter(offer=offer, pk__in=packed)}
        if lines.keys() != packed.keys():
            raise Refused("unknown_offer")
        newer = set(
            Packed.objects.filter(line__in=lines, noted_at__gt=min(noted_at, now)).values_list("line_id", flat=True)
        )
        for pk, (count, weighing) in packed.items():
            if not 0 <= count <= lines[pk].quantity:
                raise Refused("too_much", label=offer.label, ordered=lines[pk].quantity)
            if pk not in newer:
                said = {"count": count, "weighing": weighing[:100], "person": person, "noted_at": min(noted_at, now)}
                Packed.objects.update_or_create(line=lines[pk], defaults=said)
