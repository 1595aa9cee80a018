"""In whose name a farm's goods are sold in a round: ours, bought and sold again, or its own, on its mandate."""

from collections.abc import Collection, Sequence

from bocal.catalog.models import Item
from bocal.directory import reads as directory
from bocal.directory.rules import FarmVat, VatProfile
from bocal.orders import reads, rules
from bocal.orders.acts.shelf import collective
from bocal.orders.models import Offer, SaleRound


def vat_of(item: Item, profile: VatProfile) -> int:
    return rules.vat_rate(item.vat.rate_bp if item.vat else None, profile)


def stands(sale: SaleRound, farms: Collection[int]) -> dict[int, tuple[bool, VatProfile]]:
    """Of each farm: whether it sells on mandate in this round, and whose VAT its sales bear: its own then, or ours."""
    selling, mandates = reads.on_mandate(sale, farms), directory.last_mandates(farms)
    ours = VatProfile(collective().vat_profile)
    bears = {farm for farm, given in mandates.items() if given.vat == FarmVat.LIABLE}
    theirs = {farm: VatProfile.LIABLE if farm in bears else VatProfile.FRANCHISE for farm in farms}
    return {farm: (farm in selling, theirs[farm] if farm in selling else ours) for farm in farms}


def again(rows: Sequence[Offer], sale: SaleRound) -> list[Offer]:
    """Farms' offers of an earlier round, in this one: as the farm sells now, bought and sold again or on mandate.

    Raises Refused: no_vat.
    """
    found = stands(sale, {row.producer_id for row in rows if row.producer_id})
    items = Item.objects.select_related("vat").in_bulk({row.item_id for row in rows})
    for row in rows:
        was, (row.on_mandate, profile) = row.on_mandate, found[row.producer_id or 0]
        if was or row.on_mandate:
            row.vat_bp = vat_of(items[row.item_id], profile)
        row.pk, row.sale, row.ordered = None, sale, 0
        row._state.adding = True
    return Offer.objects.bulk_create(rows)
