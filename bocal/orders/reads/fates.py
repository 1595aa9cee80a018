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
    have none. Three queries whatever their number, none when all are only ordered."""
    shelf: dict[int, int] = {}
    door: dict[int, int] = {}
    for row in rows:
        if row.delivered and row.handover_id:  # type: ignore[attr-defined]
            door[row.handover_id] = row.pk
        elif row.picked and row.picking_id and row.cancelled_at is None:  # type: ignore[attr-defined]
            shelf[row.picking_id] = row.pk
    if not shelf and not door:
        return {}
    # What came back: a return noted on its page, or in a recall. Listed first, so that the journals' rows are found by
    # their voucher alone.
    after = Voucher.objects.filter(follows__in=door, reversal=None).order_by("pk") if door else Voucher.objects.none()
    of = door | {pk: door[follows] for pk, follows in after.values_list("pk", "follows") if follows}
    vouchers: dict[int, list[int]] = defaultdict(list)
    for voucher, pk in (shelf | of).items():
        vouchers[pk].append(voucher)
    quantities, masses = _goods(shelf, of)
    nets, owed = _money(of) if of else ({}, {})
    return {
        pk: Fate(tuple(found), quantities[pk], masses[pk], nets.get(pk, {}), owed.get(pk, 0))
        if pk in of.values()
        else Fate(tuple(found), quantities[pk], masses[pk])
        for pk, found in vouchers.items()
    }


def _goods(shelf: Mapping[int, int], of: Mapping[int, int]) -> tuple[dict[int, dict[int, int]], dict[int, int]]:
    """Item → quantity, and the net mass of it all, delivery by delivery."""
    quantities: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    masses: dict[int, int] = defaultdict(int)
    rows = Movement.objects.filter(voucher__in=[*shelf, *of]).order_by()
    summed = rows.values_list("voucher", "lot__item", "source__kind", "target__kind")
    for voucher, item, source, target, quantity, mass in summed.annotate(Sum("quantity"), Sum("mass_mg")):
        there = PlaceKind.SHELF if voucher in shelf else PlaceKind.CUSTOMER
        sign = (target == there) - (source == there)
        pk = shelf[voucher] if voucher in shelf else of[voucher]
        quantities[pk][item] += sign * quantity
        masses[pk] += sign * mass
    return quantities, masses


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
