"""Questions about members: who is one until when, what joining gives now, whether a fee is paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import NAMESPACE_OID, uuid5

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery

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
    return MembershipTerms.objects.filter(Exists(Collective.objects.filter(takes_members=True))).first()


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


def standings(organisations: Sequence[int], person: int, today: date) -> list[Standing]:
    """How each of these organisations stands, in their order, as this person sees it; none where nobody can join. Two
    queries at most."""
    known = terms() if organisations else None
    if known is None:
        return []
    stands = Q(voucher__reversal=None)
    rows = Membership.objects.filter(member__in=organisations).order_by().values("member")
    found = {row["member"]: row for row in rows.annotate(last=Max("until", filter=stands), times=Count("pk"))}
    made = []
    for pk in dict.fromkeys(organisations):
        last = found[pk]["last"] if pk in found else None
        times = found[pk]["times"] if pk in found else 0
        try:
            span = rules.span(Year(known.year), today, last)
        except Refused:
            span = None
        made.append(Standing(pk, known, today, last, span, _key(pk, times, person)))
    return made


def _key(organisation: int, times: int, person: int) -> str:
    return str(uuid5(NAMESPACE_OID, f"bocal membership {organisation} {times} {person}"))


def invited(organisations: Sequence[int], person: int, today: date) -> Standing | None:
    """The first of these organisations that may join or renew now. Two queries at most."""
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
