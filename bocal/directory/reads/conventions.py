"""Conventions with partners, and whether food aid holds its habilitation."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from bocal.directory.models import Convention, Organisation
from bocal.directory.rules import Certificate, OrganisationKind, certificate, lacks_habilitation


@dataclass(frozen=True)
class ConventionLine:
    """A convention and how it stands today."""

    convention: Convention
    standing: Certificate


def conventions(organisation: Organisation | None = None) -> QuerySet[Convention]:
    """Conventions, the last signed first, without their files; of one organisation when it is given."""
    found = Convention.objects.select_related("noted_by").defer("file")
    return found if organisation is None else found.filter(organisation=organisation)


def convention(organisation: int, pk: int) -> Convention | None:
    """One convention of an organisation, with its file."""
    return Convention.objects.select_related("organisation").filter(organisation=organisation, pk=pk).first()


def convention_lines(organisation: Organisation, *, today: date) -> list[ConventionLine]:
    """All the conventions of an organisation, each with its standing; those that ended too."""
    return [_line(one, today) for one in conventions(organisation)]


def last_conventions(organisations: Collection[int], *, today: date) -> dict[int, ConventionLine]:
    """Of each of these organisations that ever signed one, the convention that holds longest. One query."""
    found: dict[int, list[Convention]] = defaultdict(list)
    for one in conventions().filter(organisation__in=organisations):
        found[one.organisation_id].append(one)
    return {pk: _line(max(rows, key=lambda row: row.until or date.max), today) for pk, rows in found.items()}


def signed(since: date, until: date) -> QuerySet[Convention]:
    """Conventions that held on some day between these two."""
    return conventions().filter(Q(until=None) | Q(until__gte=since), signed_on__lte=until)


def habilitation(one: Organisation, *, today: date) -> Certificate:
    """How the habilitation of an organisation to hand out food aid stands today."""
    return certificate(bool(one.aid_number), one.aid_until, today=today)


def unready(one: Organisation, *, today: date) -> bool:
    """Whether this is a food-aid partner without a habilitation that holds today."""
    return lacks_habilitation(OrganisationKind(one.kind), one.aid_number, one.aid_until, today=today)


def _line(one: Convention, today: date) -> ConventionLine:
    return ConventionLine(one, certificate(True, one.until, today=today))
