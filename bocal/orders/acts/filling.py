"""Crates that a little more fills, once a round is closed."""

from itertools import groupby

from django.db.models import F

from bocal.orders.models import Offer, OrderLine
from bocal.orders.reads.placed import oldest_first
from bocal.orders.rules.shortage import Ask, fill


def fill_crates(offers: list[Offer]) -> None:
    """One unit more for the oldest orders that accept it, where that fills the last crate of one of these offers, whose
    rows are locked, or reaches its farm's minimum (docs/rounds.md)."""
    bound = {row.pk: row for row in offers if row.producer_id is not None and (row.crate > 1 or row.minimum)}
    rows = oldest_first(OrderLine.objects.filter(offer__in=bound))
    found = rows.values_list("offer_id", "pk", "quantity", "order__one_more")
    more: list[int] = []
    filled = []
    for offer, lines in groupby(found, key=lambda row: row[0]):
        row = bound[offer]
        asks = [Ask(line, quantity, one_more) for _, line, quantity, one_more in lines]
        taking = fill(asks, crate=row.crate, minimum=row.minimum, available=row.available)
        if taking:
            more += taking
            row.ordered += len(taking)
            filled.append(row)
    OrderLine.objects.filter(pk__in=more).update(quantity=F("quantity") + 1, extra=1)
    Offer.objects.bulk_update(filled, ["ordered"])
