"""What is billed and paid."""

from uuid import uuid4

from django.test import override_settings

from bocal.billing import acts as billing
from bocal.billing import reads as bills
from bocal.billing.acts.batching import Choice
from bocal.billing.acts.online import note
from bocal.billing.models import BankLine, Invoice, OnlinePayment, Payout
from bocal.billing.rules import Means
from bocal.billing.rules.online import Heard, Told
from bocal.directory.models import Organisation
from bocal.directory.rules import VatProfile
from bocal.measure.money import Basis
from tests.billing import owed
from tests.billing.transferring import FARM_IBAN, transferred
from tests.story.book import NOON, Story
from tests.world import World


def billed(story: Story) -> None:
    """Billed, paid in part, what the bank wrote, what suppliers are owed."""
    world = story.world
    invoice = bill(world, world.home)
    billing.pay(
        invoice=invoice, cents=500, means=Means.CASH, day=NOON.date(), author=world.accounts, key=uuid4().hex, now=NOON
    )
    batch = billing.start_batch(
        choices=[Choice(world.other_home.pk, Basis.GROSS, 1)],
        until=NOON.date(),
        due_on=NOON.date(),
        mail=False,
        author=world.accounts,
        key=uuid4().hex,
        now=NOON,
    )
    story.named["billing:batch"] = [{"pk": batch.pk}]
    movements = b"Date;Libelle;Montant\n01/09/2026;VIR ANCELIN;12,50\n01/09/2026;LOYER;-96,00\n"
    billing.bring_bank(data=movements, author=world.accounts, now=NOON)
    noted, self_billed, received = owed.suppliers(world, NOON)
    part = owed.part_paid(world, self_billed, NOON)
    story.named["billing:supplier_pay"] = [{"pk": one.pk} for one in noted]
    for one in noted:
        billing.note_account(supplier=one.supplier, iban=FARM_IBAN, author=world.accounts, now=NOON)
    transfer = transferred(world, NOON)
    story.named["billing:transfer"] = [{"pk": transfer.pk}]
    story.named["billing:transfer_file"] = [{"pk": transfer.pk}]
    for page in ("supplier", "supplier_statement", "payee", "farm_share", "mandate"):
        story.named[f"billing:{page}"] = [{"supplier": one.supplier_id} for one in noted]
    story.named["billing:supplier_paper"] = [{"pk": self_billed.pk}]
    story.named["billing:slip"] = [{"payment": part.pk}]
    story.named["billing:certificate"] = [{"supplier": self_billed.supplier_id, "year": NOON.year}]
    story.named["billing:received"] = [{"pk": received.pk}]
    story.named["billing:bank_line"] = [{"pk": line.pk} for line in BankLine.objects.all()]
    billing.put_in(
        customer=world.home,
        cents=3000,
        means=Means.CHEQUE,
        day=NOON.date(),
        author=world.accounts,
        key=uuid4().hex,
        now=NOON,
        reference="n° 12",
    )
    online = paid_online(world)
    story.named["billing:online"] = [{"pk": one.pk} for one in online]
    story.named["billing:online_back"] = [{"pk": online[0].pk}]
    story.values["number"] = [invoice.number]
    story.values["customer"] = [world.home.pk]
    story.named["billing:bill"] = [
        {"customer": home.pk, "basis": basis} for home in (world.other_home, world.home) for basis in ("gross", "net")
    ]


def paid_online(world: World) -> list[OnlinePayment]:
    """One payment that came, whose payout the bank has not shown; one that waits."""
    with override_settings(PAYMENT_PROVIDER="tests.billing.pretend.provider"):
        made = [
            billing.ask(
                customer=world.home,
                cents=2500,
                label="CP",
                person=world.customer,
                key=key,
                now=NOON,
                page=str,
            )
            for key in ("online 1", "online 2")
        ]
    note(told=Told(Heard.PAID, "cs online 1", 2500, payment="pi_1"), now=NOON)
    Payout.objects.create(provider="stripe", reference="po_1", cents=2430, fee=70, day=NOON.date(), told_at=NOON)
    return [OnlinePayment.objects.get(pk=one.pk) for one in made]


def bill(world: World, customer: Organisation) -> Invoice:
    """What was handed over to this customer, billed."""
    draft = bills.draft(customer, Basis.GROSS, VatProfile.LIABLE, until=NOON.date())
    return billing.issue(
        customer=customer,
        basis=Basis.GROSS,
        until=NOON.date(),
        expected=draft.totals.payable,
        author=world.accounts,
        key=uuid4().hex,
        now=NOON,
        mail=True,
    )
