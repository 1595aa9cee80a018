"""Questions about what a group keeps and pays at the end of a round."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.db.models import QuerySet

from bocal.billing.models import FarmMargin, GroupShare, Settlement, SettlementLine
from bocal.billing.rules.sharing import Per, Share, Terms
from bocal.directory.models import Organisation
from bocal.journals.models import MoneyLine
from bocal.journals.rules import Account

#: What a farm sees of its past on one page: a year of weekly rounds.
SHOWN = 52


def terms() -> Terms:
    """The group's rule."""
    found = GroupShare.objects.first()
    return Terms(found.margin_bp, Per(found.per), found.rate_cents) if found else Terms()


def farm_margin(supplier: Organisation) -> FarmMargin | None:
    """What the group keeps of one farm's goods, when it is not what it keeps of the others'."""
    return FarmMargin.objects.filter(organisation=supplier).first()


def brought(vouchers: Collection[int]) -> dict[int, list[MoneyLine]]:
    """What these gestures bought, if they stand, by farm: the lines of account 601."""
    found: dict[int, list[MoneyLine]] = defaultdict(list)
    lines = MoneyLine.objects.filter(voucher__in=vouchers, voucher__reversal=None, account=Account.PURCHASES)
    for line in lines.select_related("voucher", "item__vat").order_by("pk"):
        found[line.voucher.party_id or 0].append(line)
    return found


def shares(
    lines: Mapping[int, Collection[MoneyLine]], given: Mapping[int, int], rule: Terms, own: Mapping[int, int]
) -> dict[int, Share]:
    """What each farm is to get by the `rule` (`own`: farm → basis points, where it has a share of its own): what it
    brought, and gave (hundredths)."""
    found = {}
    for farm, its in lines.items():
        rates: dict[int, int] = defaultdict(int)
        for line in its:
            item = line.item
            rates[line.vat_bp or (item.vat.rate_bp if item and item.vat else 0)] += line.cents
        found[farm] = Share(dict(rates), own.get(farm, rule.margin_bp), given.get(farm, 0), rule.rate_cents)
    return found


def settlement(key: str) -> Settlement | None:
    """What a round was settled as."""
    return Settlement.objects.filter(key=key).select_related("author").first()


def settlement_lines(found: Settlement) -> list[SettlementLine]:
    """Farm by farm, by name."""
    beside = ("supplier", "voucher__reversal", "account", "share_invoice")
    return list(found.lines.select_related(*beside).order_by("supplier__name", "supplier"))


def _lines() -> QuerySet[SettlementLine]:
    beside = ("settlement", "supplier", "voucher__reversal", "account", "share_invoice")
    return SettlementLine.objects.select_related(*beside)


def settlement_line(pk: int, farms: Collection[int] | None) -> SettlementLine | None:
    """What a round came to for a farm, by its key; for one of these farms (None: whichever)."""
    return (_lines() if farms is None else _lines().filter(supplier__in=farms)).filter(pk=pk).first()


def settled_for(farms: Collection[int]) -> list[SettlementLine]:
    """What the last rounds came to for these farms, newest first."""
    return list(_lines().filter(supplier__in=farms).order_by("-settlement", "supplier__name", "supplier")[:SHOWN])
