"""What the end of a round asks of two trades: what each farm brought (orders), what that comes to (billing)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bocal.billing import acts as billing
from bocal.billing import reads as bills
from bocal.billing.rules.mandates import Collected
from bocal.billing.rules.sharing import Share, Terms
from bocal.directory.models import Organisation
from bocal.orders import reads as orders
from bocal.orders.models import Offer, SaleRound


def settlement_key(sale: SaleRound) -> str:
    """By what the settlement of a round is known."""
    return f"round {sale.pk}"


def round_farms(sale: SaleRound) -> list[billing.Farm]:
    """The farms of a round: by which gestures they brought or, on mandate, were sold for, and what did not come.

    With the round goes what was sold in a farm's name and never settled: handed over, or taken back, since its round
    was. What other rounds that are still to settle handed over is theirs.
    """
    offers = _of_farms(sale)
    missing = {
        one.producer.pk: [
            (f"{line.offer.item.name}, {line.offer.label}", line.missing) for line in one.lines if line.missing
        ]
        for one in orders.expected_of(offers)
    }
    rows = bills.open_sales().values_list("party", "voucher").order_by("party", "voucher").distinct()
    return _farms(sale, offers, _to_render(sale, rows), missing)


def _of_farms(sale: SaleRound) -> list[Offer]:
    return [row for row in orders.offers(sale) if row.producer_id]


def _farms(
    sale: SaleRound,
    offers: Sequence[Offer],
    sales: Mapping[int, tuple[int, ...]],
    missing: Mapping[int, Sequence[tuple[str, int]]],
) -> list[billing.Farm]:
    farms = list(dict.fromkeys(row.producer_id for row in offers if row.producer_id))
    buying = {row.producer_id for row in offers if not row.on_mandate}
    vouchers = orders.brought_by(sale)
    found = [
        billing.Farm(
            farm,
            tuple(vouchers.get(farm, ())),
            tuple(missing.get(farm, ())),
            sales=() if farm in buying else sales.get(farm, ()),
        )
        for farm in farms
    ]
    return found + [billing.Farm(farm, (), sales=its) for farm, its in sales.items() if farm not in farms]


def _to_render(sale: SaleRound, lines: Iterable[tuple[int | None, int]]) -> dict[int, tuple[int, ...]]:
    """Farm on mandate → the gestures whose sales this round's account takes, of all `lines` open (farm, gesture)."""
    rows = [(farm, voucher) for farm, voucher in dict.fromkeys(lines) if farm]
    others = orders.handed_in_others(sale, {voucher for _farm, voucher in rows})
    found: dict[int, list[int]] = defaultdict(list)
    for farm, voucher in rows:
        if voucher not in others:
            found[farm].append(voucher)
    return {farm: tuple(its) for farm, its in found.items()}


@dataclass(frozen=True)
class Drafted:
    """What a farm would get of a round, before anybody gave anything."""

    farm: Organisation
    share: Share | Collected

    @property
    def on_mandate(self) -> bool:
        """Whether it is what was sold in the farm's name, VAT within."""
        return isinstance(self.share, Collected)


def drafted(sale: SaleRound, *, rule: Terms | None = None) -> list[Drafted]:
    """Farm by farm, what the round comes to by today's rule (`rule`, where it was read already), in eight queries."""
    offers = _of_farms(sale)
    lines = list(bills.open_sales().select_related("voucher", "item"))
    farms = _farms(sale, offers, _to_render(sale, ((line.party_id, line.voucher_id) for line in lines)), {})
    brought = bills.brought([pk for one in farms for pk in one.vouchers])
    bought = {one.supplier: brought.get(one.supplier, []) for one in farms if not one.sales}
    sales = {
        one.supplier: [line for line in lines if line.party_id == one.supplier and line.voucher_id in one.sales]
        for one in farms
        if one.sales
    }
    found = bills.round_shares(bought, sales, {}, rule=rule)
    names = {row.producer.pk: row.producer for row in offers if row.producer}
    names |= Organisation.objects.in_bulk(found.keys() - names.keys())
    return [Drafted(names[one.supplier], found[one.supplier]) for one in farms]
