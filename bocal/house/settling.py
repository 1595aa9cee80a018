"""What the end of a round asks of two trades: what each farm brought (orders), what that comes to (billing)."""

from dataclasses import dataclass

from bocal.billing import acts as billing
from bocal.billing import reads as bills
from bocal.billing.rules.sharing import Share
from bocal.directory.models import Organisation
from bocal.orders import reads as orders
from bocal.orders.models import SaleRound


def settlement_key(sale: SaleRound) -> str:
    """By what the settlement of a round is known."""
    return f"round {sale.pk}"


def round_farms(sale: SaleRound) -> list[billing.Farm]:
    """The farms of a round: by which gestures they brought, and what did not come."""
    vouchers = orders.brought_by(sale)
    missing = {
        one.producer.pk: [
            (f"{line.offer.item.name}, {line.offer.label}", line.missing) for line in one.lines if line.missing
        ]
        for one in orders.expected(sale)
    }
    return [
        billing.Farm(farm.pk, tuple(vouchers.get(farm.pk, ())), tuple(missing.get(farm.pk, ())))
        for farm, _stall in orders.farms_in(sale)
    ]


@dataclass(frozen=True)
class Drafted:
    """What a farm would get of a round, before anybody gave anything."""

    farm: Organisation
    share: Share


def drafted(sale: SaleRound) -> list[Drafted]:
    """Farm by farm, what the round comes to by today's rule."""
    farms = round_farms(sale)
    lines = bills.brought([pk for one in farms for pk in one.vouchers])
    found = bills.shares({one.supplier: lines.get(one.supplier, []) for one in farms}, {})
    names = Organisation.objects.in_bulk(found)
    return [Drafted(names[one.supplier], found[one.supplier]) for one in farms]
