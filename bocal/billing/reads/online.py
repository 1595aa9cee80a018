"""Questions about payments through a provider, and its payouts."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, QuerySet, Sum
from django.db.models.functions import Coalesce

from bocal.billing.models import OnlinePayment, Payout, PayoutArrived
from bocal.billing.rules.online import Due, OnlineState

#: Payments shown, the latest.
ONLINE_SHOWN = 100


def online_payment(pk: int, customers: Sequence[int] | None = None) -> OnlinePayment | None:
    """An online payment by its key; only of these customers when given."""
    found = OnlinePayment.objects.select_related("customer", "person", "invoice").filter(pk=pk)
    return (found if customers is None else found.filter(customer__in=list(customers))).first()


@dataclass(frozen=True)
class OnlineRow:
    """A payment in a list; cents that the provider sent back and the account no longer held: to be settled by hand."""

    online: OnlinePayment
    unsettled: int

    @property
    def differs(self) -> bool:
        """Whether something else came than was asked."""
        return self.online.state == OnlineState.PAID and self.online.paid != self.online.cents

    @property
    def left(self) -> int:
        """What may still go back, in cents."""
        return max(0, self.online.paid - self.online.refunded)


def online_payments() -> list[OnlineRow]:
    """The latest, newest first."""
    noted = Coalesce(Sum("refunds__advance__cents"), 0)
    found = OnlinePayment.objects.select_related("customer", "invoice").annotate(unsettled=F("refunded") + noted)
    return [OnlineRow(one, one.unsettled) for one in found[:ONLINE_SHOWN]]


def _arrived() -> Exists:
    return Exists(PayoutArrived.objects.filter(payout=OuterRef("pk"), voucher__reversal=None))


def payouts() -> QuerySet[Payout]:
    """What the provider paid out, newest first, each with whether it `arrived`."""
    return Payout.objects.annotate(arrived=_arrived())


def open_payouts() -> list[Due]:
    """Payouts that the bank has not shown yet."""
    found = Payout.objects.exclude(_arrived()).order_by("pk")
    return [Due(one.pk, one.reference, one.cents, one.provider) for one in found]


def payout(pk: int) -> Payout | None:
    """A payout by its key."""
    return payouts().filter(pk=pk).first()
