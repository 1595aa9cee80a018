"""Gifts of produce by donor and year, their values, the tax receipts given for them."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from bocal.directory.models import Organisation
from bocal.journals.rules import Way
from bocal.supply import reads
from bocal.supply.models import DonationAgreement, Entitlement, GiftValue, ReceptionLine, TaxReceipt, TaxReceiptLine
from bocal.supply.rules.gifts import Identity


def entitlement() -> Entitlement | None:
    """By what the collective says it may issue tax receipts, while it holds."""
    return Entitlement.objects.filter(ended_on=None).select_related("declared_by").first()


def identity(one: Organisation) -> Identity:
    """Somebody as a receipt names them."""
    return Identity(one.name, one.address, one.town, one.siret[:9])


def lines(*, year: int | None = None, donor: int | None = None, only: Collection[int] = ()) -> QuerySet[ReceptionLine]:
    """Lines of gifts that still hold, by day, each with its value, its donor and whether a receipt holds it."""
    found = reads.lines().filter(reception__way=Way.GIVEN, reception__voucher__reversal=None)
    if year is not None:
        found = found.filter(reception__voucher__day__year=year)
    if donor is not None:
        found = found.filter(reception__voucher__party=donor)
    if only:
        found = found.filter(pk__in=only)
    return (
        found.select_related("gift_value", "lot__item", "lot__origin", "lot__owner", "reception__voucher__party")
        .annotate(receipted=Exists(TaxReceiptLine.objects.filter(line=OuterRef("pk"), live=True)))
        .order_by("reception__voucher__day", "pk")
    )


@dataclass
class DonorYear:
    """What one donor gave in a year."""

    donor: Organisation
    lines: int = 0
    mass_mg: int = 0
    unvalued: int = 0
    receipted: int = 0

    @property
    def open(self) -> int:
        """Lines without a tax receipt."""
        return self.lines - self.receipted


def donors(year: int) -> list[DonorYear]:
    """Who gave in that year, who gave most first. One query."""
    found: dict[int, DonorYear] = {}
    for line in lines(year=year):
        party = line.reception.voucher.party
        assert party is not None
        one = found.setdefault(party.pk, DonorYear(party))
        one.lines += 1
        one.mass_mg += line.mass_mg or 0  # type: ignore[attr-defined]
        one.unvalued += not hasattr(line, "gift_value")
        one.receipted += bool(line.receipted)  # type: ignore[attr-defined]
    return sorted(found.values(), key=lambda one: (-one.mass_mg, one.donor.name))


def value_of(line: ReceptionLine) -> GiftValue | None:
    """What the donor said a line of `lines` is worth."""
    return getattr(line, "gift_value", None)


def receipts(*, donor: int | None = None, year: int | None = None) -> QuerySet[TaxReceipt]:
    """Tax receipts, the last first, cancelled too, without their file. `undone`: one of its gifts was taken back."""
    undone = TaxReceiptLine.objects.filter(receipt=OuterRef("pk"), line__reception__voucher__reversal__isnull=False)
    found = TaxReceipt.objects.select_related("donor", "issued_by", "cancelled_by").annotate(undone=Exists(undone))
    if donor is not None:
        found = found.filter(donor=donor)
    if year is not None:
        found = found.filter(until_day__year=year)
    return found.defer("pdf").order_by("-year", "-number")


def agreements(*, grower: int | None = None, beneficiary: int | None = None) -> QuerySet[DonationAgreement]:
    """Agreements on gifts through a processor, the last signed first. `used`: a tax receipt rests on it."""
    rests = TaxReceipt.objects.filter(agreement=OuterRef("pk"))
    found = DonationAgreement.objects.select_related("grower", "processor", "beneficiary").annotate(used=Exists(rests))
    if grower is not None:
        found = found.filter(grower=grower)
    if beneficiary is not None:
        found = found.filter(beneficiary=beneficiary)
    return found
