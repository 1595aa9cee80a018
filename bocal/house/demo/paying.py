"""Ways to pay of a producers' group: households that put money in before they buy."""

from datetime import timedelta

from django.utils import timezone

from bocal.billing import acts, reads
from bocal.billing.rules import Means, prepaid
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
