"""What became of deliveries: what was picked, what their customers have, what they owe for it; many at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Sum

from bocal.directory.rules import PlaceKind
from bocal.journals.models import MoneyLine, Movement, Voucher
from bocal.journals.rules import Account
from bocal.measure.money import Basis, invoice_totals
from bocal.measure.money import Line as Priced
from bocal.orders.models import Delivery


@dataclass(frozen=True)
class Fate:
    """What holds of a delivery beyond what was ordered.

    `vouchers`: its picking, or the gestures that brought it and brought some of it back; `quantities`: item → what was
    picked, or what the customer has (own unit); `mass_mg`: the net mass of it all; `nets`: item → what the journals
    say it costs, in cents before VAT; `owed`: what an invoice of it alone comes to, deposits and VAT within. The last
    two are None until it is brought.
    """

    vouchers: tuple[int, ...]
    quantities: Mapping[int, int]
    mass_mg: int
    nets: Mapping[int, int] | None = None
    owed: int | None = None


def fates(rows: Iterable[Delivery]) -> dict[int, Fate]:
    """The fates of deliveries that tell whether they are `picked` and `delivered`, by their keys; those only ordered
    have none. Two queries whatever their number, none when all are only ordered."""
    shelf: dict[int, int] = {}
    door: dict[int, int] = {}
    for row in rows:
        if row.delivered and row.handover_id:  # type: ignore[attr-defined]
            door[row.handover_id] = row.pk
        elif row.picked and row.picking_id and row.cancelled_at is None:  # type: ignore[attr-defined]
            shelf[row.picking_id] = row.pk
    if not shelf and not door:
        return {}
    quantities: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    masses: dict[int, int] = defaultdict(int)
    of: dict[int, int] = {}
    for voucher, follows, item, source, target, quantity, mass in _moved([*shelf, *door], list(door)):
        picked = voucher in shelf
        pk = shelf[voucher] if picked else of.setdefault(voucher, door.get(voucher) or door[follows])
        there = PlaceKind.SHELF if picked else PlaceKind.CUSTOMER
        sign = (target == there) - (source == there)
        quantities[pk][item] += sign * quantity
        masses[pk] += sign * mass
    vouchers: dict[int, list[int]] = defaultdict(list)
    for voucher, pk in sorted((shelf | of).items()):
        vouchers[pk].append(voucher)
    nets, owed = _money(of) if of else ({}, {})
    brought = set(of.values())
    return {
        pk: Fate(tuple(found), quantities[pk], masses[pk], nets.get(pk, {}), owed.get(pk, 0))
        if pk in brought
        else Fate(tuple(found), quantities[pk], masses[pk])
        for pk, found in vouchers.items()
    }


def _moved(own: list[int], door: list[int]) -> Iterable[tuple[int, int, int, str, str, int, int]]:
    """What these gestures moved, and what came back after those at the `door`: a return noted on the delivery's page,
    or in a recall. Sums by gesture, what it follows, item and kinds of places; found by the gestures' keys alone."""
    these = Voucher.objects.filter(pk__in=own).order_by().values("pk")
    after = Voucher.objects.filter(follows__in=door, reversal=None).order_by().values("pk")
    rows = Movement.objects.filter(voucher__in=these.union(after)).order_by()
    names = ("voucher", "voucher__follows", "lot__item", "source__kind", "target__kind")
    return rows.values_list(*names).annotate(Sum("quantity"), Sum("mass_mg"))


def _money(of: Mapping[int, int]) -> tuple[dict[int, dict[int, int]], dict[int, int]]:
    """Item → cents before VAT, and what is owed, delivery by delivery. On its customer's account each line has its own
    rounded VAT; the invoice rounds once for each rate, and so does this (docs/money.md, *Net basis*)."""
    nets: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    put: dict[int, int] = defaultdict(int)
    sold: dict[int, list[Priced]] = defaultdict(list)
    with_vat = set()
    rows = MoneyLine.objects.filter(voucher__in=of).order_by("pk")
    for voucher, account, item, cents, gross, vat_bp in rows.values_list(
        "voucher", "account", "item", "cents", "gross", "vat_bp"
    ):
        pk = of[voucher]
        if account == Account.UNBILLED:
            put[pk] += cents
        elif account != Account.VAT_UNBILLED:
            sold[pk].append(Priced(-cents, vat_bp))
            if account != Account.DEPOSITS:
                nets[pk][item] -= cents
            # A delivery of long ago, at prices with VAT: its account says what it comes to.
            if gross and vat_bp is not None:
                with_vat.add(pk)
    owed = {pk: put[pk] if pk in with_vat else invoice_totals(sold[pk], Basis.NET).payable for pk in sold}
    return nets, owed
