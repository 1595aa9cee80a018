"""Invoices and payments, made in one line; what the accounts say of them; a page's reader."""

from django.db.models import Sum
from django.test import Client

from bocal.billing import acts, reads
from bocal.billing.rules import Means
from bocal.directory.models import Organisation
from bocal.journals.models import MoneyLine
from bocal.measure.money import Basis
from tests.world import NOW, TODAY

#: Invented: their check digits hold, no register has them.
OURS, CANTEEN = "00000001800016", "00000002600027"
BACKEND = "bocal.house.sign_in.Backend"


def identify(party: Organisation, **fields: str) -> None:
    """Give an organisation what an invoice wants of it."""
    for name, value in fields.items():
        setattr(party, name, value)
    party.save(update_fields=list(fields))


def issue(world, *, to=None, basis=Basis.GROSS, until=TODAY, key="one", expected=None, now=NOW, **more):
    customer = to or world.home
    if expected is None:
        waiting = {(one.customer, one.basis): one.cents for one in reads.waiting(until=until)}
        expected = waiting.get((customer, basis), 0)
    return acts.issue(
        customer=customer, basis=basis, until=until, expected=expected, author=world.accounts, key=key, now=now, **more
    )


def pay(world, invoice, cents, *, key="pay", means=Means.TRANSFER, day=TODAY, **more):
    return acts.pay(invoice=invoice, cents=cents, means=means, day=day, author=world.accounts, key=key, now=NOW, **more)


def balances() -> dict[str, int]:
    """Accounts that are not at zero."""
    rows = MoneyLine.objects.values_list("account").annotate(total=Sum("cents"))
    return {account: total for account, total in rows if total}


def browser(person=None) -> Client:
    """Pages as this person gets them, or as a stranger."""
    client = Client()
    if person is not None:
        client.force_login(person, backend=BACKEND)
    return client
