"""Questions about what was delivered and waits for its invoice, ours or of farms on mandate."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from bocal.billing import rules, words
from bocal.billing.models import InvoiceLine, OpenDelivery, Sweep
from bocal.billing.rules import Draft, Sold
from bocal.directory import reads as directory
from bocal.directory.models import Organisation
from bocal.directory.rules import FarmVat, VatProfile
from bocal.journals.models import MoneyLine
from bocal.journals.rules import REVENUE, Account
from bocal.measure.money import Basis
from bocal.measure.quantity import Dimension


def open_lines(*, until: date, all_time: bool = False) -> QuerySet[MoneyLine]:
    """What deliveries up to `until` put on customers' accounts and no invoice has billed.

    Looks at what is new since the last night (acts.sweep) and at what it left open, however old the collective is;
    at everything with `all_time`.
    A delivery taken back before it was billed is left out with its reversal; taken back after, only its reversal is
    there: a credit note. What was paid on the spot (no account 418) is no affair of invoices.
    """
    unbilled = MoneyLine.objects.filter(voucher=OuterRef("voucher"), account=Account.UNBILLED)
    ours = Q(Q(account__in=REVENUE, party__isnull=False), Exists(unbilled.filter(party=OuterRef("party"))))
    # A sale in a farm's name, on mandate, names its item; its VAT beside it does not.
    theirs = Q(
        Q(account=Account.THIRD_PARTIES, item__isnull=False),
        Exists(unbilled.filter(party=OuterRef("voucher__party"))),
    )
    # The lines of one account and one kind of price of a delivery are always billed together.
    billed = InvoiceLine.objects.filter(
        money_line__voucher=OuterRef("voucher__reverses"),
        money_line__party=OuterRef("party"),
        money_line__account=OuterRef("account"),
        money_line__gross=OuterRef("gross"),
    )
    lines = MoneyLine.objects.filter(voucher__day__lte=until, voucher__reversal=None, invoice_line=None)
    lines = lines.filter(ours | theirs)
    kept = lines.filter(voucher__reverses=None) | lines.filter(Exists(billed))
    if not all_time:
        # The mark first: should the night come in between, what it passed is looked at twice, and nothing is missed.
        mark = Sweep.objects.values_list("line", flat=True).first() or 0
        new = MoneyLine.objects.filter(pk__gt=mark, account=Account.UNBILLED).order_by().values("voucher")
        kept = kept.filter(voucher__in=new.union(OpenDelivery.objects.values("voucher")))
    return kept.select_related("voucher", "item", "lot").order_by("voucher__day", "voucher_id", "pk")


def _buyer(line: MoneyLine) -> int | None:
    """Who owes what a line sells: its party, or on mandate (where that is the farm) the gesture's."""
    return line.voucher.party_id if line.account == Account.THIRD_PARTIES else line.party_id


def _sales_to(customer: Organisation) -> Q:
    """The lines that say what was sold to a customer, by us or by farms on mandate."""
    theirs = Q(account=Account.THIRD_PARTIES, item__isnull=False, voucher__party=customer)
    return Q(account__in=REVENUE, party=customer) | theirs


def _owed(lines: Iterable[MoneyLine]) -> dict[int, int]:
    """What a delivery put on account 418 for each of its lines, in cents: by contract, one such line before each sale
    or deposit, in the same order. Deliveries that did it otherwise are left out."""
    parts: dict[tuple[int, int | None], tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    found = MoneyLine.objects.filter(voucher__in={line.voucher_id for line in lines}, party__isnull=False).filter(
        Q(account__in=[*REVENUE, Account.UNBILLED]) | Q(account=Account.THIRD_PARTIES, item__isnull=False)
    )
    rows = found.order_by("pk").values_list("pk", "voucher", "voucher__party", "party", "account", "cents")
    for pk, voucher, buyer, party, account, cents in rows:
        if account == Account.UNBILLED:
            parts[voucher, party][0].append(cents)
        else:
            parts[voucher, buyer if account == Account.THIRD_PARTIES else party][1].append(pk)
    return {
        pk: cents
        for owed, sold in parts.values()
        if len(owed) == len(sold)
        for pk, cents in zip(sold, owed, strict=True)
    }


def _sold(line: MoneyLine, owed: Mapping[int, int]) -> Sold:
    account = Account(line.account)
    label = line.label or (line.item.name if line.item else str(words.GOODS))
    if account is Account.DEPOSITS and not line.label:
        label = f"{words.DEPOSIT if line.cents < 0 else words.DEPOSIT_BACK} · {label}"
    return Sold(
        key=line.pk,
        voucher=line.voucher_id,
        day=line.voucher.day,
        account=account,
        cents=line.cents,
        label=label,
        lot=line.lot.code if line.lot else "",
        quantity=line.quantity,
        dimension=Dimension(line.item.dimension) if line.item else Dimension.COUNT,
        unit_price=line.unit_price,
        gross=line.gross,
        vat_bp=line.vat_bp,
        owed=owed.get(line.pk),
        farm=line.party_id if account is Account.THIRD_PARTIES else None,
    )


def unbilled(customer: Organisation, *, until: date) -> list[Sold]:
    """The open lines of one customer. Raises rules' Refused("amounts_differ") when a delivery contradicts itself."""
    found = list(open_lines(until=until).filter(_sales_to(customer)))
    owed = _owed(found)
    lines = [_sold(line, owed) for line in found]
    counted = Counter(line.voucher for line in lines)
    own = MoneyLine.objects.filter(voucher__in=counted).order_by().values_list("voucher")
    sizes = dict(own.filter(_sales_to(customer)).annotate(Count("pk")))
    totals = dict(own.filter(party=customer, account=Account.UNBILLED).annotate(Sum("cents")))
    # Of a delivery whose other part stands on another document, the total tells nothing.
    rules.check_owed(lines, {key: totals[key] for key in counted if counted[key] == sizes[key]})
    return lines


@dataclass(frozen=True)
class Waiting:
    """A document that may be made: for whom, in which farm's name (None: ours), how many deliveries, from when to when,
    how much (cents, with VAT). `misfit`: its VAT is not what the collective bills now, so that it is refused."""

    customer: Organisation
    farm: Organisation | None
    basis: Basis
    deliveries: int
    first: date
    last: date
    cents: int
    misfit: bool = False


def _alone(customer: Organisation) -> Basis:
    """What jars that came back without goods are read in: as a household reads prices, or as a professional does."""
    return Basis.GROSS if customer.kind in words.PRIVATE else Basis.NET


def waiting(*, until: date, profile: VatProfile | None = None) -> list[Waiting]:
    """Customers with something to bill, by name; for each our own documents, then those of farms on mandate.

    `profile` says which of our own the collective cannot bill as they are.
    """
    by_customer: dict[int, list[Sold]] = defaultdict(list)
    lines = list(open_lines(until=until))
    owed = _owed(lines)
    for line in lines:
        if (buyer := _buyer(line)) is not None:
            by_customer[buyer].append(_sold(line, owed))
    farms = Organisation.objects.in_bulk({one.farm for sold in by_customer.values() for one in sold if one.farm})
    found = []
    for customer in Organisation.objects.filter(pk__in=by_customer).order_by("name", "pk"):
        for farm, theirs in rules.by_seller(by_customer[customer.pk]).items():
            for basis, part in rules.by_basis(theirs, _alone(customer)).items():
                days = [line.day for line in part]
                vouchers = {line.voucher for line in part}
                total = rules.totals(part, basis).payable
                seller = farms[farm] if farm else None
                misfit = profile is not None and seller is None and rules.misfit(part, profile) is not None
                found.append(Waiting(customer, seller, basis, len(vouchers), min(days), max(days), total, misfit))
    return found


def to_bill_cents(customer: Organisation) -> int:
    """What a customer's documents would come to if they were all made now, in cents: the sum that the page of what
    waits says, VAT rounded as an invoice rounds it. Three queries."""
    lines = list(open_lines(until=date.max).filter(_sales_to(customer)))
    owed = _owed(lines) if lines else {}
    sellers = rules.by_seller([_sold(line, owed) for line in lines])
    return sum(
        rules.totals(part, basis).payable
        for theirs in sellers.values()
        for basis, part in rules.by_basis(theirs, _alone(customer)).items()
    )


def how_many_wait(*, until: date) -> int:
    """How many customers have something to bill."""
    # Counted here: asked for distinct parties, SQLite would walk the index of all parties there ever were.
    rows = open_lines(until=until).order_by().values_list("account", "party", "voucher__party")
    return len({buyer if account == Account.THIRD_PARTIES else party for account, party, buyer in rows})


def draft(
    customer: Organisation,
    basis: Basis,
    profile: VatProfile,
    *,
    until: date,
    farm: int | None = None,
    only: int | None = None,
) -> Draft:
    """What an invoice would be now: ours, or in the name of a `farm` on mandate; `only` what one gesture delivered.

    `profile` is the collective's; a farm bears VAT as its mandate says.
    Raises Refused: nothing_to_bill, vat_in_franchise, vat_missing, amounts_differ.
    """
    lines = rules.by_seller(unbilled(customer, until=until)).get(farm, ())
    lines = rules.by_basis((one for one in lines if only in (None, one.voucher)), _alone(customer)).get(basis, ())
    if farm is not None:
        given = directory.last_mandates([farm]).get(farm)
        bears = given is not None and given.vat == FarmVat.LIABLE
        profile = VatProfile.LIABLE if bears else VatProfile.FRANCHISE
    return rules.draft(lines, basis, profile)
