"""The bank's file brought, and its lines confirmed as they are proposed."""

from bocal.billing import acts, reads
from bocal.billing.acts.banking import Brought
from tests.world import NOW, World


def bring(world: World, text: str, encoding: str = "utf-8", account: str = "") -> Brought:
    """Bring a bank's file; `{name}` in it is the farm's."""
    return acts.bring_bank(
        data=text.replace("{name}", world.farm.name).encode(encoding), author=world.accounts, now=NOW, account=account
    )


def proposed() -> list[tuple[int, str]]:
    """The lines of both directions that seem to be payments, as a person would tick them."""
    lines = (*reads.bank_waiting().lines, *reads.bank_spent().lines)
    return [(one.line.pk, one.sign) for one in lines if one.proposal]


def confirm(world: World):
    """Confirm all that is proposed."""
    return acts.confirm(lines=proposed(), author=world.accounts, now=NOW)
