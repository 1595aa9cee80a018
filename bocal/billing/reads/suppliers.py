"""Questions about what suppliers brought, billed and were paid."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Case, Exists, F, OuterRef, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce

from bocal.billing import rules
from bocal.billing.models import (
    Invoice,
    InvoiceLine,
    OpenDelivery,
    SelfBilling,
    SupplierInvoice,
    SupplierInvoiceDelivery,
    SupplierPayment,
    Sweep,
)
from bocal.billing.reads.invoices import Shown
from bocal.billing.reads.mandates import by_label, rendered_lines, sales_of, unrendered
from bocal.billing.reads.sharing import SHOWN
from bocal.billing.rules import Bill, Settled
from bocal.billing.rules.suppliers import Bought, FarmVat
from bocal.directory import reads as directory
from bocal.directory.models import Mandate, Organisation
from bocal.journals import reads as journals
from bocal.journals.models import MoneyLine
from bocal.journals.rules import Account, Kind
from bocal.measure.quantity import Dimension


def expected_lines(*, all_time: bool = False) -> QuerySet[MoneyLine]:
    """Lines of account 408 of what was brought and no standing invoice has billed.

    Looks at what is new since the last night (acts.sweep) and at what it left open; at everything with `all_time`.
    Brought and taken back before it was billed is left out; taken back after, only the taking back is there.
    """
    standing = SupplierInvoiceDelivery.objects.filter(
        invoice__supplier=OuterRef("party"), invoice__voucher__reversal=None
    )
    lines = (
        MoneyLine.objects.filter(account=Account.SUPPLIER_UNBILLED, party__isnull=False, voucher__reversal=None)
        .exclude(voucher__kind__in=[Kind.INVOICE, Kind.SUPPLIER_INVOICE])
        .exclude(voucher__reverses__kind=Kind.SUPPLIER_INVOICE)
        .filter(~Exists(standing.filter(voucher=OuterRef("voucher"))))
    )
    kept = lines.filter(voucher__reverses=None) | lines.filter(
        Exists(standing.filter(voucher=OuterRef("voucher__reverses")))
    )
    if not all_time:
        # The mark first, as in open_lines. What an invoice billed waits again once the invoice is taken back.
        mark = Sweep.objects.values_list("line", flat=True).first() or 0
        new = MoneyLine.objects.filter(pk__gt=mark, account=Account.SUPPLIER_UNBILLED).order_by().values("voucher")
        again = SupplierInvoiceDelivery.objects.filter(invoice__voucher__reversal__money__pk__gt=mark).values("voucher")
        kept = kept.filter(voucher__in=new.union(again, OpenDelivery.objects.values("voucher")))
    return kept.order_by("voucher__day", "voucher_id", "pk")


@dataclass(frozen=True)
class Delivery:
    """What a supplier brought in one gesture and has not billed: cents before VAT, its lines."""

    voucher: int
    day: date
    lines: list[Bought] = field(default_factory=list)

    @property
    def cents(self) -> int:
        """Before VAT; negative when it was taken back after it was billed."""
        return sum(line.cents for line in self.lines)

    @property
    def what(self) -> str:
        """Its lines in words."""
        return ", ".join(line.label for line in self.lines if line.label)


def expected(supplier: Organisation) -> list[Delivery]:
    """What a supplier brought and has not billed, oldest first."""
    return expected_of([supplier.pk]).get(supplier.pk, [])


def expected_of(suppliers: Iterable[int]) -> dict[int, list[Delivery]]:
    """What these suppliers brought and have not billed, in three queries."""
    owed = list(expected_lines().filter(party__in=list(suppliers)).select_related("voucher", "item__vat", "lot"))
    bought: dict[int, list[MoneyLine]] = defaultdict(list)
    found = MoneyLine.objects.filter(
        voucher__in={line.voucher_id for line in owed}, account__in=[Account.PURCHASES, Account.SUBCONTRACTING]
    )
    for line in found.select_related("item__vat", "lot").order_by("pk"):
        bought[line.voucher_id].append(line)
    parts: dict[tuple[int, int], list[MoneyLine]] = defaultdict(list)
    for line in owed:
        parts[line.party_id or 0, line.voucher_id].append(line)
    made: dict[int, list[Delivery]] = defaultdict(list)
    for (supplier, voucher), lines in parts.items():
        # By contract one purchase stands before each debt; a gesture that did it otherwise says its label alone.
        twins: list[MoneyLine | None] = list(bought[voucher])
        if [-one.cents for one in bought[voucher]] != [line.cents for line in lines]:
            twins = [None] * len(lines)
        delivery = Delivery(voucher, lines[0].voucher.day)
        delivery.lines.extend(_bought(line, twin) for line, twin in zip(lines, twins, strict=True))
        made[supplier].append(delivery)
    return made


def _bought(line: MoneyLine, twin: MoneyLine | None) -> Bought:
    item, lot = (twin.item, twin.lot) if twin else (line.item, line.lot)
    vat = twin.vat_bp if twin else None
    if not vat and item and item.vat:
        vat = item.vat.rate_bp
    return Bought(
        line.voucher.day,
        line.label or (item.name if item else ""),
        -line.cents,
        lot.code if lot else "",
        (abs(twin.quantity) if line.cents < 0 else -abs(twin.quantity)) if twin else 0,
        Dimension(item.dimension) if item else Dimension.COUNT,
        twin.unit_price if twin else None,
        vat,
        service=twin is not None and twin.account == Account.SUBCONTRACTING,
    )


def supplier_settled(suppliers: Iterable[int]) -> dict[int, Settled]:
    """What is left to pay on the invoices of these suppliers; one taken back is worth what was paid on it. Accounts
    rendered to farms on mandate are settled apart: they stand on another account. Only of those on which something is
    left or too much was paid: the database leaves out the others, however many years of them there are."""
    keys = list(suppliers)
    stands = SupplierPayment.objects.filter(invoice=OuterRef("pk"), voucher__reversal=None).order_by().values("invoice")
    rows = SupplierInvoice.objects.filter(supplier__in=keys).order_by("pk")
    rows = rows.annotate(
        paid=Coalesce(Subquery(stands.annotate(sum=Sum("cents")).values("sum")), 0),
        due=Case(When(voucher__reversal=None, then=F("payable")), default=0),
    ).exclude(paid=F("due"))
    bills: dict[tuple[int, bool], list[Bill]] = defaultdict(list)
    for pk, supplier, mandate, due, paid in rows.values_list("pk", "supplier", "mandate", "due", "paid"):
        bills[supplier, mandate is not None].append(Bill(pk, due, paid))
    return {key: _both(rules.settle(bills[key, False]), rules.settle(bills[key, True])) for key in keys}


def _both(one: Settled, other: Settled) -> Settled:
    return Settled({**one.left, **other.left}, {**one.covered, **other.covered}, one.credit + other.credit)


@dataclass(frozen=True)
class Supplied:
    """What is owed to a supplier, in cents: brought and not billed, billed and not paid; the last day it brought."""

    party: Organisation
    expected: int
    billed: int
    last: date | None
    # Its agreement that the collective makes its invoices.
    agreement: SelfBilling | None
    # Sold in its name, on mandate, and not rendered yet; VAT within.
    sold: int = 0

    @property
    def cents(self) -> int:
        """All of it."""
        return self.expected + self.sold + self.billed


@dataclass(frozen=True)
class ProducersOwed:
    """What is owed to those who sold to the collective, by name."""

    rows: list[Supplied]

    @property
    def cents(self) -> int:
        """To all of them."""
        return sum(one.cents for one in self.rows)

    @property
    def agreed(self) -> list[Supplied]:
        """Those in whose name the collective bills, with something to bill."""
        return [one for one in self.rows if one.agreement and one.expected]

    @property
    def agreed_cents(self) -> int:
        """What their invoices would come to, before VAT."""
        return sum(one.expected for one in self.agreed)


def producers_owed() -> ProducersOwed:
    """What the collective owes to those who sold to it, or in whose names it sold, by name."""
    owing = journals.balances_of([Account.SUPPLIER, Account.SUPPLIER_UNBILLED, Account.THIRD_PARTIES])
    sums = {key: -cents for key, cents in owing.items()}
    sold = unrendered() if any(account == Account.THIRD_PARTIES for _, account in sums) else {}
    keys = {party for party, _ in sums}
    brought = MoneyLine.objects.filter(account=Account.SUPPLIER_UNBILLED, party=OuterRef("pk"), cents__lt=0)
    # The latest written, not the latest day of all that ever came: one look at the index for each.
    latest = brought.exclude(voucher__kind=Kind.REVERSE).order_by("-pk").values("voucher__day")[:1]
    agreed = {one.organisation_id: one for one in agreements().filter(organisation__in=keys)}
    found = [
        Supplied(
            party,
            sums.get((party.pk, Account.SUPPLIER_UNBILLED), 0),
            sums.get((party.pk, Account.SUPPLIER), 0)
            + sums.get((party.pk, Account.THIRD_PARTIES), 0)
            - sold.get(party.pk, 0),
            party.latest,
            agreed.get(party.pk),
            sold.get(party.pk, 0),
        )
        for party in Organisation.objects.filter(pk__in=keys).annotate(latest=Subquery(latest)).order_by("name", "pk")
    ]
    return ProducersOwed(found)


def agreements() -> QuerySet[SelfBilling]:
    """Agreements to self-billing that hold."""
    return SelfBilling.objects.filter(ended_on=None).select_related("organisation")


def agreement(supplier: Organisation) -> SelfBilling | None:
    """A supplier's agreement that holds."""
    return agreements().filter(organisation=supplier).first()


@dataclass(frozen=True)
class SupplierEntry:
    """A line of a supplier's account: an invoice or a payment, what it adds to what is owed (cents), the balance."""

    day: date
    invoice: SupplierInvoice
    payment: SupplierPayment | None
    cents: int
    balance: int
    left: int
    # Of an account rendered: the settlement's line that tells of it.
    settlement: int | None = None


@dataclass(frozen=True)
class SupplierAccount:
    """Everything between a supplier and us, in cents."""

    supplier: Organisation
    deliveries: list[Delivery]
    entries: list[SupplierEntry]
    agreement: SelfBilling | None
    mandate: Mandate | None
    # Sold in its name, on mandate, and not rendered yet: product by product, in cents with VAT.
    sales: list[tuple[str, int]]

    @property
    def sold(self) -> int:
        """Sold in its name and not rendered yet, VAT within."""
        return sum(cents for _label, cents in self.sales)

    @property
    def expected(self) -> int:
        """Brought and not billed."""
        return sum(one.cents for one in self.deliveries)

    @property
    def billed(self) -> int:
        """Billed and not paid."""
        return self.entries[-1].balance if self.entries else 0

    @property
    def flat_rate(self) -> bool:
        """Whether it agreed to self-billing and has the farmers' flat-rate compensation (CGI art. 298 quater)."""
        return self.agreement is not None and self.agreement.vat == FarmVat.FLAT


def supplier(pk: int) -> Organisation | None:
    """A supplier by its key, with its agreement and the account that it is paid on."""
    return Organisation.objects.select_related("self_billing", "payee_account").filter(pk=pk).first()


def supplier_account(supplier: Organisation) -> SupplierAccount:
    """A supplier's account: what waits for an invoice, invoices and payments that stand, oldest first."""
    left = supplier_settled([supplier.pk])[supplier.pk].left
    lines: list[tuple[date, int, SupplierInvoice, SupplierPayment | None, int]] = [
        (one.voucher.day, one.voucher_id, one, None, one.payable) for one in supplier_invoices(supplier)
    ]
    payments = SupplierPayment.objects.filter(invoice__supplier=supplier, voucher__reversal=None)
    for paid in payments.select_related("voucher", "invoice"):
        lines.append((paid.voucher.day, paid.voucher_id, paid.invoice, paid, -paid.cents))
    told = rendered_lines([one.pk for _day, _voucher, one, _payment, _cents in lines if one.mandate_id])
    entries, balance = [], 0
    for day, _voucher, one, payment, cents in sorted(lines, key=lambda line: line[:2]):
        balance += cents
        due = 0 if payment else left.get(one.pk, 0)
        entries.append(SupplierEntry(day, one, payment, cents, balance, due, told.get(one.pk)))
    given = directory.last_mandates([supplier.pk]).get(supplier.pk)
    sales = by_label(sales_of([supplier.pk]).get(supplier.pk, [])) if given else []
    held = given if given and given.ended_on is None else None
    agreed = getattr(supplier, "self_billing", None)
    agreed = agreed if agreed and agreed.ended_on is None else None
    return SupplierAccount(supplier, expected(supplier), entries, agreed, held, sales)


def supplier_invoices(supplier: Organisation) -> QuerySet[SupplierInvoice]:
    """A supplier's invoices that stand, newest first."""
    return SupplierInvoice.objects.filter(supplier=supplier, voucher__reversal=None).select_related("voucher")


def supplier_invoice(pk: int) -> SupplierInvoice | None:
    """A supplier's invoice by its key."""
    return SupplierInvoice.objects.select_related("supplier", "voucher").filter(pk=pk).first()


def self_billed(invoice: SupplierInvoice) -> Shown:
    """An invoice made in a farm's name, in the form of any other: its paper and its XML are made the same way."""
    said = invoice.document
    first, last = (date.fromisoformat(day) for day in said["delivered"])
    one = Invoice(
        number=invoice.number,
        kind=said["kind"],
        customer_id=invoice.supplier_id,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        delivered_from=first,
        delivered_to=last,
        basis=said["basis"],
        nature=said["nature"],
        net=invoice.net,
        vat=invoice.vat,
        rounding=invoice.payable - invoice.net - invoice.vat,
        payable=invoice.payable,
        vat_rows=said["vat_rows"],
        seller=said["seller"],
        buyer=said["buyer"],
        mentions=said["mentions"],
        corrects=[number for number, _day in said["references"]],
    )
    lines = [
        InvoiceLine(
            position=place,
            day=date.fromisoformat(line["day"]),
            label=line["label"],
            lot=line["lot"],
            deposit=False,
            quantity=line["quantity"],
            dimension=line["dimension"],
            unit_price=None if line["unit_price"] is None else Decimal(line["unit_price"]),
            vat_bp=line["vat_bp"],
            amount=line["net"],
            net=line["net"],
        )
        for place, line in enumerate(said["lines"], start=1)
    ]
    references = [(number, date.fromisoformat(day)) for number, day in said["references"]]
    return Shown(one, lines, [], 0, max(0, invoice.payable), 0, references, [])


def own_bill(pk: int, farms: Collection[int] | None) -> SupplierInvoice | None:
    """An invoice made in a farm's name, by its key; in the name of one of these farms (None: whichever)."""
    found = SupplierInvoice.objects.select_related("supplier", "voucher").filter(pk=pk, self_billed=True)
    return (found if farms is None else found.filter(supplier__in=farms)).first()


def bills_for(farms: Collection[int]) -> list[tuple[SupplierInvoice, int]]:
    """The last invoices made in the name of these farms, newest first, with what is left to pay of each (cents)."""
    left = {pk: cents for one in supplier_settled(farms).values() for pk, cents in one.left.items()}
    mine = SupplierInvoice.objects.filter(supplier__in=farms, self_billed=True, voucher__reversal=None)
    found = mine.select_related("supplier").order_by("-issued_on", "-pk")[:SHOWN]
    return [(one, max(0, left.get(one.pk, 0))) for one in found]


def supplier_left(invoice: SupplierInvoice) -> int:
    """What is left to pay on an invoice that stands, in cents."""
    return supplier_settled([invoice.supplier_id])[invoice.supplier_id].left.get(invoice.pk, 0)
