"""The clerk's desk: last week's bank file, some of it recognised, and a reminder that went out."""

from bocal.billing import acts, reads
from bocal.directory.rules import Desk
from bocal.house.demo.kitchen import at
from bocal.house.demo.people import Peopled


def bank(found: Peopled) -> None:
    """A file in which one transfer names its invoice, one its household, and one neither."""
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
    acts.bring_bank(data=table.encode("cp1252"), author=clerk, now=found.now)
    late = [one.customer.pk for one in reads.overdue(day) if one.customer.email]
    if late:
        acts.remind(customers=late[:1], author=clerk, now=min(found.now, at(day, 9)))
