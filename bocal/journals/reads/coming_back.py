"""What a party still has of a lot, gesture by gesture, and what each gesture sold it for: where a return begins."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from bocal.catalog.rules import Dimension
from bocal.directory.models import Organisation
from bocal.directory.rules import PlaceKind
from bocal.journals.models import Lot, MoneyLine, Movement
from bocal.journals.rules import REVENUE, Account, Kind, Way
from bocal.journals.rules.crediting import Sold
from bocal.measure.quantity import PER


@dataclass(frozen=True)
class Left:
    """So much of a lot (own unit) that a gesture took to a place outside and that has not come back."""

    voucher: int
    kind: Kind
    place: PlaceKind
    quantity: int


def left_at(lot: Lot, party: Organisation) -> list[Left]:
    """Where a party has what is left of a lot, the latest gesture first. One query.

    What came back by a gesture that follows the one that brought it is taken off that one; what came back otherwise,
    off the latest.
    """
    found: dict[tuple[int, PlaceKind], int] = {}
    kinds: dict[int, Kind] = {}
    loose: dict[PlaceKind, int] = defaultdict(int)
    outside = Q(target__kind__in=_AWAY) | Q(source__kind__in=_AWAY)
    returned = Q(voucher__kind=Kind.RETURN) & (Q(target__real=False) | Q(source__real=False))
    rows = Movement.objects.filter(outside | returned, lot=lot, voucher__party=party)
    rows = rows.filter(voucher__reverses=None, voucher__reversal=None)
    sums: dict[tuple[int, int | None, PlaceKind], int] = defaultdict(int)
    for voucher, follows, kind, source, target, real, quantity in rows.order_by("voucher", "pk").values_list(
        "voucher", "voucher__follows", "voucher__kind", "source__kind", "target__kind", "target__real", "quantity"
    ):
        kinds[voucher] = Kind(kind)
        sums[voucher, follows, PlaceKind(source if real else target)] += -quantity if real else quantity
    for (voucher, follows, place), quantity in sums.items():
        if follows is not None and (follows, place) in found:
            found[follows, place] += quantity
        elif quantity > 0:
            found[voucher, place] = quantity
        else:
            loose[place] -= quantity
    left = []
    for (voucher, place), quantity in sorted(found.items(), reverse=True):
        taken = min(max(quantity, 0), loose[place])
        loose[place] -= taken
        if quantity - taken > 0:
            left.append(Left(voucher, kinds[voucher], place, quantity - taken))
    return left


_AWAY = (PlaceKind.CUSTOMER, PlaceKind.RECIPIENT)


def sold_by(voucher: int, lot: Lot) -> list[Sold]:
    """What a gesture sold a lot for, and its jar's deposit beside it; none when it was given, or paid on the spot (no
    account 418: the money is given back there). One query.

    Each line on 418 comes before the sale that it is owed for (docs/money.md).
    """
    jar = lot.item.jar_format.jar_id if lot.item.jar_format else None
    due = 0
    goods: list[Sold] = []
    deposits: list[Sold] = []
    for row in MoneyLine.objects.filter(voucher=voucher).order_by("pk"):
        account = Account(row.account)
        if account is Account.UNBILLED:
            due = row.cents
            continue
        deposit = account is Account.DEPOSITS and row.item_id == jar and jar is not None
        sale = account in REVENUE or account is Account.THIRD_PARTIES
        if due and row.item_id and (deposit or (sale and row.item_id == lot.item_id)):
            per = 1 if deposit else PER[Dimension(lot.item.dimension)]
            told = Sold(
                account=account,
                whose=row.party_id,
                net=-row.cents,
                due=due,
                item=row.item_id,
                quantity=row.quantity,
                per=per,
                label=row.label,
                lot=row.lot_id,
                unit_price=row.unit_price,
                gross=row.gross,
                vat_bp=row.vat_bp,
            )
            (deposits if deposit else goods).append(told)
        due = 0
    # Of a line of several lots none is named: the account tells what was made here from what was bought.
    made = _MADE.get(Way(lot.way), Account.RESALE)
    exact = [one for one in goods if one.lot == lot.pk] or [
        one for one in goods if one.lot is None and one.account is made
    ]
    return [*(exact or [one for one in goods if one.lot is None])[:1], *deposits[:1]]


_MADE = {Way.MADE: Account.OWN_PRODUCTS, Way.ENTRUSTED: Account.THIRD_PARTIES}


def credited(vouchers: Collection[int]) -> set[int]:
    """Those of these gestures that took off something that was owed. One query, none for none."""
    if not vouchers:
        return set()
    rows = MoneyLine.objects.filter(voucher__in=vouchers, account=Account.UNBILLED, cents__lt=0)
    return set(rows.order_by().values_list("voucher", flat=True))
