"""Ways to pay of a producers' group: money put in before anything is bought, at a desk or online."""

from datetime import timedelta

from django.utils import timezone

from bocal.billing import acts, reads
from bocal.billing.acts.online import note
from bocal.billing.models import OnlinePayment, Payout
from bocal.billing.rules import Means, prepaid
from bocal.billing.rules.online import Heard, OnlineState, Told
from bocal.directory.rules import Desk
from bocal.house.demo.kitchen import at
from bocal.house.demo.people import Peopled


def prepaid_accounts(found: Peopled) -> None:
    """Four households have money on their account, one of them paid an invoice with it, and a transfer for another came
    to the bank, which somebody is to confirm."""
    clerk = found.at(Desk.ACCOUNTS)
    before = found.today - timedelta(days=9)
    ways = (
        (6_000, Means.CASH, ""),
        (4_500, Means.CHEQUE, "n° 0000031"),
        (2_000, Means.CASH, ""),
        (8_000, Means.TRANSFER, "virement"),
    )
    for home, (cents, means, reference) in zip(found.homes, ways, strict=False):
        acts.put_in(
            customer=home,
            cents=cents,
            means=means,
            day=before,
            author=clerk,
            key=f"demo prepaid {home.pk}",
            now=at(before, 17),
            reference=reference,
        )
    owed = {one.customer: one for one in reads.owed_invoices()}
    for home in found.homes[:4]:
        shown = reads.invoice(owed[home.pk].number) if home.pk in owed else None
        if shown and home != found.homes[0]:
            day = timezone.localdate(found.now)
            acts.pay_prepaid(invoice=shown.invoice, author=clerk, key=f"demo tap {home.pk}", now=found.now, day=day)
            break
    if len(found.homes) > 4:
        home = found.homes[4]
        line = f"{found.today:%d/%m/%Y};VIR INST {home.name} {prepaid.code(home.pk)};;50,00\n"
        table = f"Date;Libellé;Débit;Crédit\n{line}"
        acts.bring_bank(data=table.encode("cp1252", "replace"), author=clerk, now=found.now)


def online(found: Peopled) -> None:
    """Three payments by card came, one was abandoned; the provider paid out, and the bank shows it.

    Nobody was asked: no key is set in a demonstration."""
    before = found.today - timedelta(days=6)
    for number, (home, cents) in enumerate(zip(found.homes[5:9], (3_500, 5_000, 2_250, 4_000), strict=False)):
        OnlinePayment.objects.create(
            key=f"demo online {home.pk}",
            customer=home,
            person=found.members[5 + number],
            label=f"{prepaid.code(home.pk)} · {found.shape.name}",
            cents=cents,
            asked_at=at(before, 20),
            state=OnlineState.OPEN,
            reference=f"cs_demo_{number + 1}",
        )
        news = Heard.ABANDONED if number == 3 else Heard.PAID
        note(told=Told(news, f"cs_demo_{number + 1}", cents, payment=f"pi_demo_{number + 1}"), now=at(before, 20))
    day = found.today - timedelta(days=1)
    Payout.objects.create(provider="stripe", reference="po_demo_1", cents=10_513, fee=237, day=day, told_at=at(day, 8))
    table = f"Date;Libellé;Débit;Crédit\n{day:%d/%m/%Y};VIR SEPA STRIPE PAYMENTS PO_DEMO_1;;105,13\n"
    acts.bring_bank(data=table.encode("cp1252", "replace"), author=found.at(Desk.ACCOUNTS), now=found.now)
