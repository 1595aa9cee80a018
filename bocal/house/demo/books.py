"""The clerk's desk: last week's bank file, some of it recognised, a reminder that went out; and the farms."""

from datetime import timedelta

from bocal.billing import acts, reads
from bocal.billing.rules import Means
from bocal.billing.rules.suppliers import FarmVat
from bocal.directory.rules import Desk
from bocal.house.demo.cast import FARM_IBAN
from bocal.house.demo.kitchen import at
from bocal.house.demo.people import Peopled


def bank(found: Peopled) -> None:
    """A file in which one transfer names its invoice, one its household, and one neither; and one gives money back."""
    owed = reads.owed_invoices()
    if len(owed) < 3:
        return
    clerk, day = found.at(Desk.ACCOUNTS), found.today
    said = [
        (owed[0].left, f"VIR SEPA {owed[0].name} {owed[0].number}"),
        (owed[1].left, f"VIR INST {owed[1].name}"),
        (2_500, "REMISE CHEQUES 0000012"),
    ]
    lines = "".join(f"{day:%d/%m/%Y};{text};;{cents // 100},{cents % 100:02d}\n" for cents, text in said)
    table = f"Date;Libellé;Débit;Crédit\n{lines}{day:%d/%m/%Y};PRLV ELECTRICITE;84,20;\n"
    # A cheque of 5 € too much, which a transfer gave back: somebody is to confirm it.
    for one in reversed(owed[2:]):
        shown = reads.invoice(one.number)
        if shown and sum(other.customer == one.customer for other in owed) == 1:
            acts.pay(
                invoice=shown.invoice,
                cents=one.left + 500,
                means=Means.CHEQUE,
                day=day,
                author=clerk,
                key="demo paid too much",
                now=found.now,
                more_is_credit=True,
            )
            table += f"{day:%d/%m/%Y};VIR SEPA {one.name} TROP PERCU {one.number};5,00;\n"
            break
    acts.bring_bank(data=table.encode("cp1252", "replace"), author=clerk, now=found.now)
    late = [one.customer.pk for one in reads.overdue(day) if one.customer.email]
    if late:
        acts.remind(customers=late[:1], author=clerk, now=min(found.now, at(day, 9)))


def suppliers(found: Peopled) -> None:
    """One farm agreed to self-billing and is billed for; another sent its invoice, half of it paid; the rest waits."""
    owed = [one.party for one in reads.producers_owed().rows if one.expected > 0]
    clerk, now = found.at(Desk.ACCOUNTS), found.now
    if owed:
        acts.agree(supplier=owed[0], agreed_on=found.today - timedelta(days=40), vat=FarmVat.FLAT, now=now)
        expected = sum(one.cents for one in reads.expected(owed[0]))
        acts.self_bill(supplier=owed[0], expected=expected, author=clerk, key="demo self-billed", now=now)
        # Its money is on the way: the file is made, the bank has not shown it yet.
        acts.note_account(supplier=owed[0], iban=FARM_IBAN, author=clerk, now=now)
        ready = {one.party: one.cents for one in reads.payables() if one.ending}
        if ready:
            acts.make_transfer(expected=ready, day=found.today, author=clerk, key="demo transfer", now=now)
    if len(owed) > 1:
        deliveries = reads.expected(owed[1])
        invoice = acts.note_supplier_invoice(
            supplier=owed[1],
            number="2026-118",
            issued_on=found.today,
            payable=sum(one.cents for one in deliveries),
            vat=0,
            deliveries=[one.voucher for one in deliveries],
            author=clerk,
            key="demo supplier",
            now=now,
        )
        acts.pay_supplier(
            invoice=invoice,
            cents=max(1, invoice.payable // 2),
            means=Means.TRANSFER,
            day=found.today,
            author=clerk,
            key="demo supplier paid",
            now=now,
        )
        # The other half went out of the bank since: its file says so, and somebody is to confirm it.
        left = reads.supplier_left(invoice)
        if left:
            said = f"{found.today:%d/%m/%Y};VIR SEPA {owed[1].name} {invoice.number};{left // 100},{left % 100:02d};\n"
            table = f"Date;Libellé;Débit;Crédit\n{said}"
            acts.bring_bank(data=table.encode("cp1252", "replace"), author=clerk, now=now)
