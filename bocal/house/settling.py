"""What the end of a round asks of two trades: what each farm brought (orders), what that comes to (billing)."""

from collections import defaultdict
from dataclasses import dataclass

from bocal.billing import acts as billing
from bocal.billing import reads as bills
from bocal.billing.rules.mandates import Collected
from bocal.billing.rules.sharing import Share
from bocal.directory.models import Organisation
from bocal.orders import reads as orders
from bocal.orders.models import SaleRound


def settlement_key(sale: SaleRound) -> str:
    """By what the settlement of a round is known."""
    return f"round {sale.pk}"


def round_farms(sale: SaleRound) -> list[billing.Farm]:
    """The farms of a round: by which gestures they brought or, on mandate, were sold for, and what did not come.

    With the round goes what was sold in a farm's name and never settled: handed over, or taken back, since its round
    was. What other rounds that are still to settle handed over is theirs.
    """
    offers = [row for row in orders.offers(sale) if row.producer_id]
    farms = list(dict.fromkeys(row.producer_id for row in offers if row.producer_id))
    buying = {row.producer_id for row in offers if not row.on_mandate}
    sales = _to_render(sale)
    vouchers = orders.brought_by(sale)
    missing = {
        one.producer.pk: [
            (f"{line.offer.item.name}, {line.offer.label}", line.missing) for line in one.lines if line.missing
        ]
        for one in orders.expected_of(offers)
    }
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


def _to_render(sale: SaleRound) -> dict[int, tuple[int, ...]]:
    """Farm on mandate → the gestures whose sales this round's account takes."""
    lines = bills.open_sales().values_list("party", "voucher").order_by("party", "voucher").distinct()
    rows = [(farm, voucher) for farm, voucher in lines if farm]
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


def drafted(sale: SaleRound) -> list[Drafted]:
    """Farm by farm, what the round comes to by today's rule."""
    farms = round_farms(sale)
    lines = bills.brought([pk for one in farms for pk in one.vouchers])
    bought = {one.supplier: lines.get(one.supplier, []) for one in farms if not one.sales}
    found = bills.round_shares(bought, billing.sales_in(farms), {})
    names = Organisation.objects.in_bulk(found)
    return [Drafted(names[one.supplier], found[one.supplier]) for one in farms]
