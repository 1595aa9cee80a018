"""Say how one becomes a member; join, renew, take back; write to those whose membership ends."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from bocal.directory.models import Organisation, Person
from bocal.journals import acts as journals
from bocal.journals.models import Voucher
from bocal.journals.rules import Gesture, Kind, Refused
from bocal.membership import notices, reads, rules, words
from bocal.membership.models import Membership, MembershipTerms
from bocal.membership.rules import Fee, Year


@transaction.atomic
def set_terms(
    *, year: Year, purpose: str, amounts: Sequence[Fee], least_cents: int | None, orders_for_members: bool
) -> MembershipTerms:
    """Say which year a membership runs, what it costs and what it is for. Memberships there already stay as they are.

    Raises Refused: what rules.check_terms refuses.
    """
    rules.check_terms(amounts, least_cents)
    values = {
        "year": year,
        "purpose": purpose.strip(),
        "amounts": [[one.name.strip(), one.cents] for one in amounts],
        "least_cents": least_cents,
        "orders_for_members": orders_for_members,
    }
    return MembershipTerms.objects.update_or_create(pk=1, defaults=values)[0]


@transaction.atomic
def join(
    *, member: Organisation, cents: int, author: Person, key: str, now: datetime, day: date | None = None
) -> Membership:
    """Make an organisation a member, or one for another year, from `day` (today): the fee is owed at once, and waits
    for an invoice as a delivery does.

    The same key joins once, and so do two windows: whoever is a member for long enough is refused.
    Raises Refused: no_terms, already_member, what rules.check_amount refuses, future, closed, key_reused.
    """
    # Two who tap at once, in one household: the second finds the membership of the first.
    member = Organisation.objects.select_for_update(no_key=True).get(pk=member.pk)
    made = reads.that_stand().filter(voucher__key=key, voucher__author=author).first()
    if made is not None:
        return made
    terms = reads.terms()
    if terms is None:
        raise Refused("no_terms")
    rules.check_amount(cents, terms.named, terms.least_cents)
    day = day or timezone.localdate(now)
    span = rules.span(Year(terms.year), day, reads.last_day(member.pk))
    label = words.label(span)
    gesture = Gesture(
        kind=Kind.JOIN,
        day=day,
        author=author.pk,
        key=key,
        party=member.pk,
        note=label,
        money=rules.entry(cents, member.pk, label),
    )
    voucher = journals.post(gesture, now=now).voucher
    return Membership.objects.create(member=member, voucher=voucher, since=span.since, until=span.until, cents=cents)


def take_back(*, membership: Membership, author: Person, now: datetime, own: bool = False) -> Voucher:
    """Take a mistaken membership back with its fee; `own`: its member does, on its very day. What was invoiced becomes
    a credit on the next invoice.

    Raises Refused: not_today, already_reversed.
    """
    if own:
        rules.check_own(membership.voucher.day, timezone.localdate(now))
    return journals.reverse(membership.voucher, author=author, now=now)


@transaction.atomic
def remind(now: datetime) -> int:
    """Write, once, to members whose membership ends soon; returns how many memberships that were."""
    terms = reads.terms()
    if terms is None:
        return 0
    found = list(reads.ending(timezone.localdate(now)).select_for_update(of=("self",), no_key=True))
    notices.tell_ending(found, terms, now=now)
    return Membership.objects.filter(pk__in=[one.pk for one in found]).update(reminded_at=now)
