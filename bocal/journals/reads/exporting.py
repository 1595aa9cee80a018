"""The history of a lot for another system: EPCIS 2.0."""

from collections import defaultdict
from datetime import datetime, time
from typing import Any

from django.db.models import Q
from django.utils import timezone

from bocal.catalog.rules import Dimension
from bocal.directory import reads as directory
from bocal.directory.rules import PlaceKind
from bocal.journals.models import Lineage, Lot, Movement, StatusLine, Voucher
from bocal.journals.reads.tracing import lineage
from bocal.journals.rules import Kind, Status
from bocal.journals.rules.epcis import Happened, Row, Thing, Writer


def epcis(root: Lot, *, base: str, now: datetime) -> dict[str, Any]:
    """An EPCIS 2.0 document: how each ancestor of `root` came to be, and all that happened to it and to what it became.

    `base` is the address under which its identifiers stand. A gesture that was taken back, and its taking back, are
    left out. A fixed number of queries.
    """
    found = lineage(root)
    after = {root.pk} | {edge.child for edge in found.forward}
    births = {lot.voucher_id for lot in found.lots.values()}
    about = Q(movements__lot__in=after) | Q(decisions__lot__in=after) | Q(pk__in=births)
    vouchers = Voucher.objects.filter(about, reverses=None, reversal=None).distinct().order_by("day", "pk")
    keys = [voucher.pk for voucher in vouchers]
    rows: dict[int, list[Row]] = defaultdict(list)
    names: dict[int, str] = {}
    moved = Movement.objects.filter(voucher__in=keys, lot__in=list(found.lots)).select_related("source", "target")
    for move in moved.order_by("pk"):
        if move.lot_id in after or move.voucher_id == found.lots[move.lot_id].voucher_id:
            source, target = PlaceKind(move.source.kind), PlaceKind(move.target.kind)
            rows[move.voucher_id].append(
                Row(move.lot_id, move.source_id, source, move.target_id, target, move.quantity)
            )
            names |= {place.pk: place.name for place in (move.source, move.target) if place.real}
    inputs: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for link in Lineage.objects.filter(voucher__in=keys, child__in=list(found.lots)).order_by("pk"):
        if link.parent_id in found.lots:
            inputs[link.voucher_id].append((link.parent_id, link.quantity))
    decided: dict[int, list[tuple[int, Status]]] = defaultdict(list)
    for line in StatusLine.objects.filter(voucher__in=keys, lot__in=after).order_by("pk"):
        decided[line.voucher_id].append((line.lot_id, Status(line.status)))
    born: dict[int, set[int]] = defaultdict(set)
    for lot in found.lots.values():
        born[lot.voucher_id].add(lot.pk)
    collective = directory.collective()
    things = {
        lot.pk: Thing(
            lot.pk,
            lot.code,
            lot.item.name,
            lot.item.gtin,
            Dimension(lot.item.dimension),
            lot.good_until.isoformat() if lot.good_until else "",
        )
        for lot in found.lots.values()
    }
    writer = Writer(base.rstrip("/"), collective.organisation_id if collective else 0, things)
    happened = [
        Happened(
            pk=voucher.pk,
            kind=Kind(voucher.kind),
            at=_moment(voucher),
            written_at=timezone.localtime(voucher.written_at),
            party=voucher.party_id,
            rows=tuple(rows[voucher.pk]),
            inputs=tuple(inputs[voucher.pk]),
            decided=tuple(decided[voucher.pk]),
            born=frozenset(born[voucher.pk]),
        )
        for voucher in vouchers
    ]
    return writer.document(happened, names, now=timezone.localtime(now))


def _moment(voucher: Voucher) -> datetime:
    """When it happened: when it was written, or noon of its day when it was written later."""
    written = timezone.localtime(voucher.written_at)
    return written if written.date() == voucher.day else timezone.make_aware(datetime.combine(voucher.day, time(12)))
