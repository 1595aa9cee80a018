"""Partners of the year: what each gave us, what each was given, the convention between us."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from bocal.directory import reads as directory
from bocal.directory.models import Organisation
from bocal.directory.reads import ConventionLine
from bocal.directory.rules import OTHERS, PARTNERS, Certificate, OrganisationKind
from bocal.journals import reads as journals
from bocal.journals.reads import Exchange

#: Whoever is neither a household nor the collective may sign a convention.
SIGNERS = tuple(kind for kind in (OrganisationKind.PRODUCER, *OTHERS) if kind is not OrganisationKind.HOUSEHOLD)
#: Farms have their own page of gifts: they are here once they have signed.
_GIVERS = tuple(kind for kind in SIGNERS if kind is not OrganisationKind.PRODUCER)


@dataclass(frozen=True)
class PartnerYear:
    """A partner and its year with us; `unready`: food aid without a habilitation that holds today."""

    partner: Organisation
    exchange: Exchange
    last: ConventionLine | None
    unready: bool

    @property
    def ending(self) -> bool:
        """Whether the convention between us ends soon."""
        return self.last is not None and self.last.standing is Certificate.ENDING


def year_of(year: int) -> tuple[date, date]:
    """Its first and last day."""
    return date(year, 1, 1), date(year, 12, 31)


def partners(year: int, *, today: date) -> list[PartnerYear]:
    """Centres, shops, food aid and partners that work with us, and whoever else gave, was given or had signed in that
    year: those with whom most went from hand to hand first, then those who have signed. Four queries."""
    since, until = year_of(year)
    exchanged = journals.exchanges(since, until)
    signed = set(directory.signed(since, until).values_list("organisation", flat=True))
    wanted = Q(kind__in=PARTNERS, active=True) | Q(kind__in=_GIVERS, pk__in=list(exchanged)) | Q(pk__in=signed)
    found = list(Organisation.objects.filter(wanted))
    last = directory.last_conventions([one.pk for one in found], today=today)
    rows = [
        PartnerYear(
            one, exchanged.get(one.pk, Exchange()), last.get(one.pk), unready=directory.unready(one, today=today)
        )
        for one in found
    ]
    return sorted(
        rows, key=lambda row: (-(row.exchange.came_mg + row.exchange.went_mg), row.last is None, row.partner.name)
    )


def total(rows: Iterable[PartnerYear]) -> Exchange:
    """What all of them gave and were given together."""
    sums = [
        (one.came_mg, one.came_jars, one.came, one.went_mg, one.went_jars, one.went)
        for one in (row.exchange for row in rows)
    ]
    return Exchange(*(sum(column) for column in zip(*sums, strict=True)))


def partner(pk: int) -> Organisation | None:
    """Somebody who may sign a convention."""
    return directory.known(*SIGNERS).filter(pk=pk).first()
