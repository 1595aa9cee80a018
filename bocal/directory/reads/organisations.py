"""Questions about the collective, its farms, its customers."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from bocal.directory.models import Collective, Organisation
from bocal.directory.reads.searching import holding
from bocal.directory.rules import ENDING_DAYS, OTHERS, Certificate, OrganisationKind, certificate
from bocal.measure.table import fold


def collective() -> Collective | None:
    """This database's collective; None until the set-up wizard has made it."""
    return Collective.objects.select_related("organisation").first()


def organisations(*kinds: OrganisationKind) -> QuerySet[Organisation]:
    """Active organisations of these kinds, by name."""
    return Organisation.objects.filter(kind__in=kinds, active=True)


def producers() -> QuerySet[Organisation]:
    """Active farms, by name."""
    return organisations(OrganisationKind.PRODUCER)


@dataclass(frozen=True)
class FarmLine:
    """A farm and how its organic certificate stands today."""

    farm: Organisation
    certificate: Certificate
    #: Days until the certificate's last day; below zero since then; None without a date.
    days: int | None = None

    @property
    def ended_for(self) -> int:
        """Days since the certificate's last day."""
        return -(self.days or 0)


def farms(
    search: str = "", *, organic: bool = False, ending: bool = False, former: bool = False, today: date
) -> QuerySet[Organisation]:
    """Active farms by name: those whose name, town, contact or crops hold the words of `search`, whatever the accents.

    With `former`, those that no longer work with us too; `organic` keeps the organic ones, `ending` those whose
    certificate has ended or ends within sixty days.
    """
    found = known(OrganisationKind.PRODUCER) if former else producers()
    if organic or ending:
        found = found.filter(organic=True)
    if ending:
        found = found.filter(organic_until__lte=today + timedelta(days=ENDING_DAYS))
    return holding(found, search, "name", "town", "contact", "grows")


def farm_lines(found: Iterable[Organisation], *, today: date) -> list[FarmLine]:
    """Each farm with its certificate's standing."""
    return [
        FarmLine(
            farm,
            certificate(farm.organic, farm.organic_until, today=today),
            (farm.organic_until - today).days if farm.organic_until else None,
        )
        for farm in found
    ]


def customers(
    search: str = "", *, kind: OrganisationKind | None = None, former: bool = False
) -> QuerySet[Organisation]:
    """Active organisations that buy, are given, sell supplies or help; by name, those that hold `search`.

    With `former`, those of the past too.
    """
    kinds = (kind,) if kind else OTHERS
    return holding(
        known(*kinds) if former else organisations(*kinds), search, "name", "town", "contact", "email", "phone"
    )


def told_apart(found: Iterable[Organisation]) -> list[tuple[Organisation, str]]:
    """Each with the name that tells it from the others: its own, with the town beside it where another has the same
    (whatever the accents), or, when the towns are the same too, its contact, e-mail, telephone or address. In order.
    """
    rows = list(found)
    alike: dict[str, list[Organisation]] = defaultdict(list)
    for one in rows:
        alike[fold(one.name)].append(one)
    return [(one, _apart(one, alike[fold(one.name)])) for one in rows]


def _apart(one: Organisation, alike: list[Organisation]) -> str:
    if len(alike) == 1:
        return one.name
    for said in ("town", "contact", "email", "phone", "address"):
        own = getattr(one, said)
        if own and sum(getattr(other, said) == own for other in alike) == 1:
            return f"{one.name} · {own}"
    return f"{one.name} · {one.town}" if one.town else one.name


def known(*kinds: OrganisationKind) -> QuerySet[Organisation]:
    """Organisations of these kinds, closed ones too."""
    return Organisation.objects.filter(kind__in=kinds)
