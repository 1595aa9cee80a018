"""A collective that takes members: one amount, or several, or whatever one gives."""

from datetime import datetime
from uuid import uuid4

from bocal.directory.models import Collective, Organisation, Person
from bocal.membership import acts
from bocal.membership.models import Membership, MembershipTerms
from bocal.membership.rules import Fee, Year
from tests.world import NOW, World

PURPOSE = "Elle paie l’assurance et les tables des distributions."


def open_to_members(
    *amounts: Fee,
    year: Year = Year.ROLLING,
    least: int | None = None,
    orders_for_members: bool = False,
    purpose: str = PURPOSE,
    name: str = "Foyer",
) -> MembershipTerms:
    """What the direction does once; 15 € a household unless told otherwise."""
    Collective.objects.update(takes_members=True)
    return acts.set_terms(
        year=year,
        purpose=purpose,
        amounts=amounts or ([] if least is not None else [Fee(name, 1_500)]),
        least_cents=least,
        orders_for_members=orders_for_members,
    )


def join(
    world: World,
    home: Organisation | None = None,
    *,
    cents: int = 1_500,
    now: datetime = NOW,
    key: str = "",
    author: Person | None = None,
) -> Membership:
    """The customer, or somebody else, joins."""
    return acts.join(
        member=home or world.home, cents=cents, author=author or world.customer, key=key or uuid4().hex, now=now
    )
