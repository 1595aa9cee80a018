"""Questions about members: who is one until when, what joining gives now, whether a fee is paid."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from bocal.directory.models import Collective, Organisation
from bocal.directory.reads.searching import holding
from bocal.directory.rules import OrganisationKind
from bocal.journals import reads as journals
from bocal.journals.rules import Refused
from bocal.membership import rules
from bocal.membership.models import Membership, MembershipTerms
from bocal.membership.rules import Fee, MemberState, Span, Year

#: Memberships of one organisation that are shown, the latest.
SHOWN = 20


@dataclass(frozen=True)
class Standing:
    """How an organisation stands: its last day as a member (`until`; None: never one), and what joining now gives
    (None: it goes on long enough). `key` is the joining's own: two windows of a person show the same. `organisation` 0:
    a household that is still to be opened."""

    organisation: int
    terms: MembershipTerms
    today: date
    until: date | None
    span: Span | None
    key: str

    @property
    def member(self) -> bool:
        """Whether it is a member today."""
        return self.until is not None and self.until >= self.today

    @property
    def amounts(self) -> list[Fee]:
        """The named amounts."""
        return self.terms.named

    @property
    def only(self) -> int | None:
        """The amount, in cents, where there is just one: joining is then one tap."""
        found = self.terms.named
        return found[0].cents if len(found) == 1 and self.terms.least_cents is None else None


def terms() -> MembershipTerms | None:
    """How one becomes a member; None where nobody can: the collective takes none, or has not said for how much."""
    return _in_force().first()


def _in_force() -> QuerySet[MembershipTerms]:
    return MembershipTerms.objects.filter(Exists(Collective.objects.filter(takes_members=True)))


def written_terms() -> MembershipTerms | None:
    """What the direction wrote last, in force or not."""
    return MembershipTerms.objects.first()


def that_stand() -> QuerySet[Membership]:
    """The memberships that were not taken back."""
    return Membership.objects.filter(voucher__reversal=None)


def last_day(organisation: int) -> date | None:
    """The last day on which an organisation is, or was, a member; None when it never was."""
    last: date | None = that_stand().filter(member=organisation).aggregate(last=Max("until"))["last"]
    return last


def with_membership(organisations: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """The same organisations, each knowing what `standing_of` tells: no query more."""
    own = Membership.objects.filter(member=OuterRef("pk")).order_by().values("member")
    told = JSONObject(year="year", purpose="purpose", amounts="amounts", least="least_cents")
    return organisations.annotate(
        membership_last=Subquery(own.annotate(end=Max("until", filter=Q(voucher__reversal=None))).values("end")),
        membership_times=Subquery(own.annotate(times=Count("pk")).values("times")),
        membership_terms=Subquery(_in_force().order_by().annotate(told=told).values("told")[:1]),
    )


def standing_of(organisation: Organisation, person: int, today: date) -> Standing | None:
    """How one of `with_membership` stands, as this person sees it; None where nobody can join."""
    told: dict[str, Any] | None = getattr(organisation, "membership_terms", None)
    if told is None:
        return None
    # SQLite gives what is JSON within JSON as its text.
    amounts = json.loads(told["amounts"]) if isinstance(told["amounts"], str) else told["amounts"]
    known = MembershipTerms(year=told["year"], purpose=told["purpose"], amounts=amounts, least_cents=told["least"])
    last: date | None = getattr(organisation, "membership_last", None)
    return _standing(known, organisation.pk, last, getattr(organisation, "membership_times", None) or 0, person, today)


def standings(organisations: Sequence[int], person: int, today: date) -> list[Standing]:
    """How each of these organisations stands, by name; none where nobody can join. One query."""
    if not organisations:
        return []
    found = with_membership(Organisation.objects.filter(pk__in=list(organisations)).order_by("name", "pk"))
    return [one for row in found if (one := standing_of(row, person, today))]


def newcomer(person: int, today: date) -> Standing | None:
    """How somebody stands whose household is still to be opened."""
    known = terms()
    return _standing(known, 0, None, 0, person, today) if known else None


def _standing(
    known: MembershipTerms, organisation: int, last: date | None, times: int, person: int, today: date
) -> Standing:
    try:
        span = rules.span(Year(known.year), today, last)
    except Refused:
        span = None
    return Standing(organisation, known, today, last, span, _key(organisation, times, person))


def _key(organisation: int, times: int, person: int) -> str:
    return str(uuid5(NAMESPACE_OID, f"bocal membership {organisation} {times} {person}"))


def invited(organisations: Sequence[int], person: int, today: date) -> Standing | None:
    """The first of these organisations that may join or renew now. One query at most."""
    return next((one for one in standings(organisations, person, today) if one.span), None)


def of_member(organisation: int) -> list[Membership]:
    """The memberships of an organisation that stand, the latest first."""
    return list(that_stand().filter(member=organisation).select_related("voucher").order_by("-until", "-pk")[:SHOWN])


def membership(pk: int) -> Membership | None:
    """A membership that stands, by its key."""
    return that_stand().filter(pk=pk).select_related("member", "voucher").first()


def left_to_pay(found: Membership) -> int:
    """What is still to pay of a fee, in cents."""
    return journals.left_to_pay(found.voucher, found.member_id)


def members(search: str, state: MemberState, today: date) -> QuerySet[Organisation]:
    """Organisations by name, each with `until`, its last day as a member (None: never one); those whose name or e-mail
    holds `search`."""
    own = that_stand().filter(member=OuterRef("pk")).order_by().values("member").annotate(end=Max("until"))
    found = Organisation.objects.annotate(until=Subquery(own.values("end")))
    if state is MemberState.NEVER:
        found = found.filter(until=None, active=True).exclude(kind=OrganisationKind.COLLECTIVE)
    else:
        found = found.filter(pk__in=Membership.objects.values("member"))
        found = found.filter(until__gte=today) if state is MemberState.MEMBER else found.filter(until__lt=today)
    return holding(found, search, "name", "email")


def organisation(pk: int) -> Organisation | None:
    """An organisation that may be a member."""
    return Organisation.objects.exclude(kind=OrganisationKind.COLLECTIVE).filter(pk=pk).first()


def organisations(keys: Sequence[int]) -> list[Organisation]:
    """These organisations, by name."""
    return list(Organisation.objects.filter(pk__in=list(keys)).order_by("name", "pk"))


def ending(today: date) -> QuerySet[Membership]:
    """The memberships that end soon, whose member neither renewed nor was written to."""
    renewed = that_stand().filter(until__gt=today + rules.REMINDED_FROM).order_by().values("member")
    return (
        that_stand()
        .filter(reminded_at=None, until__gte=today, until__lte=today + rules.REMINDED_FROM, member__active=True)
        .exclude(member__in=renewed)
        .select_related("member")
    )
