"""Members of a collective: many joined, one on paper, some are about to end or have ended."""

from datetime import timedelta

from bocal.billing.rules import Means
from bocal.directory.models import Collective
from bocal.directory.rules import Desk
from bocal.house import acts as house
from bocal.house.demo.kitchen import at
from bocal.house.demo.people import Peopled
from bocal.membership import acts
from bocal.membership.rules import Fee, Year

#: How many days ago each of these households joined: one ends soon, the last have ended.
_AGO = (1, 3, 8, 12, 20, 26, 30, 45, 60, 345, 400, 420)
#: The first households are those that a visitor enters as: nobody has joined for them.
_AFTER = 3


def members(found: Peopled) -> None:
    """The terms, a dozen memberships, and a paper form with its cheque."""
    Collective.objects.update(takes_members=True)
    acts.set_terms(
        year=Year.ROLLING,
        purpose="Elle paie l’assurance, les tables des distributions et ce site. Chacun choisit selon ses moyens.",
        amounts=[Fee("Foyer", 1_500), Fee("Petit budget", 500), Fee("Soutien", 4_000)],
        least_cents=None,
        orders_for_members=False,
    )
    people = zip(found.homes[_AFTER:], found.members[_AFTER:], _AGO, strict=False)
    for number, (home, person, ago) in enumerate(people):
        day = found.today - timedelta(days=ago)
        key = f"demo member {home.pk}"
        acts.join(member=home, cents=(1_500, 500, 4_000)[number % 3], author=person, key=key, now=at(day, 18))
    house.join_for(
        member=found.homes[_AFTER + len(_AGO)],
        cents=1_500,
        means=Means.CHEQUE,
        reference="n° 0000047",
        day=found.today - timedelta(days=4),
        author=found.at(Desk.SALES),
        key="demo member on paper",
        now=found.now,
    )
