"""What came of the prices that buyers chose: their own last one, and a round's pot as totals alone."""

from django.db.models import Sum

from bocal.journals.models import MoneyLine
from bocal.journals.rules import Account
from bocal.orders.models import Order, SaleRound
from bocal.orders.reads.sales import levels_of
from bocal.orders.rules import solidarity
from bocal.orders.rules.solidarity import Pot


def last_level(customer: int) -> int:
    """The level of a household's last order (basis points above the plain price), for its own eyes."""
    orders = Order.objects.filter(customer=customer).order_by("-pk")
    return orders.values_list("level_bp", flat=True).first() or 0


def pot(sale: SaleRound) -> Pot | None:
    """What support brought and solidarity took in a round, of what was really handed over; None where its buyers had
    only the plain price. Two queries."""
    offered = levels_of(sale)
    if not offered:
        return None
    chose = Order.objects.filter(sale=sale, cancelled_at=None, handover__reversal=None).exclude(level_bp=0)
    levels = dict(chose.exclude(handover=None).values_list("handover", "level_bp"))
    # What is owed for goods: a jar's deposit has no rate of VAT, and a point's fee no item.
    owed = MoneyLine.objects.filter(voucher__in=levels, account=Account.UNBILLED, vat_bp__isnull=False)
    sums = owed.exclude(item=None).order_by().values_list("voucher").annotate(cents=Sum("cents"))
    return solidarity.pot([(levels[voucher], cents) for voucher, cents in sums], offered)
