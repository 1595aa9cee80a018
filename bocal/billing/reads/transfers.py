"""Questions about transfers: who may be paid now, what is under way, and what became of each batch."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists

from bocal.billing.models import PayeeAccount, Transfer, TransferPart
from bocal.billing.reads.bank import due_invoices
from bocal.billing.reads.sent import open_parts, paid_parts
from bocal.billing.rules import transfers as rules
from bocal.billing.rules.matching import Due
from bocal.directory.models import Organisation
from bocal.directory.reads import seal_keys
from bocal.directory.rules.sealing import unseal

#: Transfers listed.
TRANSFERS_SHOWN = 20


def payee_account(supplier: Organisation) -> PayeeAccount | None:
    """The account that a supplier is paid on."""
    return PayeeAccount.objects.filter(organisation=supplier).select_related("noted_by").first()


def ibans_of(suppliers: Iterable[int]) -> dict[int, str]:
    """The IBAN of each of these that has one that this server can read."""
    found = {}
    for one in PayeeAccount.objects.filter(organisation__in=list(suppliers)):
        if (said := unseal(one.sealed, seal_keys(), purpose=rules.SEALED_FOR)) is not None:
            found[one.organisation_id] = said.decode()
    return found


@dataclass(frozen=True)
class Payable:
    """A supplier that may be paid now: its invoices due that no transfer pays yet; whether we know its account."""

    party: int
    name: str
    invoices: tuple[Due, ...]
    ending: str

    @property
    def cents(self) -> int:
        """What is due on them."""
        return sum(one.left for one in self.invoices)


def payables() -> list[Payable]:
    """Who may be paid by transfer now, by name."""
    busy = set(open_parts().values_list("invoice", flat=True))
    due: dict[int, list[Due]] = defaultdict(list)
    for one in due_invoices():
        if one.key not in busy:
            due[one.supplier].append(one)
    known = ibans_of(due)
    return sorted(
        (Payable(pk, its[0].name, tuple(its), known.get(pk, "")[-4:]) for pk, its in due.items()),
        key=lambda one: (one.name.casefold(), one.party),
    )


@dataclass(frozen=True)
class TransferRow:
    """A line of a transfer as the page shows it."""

    name: str
    supplier: int
    end_to_end: str
    ending: str
    cents: int
    invoices: tuple[str, ...]
    #: What standing payments show carried out.
    paid: int


@dataclass(frozen=True)
class TransferShown:
    """A transfer, its lines, and where it stands."""

    one: Transfer
    rows: tuple[TransferRow, ...]
    dropped: bool

    @property
    def paid(self) -> int:
        """What was carried out, in cents."""
        return sum(row.paid for row in self.rows)

    @property
    def left(self) -> int:
        """What the bank has not shown yet; nothing once it was dropped."""
        return 0 if self.dropped else self.one.cents - self.paid

    @property
    def euros(self) -> Decimal:
        """Its total in euros, as the file says it."""
        return Decimal(self.one.cents) / 100


def transfers(limit: int = TRANSFERS_SHOWN) -> list[TransferShown]:
    """The latest transfers, newest first."""
    return _shown(Transfer.objects.all()[:limit])


def transfer(pk: int) -> TransferShown | None:
    """A transfer by its key."""
    found = _shown(Transfer.objects.filter(pk=pk))
    return found[0] if found else None


def _shown(found: Iterable[Transfer]) -> list[TransferShown]:
    keys = {one.pk: one for one in found}
    parts = TransferPart.objects.filter(line__transfer__in=keys).select_related(
        "line__supplier", "line__transfer__dropped", "invoice"
    )
    paid = set(parts.filter(Exists(paid_parts())).values_list("pk", flat=True))
    dropped: set[int] = set()
    lines: dict[int, dict[int, list[TransferPart]]] = defaultdict(lambda: defaultdict(list))
    for part in parts.order_by("pk"):
        lines[part.line.transfer_id][part.line_id].append(part)
        if hasattr(part.line.transfer, "dropped"):
            dropped.add(part.line.transfer_id)
    return [
        TransferShown(
            one,
            tuple(
                TransferRow(
                    its[0].line.supplier.name,
                    its[0].line.supplier_id,
                    its[0].line.end_to_end,
                    its[0].line.ending,
                    its[0].line.cents,
                    tuple(part.invoice.number for part in its),
                    sum(part.cents for part in its if part.pk in paid),
                )
                for its in lines[pk].values()
            ),
            pk in dropped,
        )
        for pk, one in keys.items()
    ]


def transfer_file(one: Transfer) -> bytes | None:
    """The file of a transfer as it was made; None when this server's key does not open it."""
    return unseal(one.sealed, seal_keys(), purpose=rules.SEALED_FOR)
