"""What the place owes, for the story: invoices noted by hand, one made in a farm's name, one that came as a file."""

from datetime import datetime, timedelta
from uuid import uuid4

from bocal.billing import acts, notices, reads
from bocal.billing.models import ReceivedFile, SupplierInvoice, SupplierPayment
from bocal.billing.rules import Means
from bocal.billing.rules.suppliers import FarmVat
from bocal.directory.models import Organisation
from tests.billing.buying import bring
from tests.billing.documents import CANTEEN, OURS
from tests.world import World


def suppliers(world: World, now: datetime) -> tuple[list[SupplierInvoice], SupplierInvoice, ReceivedFile]:
    """Two invoices noted by hand, one self-billed, and a file not noted yet; both parties have what invoices want."""
    for party, siret in ((world.us, OURS), (world.other_farm, CANTEEN)):
        Organisation.objects.filter(pk=party.pk).update(
            siret=siret, address="1 rue du Gué", postcode="27000", town="Saint-Aubin", email="facture@exemple.test"
        )
        party.refresh_from_db()
    noted = [
        acts.note_supplier_invoice(
            supplier=farm,
            number="FA 12",
            issued_on=now.date(),
            payable=2_000,
            vat=0,
            deliveries=(),
            author=world.accounts,
            key=uuid4().hex,
            now=now,
        )
        for farm in (world.farm, world.other_farm)
    ]
    farm = world.other_farm
    acts.agree(supplier=farm, agreed_on=now.date() - timedelta(days=90), vat=FarmVat.FLAT, now=now)
    bring(world, farm=farm)
    due = sum(one.cents for one in reads.expected(farm))
    made = acts.self_bill(supplier=farm, expected=due, author=world.accounts, key="in its name", now=now)
    shown = reads.self_billed(made)
    shown.invoice.number = "FARM 7"
    return noted, made, acts.bring_received(data=notices.xml(shown), author=world.accounts, now=now)


def part_paid(world: World, made: SupplierInvoice, now: datetime) -> SupplierPayment:
    """One euro of an invoice made in a farm's name."""
    return acts.pay_supplier(
        invoice=made,
        cents=100,
        means=Means.CASH,
        day=now.date(),
        author=world.accounts,
        key=uuid4().hex,
        now=now,
    )
