"""Questions about the electronic invoices that suppliers sent."""

from dataclasses import dataclass

from bocal.billing.models import ReceivedFile
from bocal.billing.reads.suppliers import expected, supplier_invoices
from bocal.billing.rules import received as files
from bocal.billing.rules import siren
from bocal.billing.rules.received import Received
from bocal.billing.rules.suppliers import same_number
from bocal.directory.models import Organisation
from bocal.directory.rules import OrganisationKind


@dataclass(frozen=True)
class ReceivedShown:
    """An electronic invoice: what it says, whose it is, the receptions that come to its amount, whether it is noted."""

    said: Received
    supplier: Organisation | None
    deliveries: tuple[int, ...]
    noted: bool

    @property
    def other_name(self) -> bool:
        """Whether the file gives its seller another name than the directory gives to that SIREN."""
        return self.supplier is not None and not files.alike(self.said.seller, self.supplier.name)


def received_file(pk: int) -> ReceivedFile | None:
    """A file that was brought, by its key."""
    return ReceivedFile.objects.filter(pk=pk).first()


def received(file: ReceivedFile) -> ReceivedShown:
    """What a file says, and what it would bill: what waits from its seller and has its amount, else nothing."""
    said = files.read(bytes(file.data))
    supplier = _by_siren(said.seller_siren)
    if supplier is None:
        return ReceivedShown(said, None, (), False)
    waiting = expected(supplier)
    whole = bool(waiting) and sum(one.cents for one in waiting) == said.net
    exact = [one.voucher for one in waiting if one.cents == said.net][:1]
    deliveries = tuple(one.voucher for one in waiting) if whole else tuple(exact)
    numbers = supplier_invoices(supplier).values_list("number", flat=True)
    return ReceivedShown(said, supplier, deliveries, same_number(said.number, numbers))


def _by_siren(number: str) -> Organisation | None:
    if not number:
        return None
    kinds = (OrganisationKind.PRODUCER, OrganisationKind.SUPPLIER)
    found = Organisation.objects.filter(siret__startswith=number, kind__in=kinds, active=True).order_by("pk")
    return next((one for one in found if siren(one.siret) == number), None)
