"""Questions about what was sold in the names of farms on mandate: what no account has rendered, what it comes to."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from bocal.billing import words
from bocal.billing.models import FarmMargin, Invoice, SettlementLine, SupplierInvoiceDelivery
from bocal.billing.reads.sharing import SHOWN, shares, terms
from bocal.billing.rules.mandates import Collected
from bocal.billing.rules.sharing import SERVICE_VAT_BP, Share, Terms
from bocal.directory.models import Collective
from bocal.directory.rules import VatProfile
from bocal.journals.models import MoneyLine
from bocal.journals.rules import Account, Kind

_HANDED = (Kind.DELIVER, Kind.RETURN)


def open_sales() -> QuerySet[MoneyLine]:
    """Lines of account 467 that no account rendered has taken: handovers in farms' names, what of them came back in a
    recall, and cents of their invoices.

    Handed over and taken back before it was rendered is left out; taken back after, only the taking back is there.
    """
    rendered = SupplierInvoiceDelivery.objects.filter(
        invoice__supplier=OuterRef("party"), invoice__mandate__isnull=False
    )
    sold = (
        Q(voucher__kind__in=_HANDED)
        | Q(voucher__reverses__kind__in=_HANDED)
        | Q(voucher__invoice__mandate__organisation=F("party"))
    )
    lines = MoneyLine.objects.filter(account=Account.THIRD_PARTIES, voucher__reversal=None).filter(sold)
    lines = lines.filter(~Exists(rendered.filter(voucher=OuterRef("voucher"))))
    kept = lines.filter(voucher__reverses=None) | lines.filter(
        Exists(rendered.filter(voucher=OuterRef("voucher__reverses")))
    )
    return kept.order_by("voucher__day", "voucher_id", "pk")


def unrendered() -> dict[int, int]:
    """Farm → what customers owe it, in cents with VAT, that no account has rendered; those at zero left out."""
    sums = open_sales().order_by().values_list("party").annotate(Sum("cents"))
    return {farm: -cents for farm, cents in sums if cents}


def sales_of(farms: Collection[int]) -> dict[int, list[MoneyLine]]:
    """Farm → the lines of what was sold in its name and not rendered, oldest first."""
    found: dict[int, list[MoneyLine]] = defaultdict(list)
    for line in open_sales().filter(party__in=farms).select_related("voucher", "item"):
        found[line.party_id or 0].append(line)
    return found


def round_shares(
    lines: Mapping[int, Collection[MoneyLine]],
    sales: Mapping[int, Collection[MoneyLine]],
    given: Mapping[int, int],
    *,
    rule: Terms | None = None,
) -> dict[int, Share | Collected]:
    """What each farm of a round is to get by today's rule (`rule`, where it was read already): of what it brought
    (`lines`), or was sold in its name (`sales`), and of what it gave (hundredths)."""
    rule, farms = rule or terms(), [*lines, *sales]
    own = dict(FarmMargin.objects.filter(organisation__in=farms).values_list("organisation", "margin_bp"))
    return {**shares(lines, given, rule, own), **_collected(sales, given, rule, own)}


def _collected(
    sales: Mapping[int, Collection[MoneyLine]], given: Mapping[int, int], rule: Terms, own: Mapping[int, int]
) -> dict[int, Collected]:
    if not sales:
        return {}
    bears = VatProfile(Collective.objects.get().vat_profile).bills_vat
    return {
        farm: Collected(
            # A sale names its item; its VAT, and the cents of an invoice, do not.
            net=-sum(line.cents for line in lines if line.item_id),
            sold=-sum(line.cents for line in lines),
            margin_bp=own.get(farm, rule.margin_bp),
            vat_bp=SERVICE_VAT_BP if bears else 0,
            given=given.get(farm, 0),
            rate_cents=rule.rate_cents,
        )
        for farm, lines in sales.items()
    }


def by_label(lines: Collection[MoneyLine]) -> list[tuple[str, int]]:
    """What was sold in a farm's name, product by product: cents with VAT."""
    sums: dict[str, int] = defaultdict(int)
    for line in lines:
        cents_only = line.voucher.kind == Kind.INVOICE
        sums[str(words.ROUNDINGS) if cents_only else line.label] -= line.cents
    return sorted((label, cents) for label, cents in sums.items() if cents)


def invoices_for(farms: Collection[int]) -> list[Invoice]:
    """The last invoices made to customers in the names of these farms, newest first."""
    found = Invoice.objects.filter(mandate__organisation__in=farms).select_related("mandate__organisation")
    return list(found.order_by("-issued_on", "-pk")[:SHOWN])


def rendered_lines(accounts: Collection[int]) -> dict[int, int]:
    """Account rendered → the settlement's line that tells of it."""
    return dict(SettlementLine.objects.filter(account__in=accounts).values_list("account", "pk"))
