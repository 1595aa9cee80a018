"""Gestures that concern several trades, and opening a collective."""

import contextlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from bocal.billing import acts as billing
from bocal.billing.models import Settlement
from bocal.billing.rules import Means
from bocal.directory import acts as directory
from bocal.directory.models import Consent, Organisation, Person
from bocal.directory.rules import ConsentPurpose, Desk, Profile, VatProfile
from bocal.house import collectives, personal, served, template
from bocal.house.models import Clock
from bocal.house.settling import round_farms, settlement_key
from bocal.impact.acts import album
from bocal.journals.rules import Refused
from bocal.look.templatetags.look import euros
from bocal.membership import acts as membership
from bocal.membership.models import Membership
from bocal.orders import acts as orders
from bocal.orders.models import SaleRound
from bocal.orders.rules.rhythm import State
from bocal.workshops import acts as workshops

#: The purpose of the signed pass that lets a founder in once.
WELCOME = "bocal.house.welcome"


def open_collective(
    *,
    slug: str,
    name: str,
    town: str,
    profile: Profile,
    vat_profile: VatProfile,
    person_name: str,
    email: str,
    now: datetime,
    model: Mapping[str, Any] | None = None,
) -> tuple[served.Entry, Person]:
    """Open a new collective with its founder at the direction's desk, begun from a template (`model`) if there is one.

    Raises ValueError when the slug is malformed, reserved or taken; Refused: what template.take_in refuses, and then
    there is no such collective.
    """
    entry = collectives.open_new(slug, name, place=town)
    try:
        with collectives.inside(slug), transaction.atomic():
            collective = directory.found(name=name, profile=profile, town=town, vat_profile=vat_profile)
            person = directory.register_person(name=person_name, email=email)
            directory.seat(person, Desk.DIRECTION, at=collective.organisation)
            if model is not None:
                template.take_in(model, author=person, now=now)
    except Exception:
        # Whatever went wrong: half a collective would keep its name taken for ever.
        collectives.forget(slug)
        raise
    return entry, person


@transaction.atomic
def settle_round(
    *, sale: SaleRound, given: Mapping[int, int], expected: tuple[int, int], person: Person, now: datetime
) -> Settlement | None:
    """Settle a round that is handed over: what each farm is owed less the group's share, with what it gave to the
    distribution (farm → hundredths of an hour, an order or a kilometre); the round is settled. Twice is once.

    `expected`: what was brought and what the group keeps, in cents, as the person read them. None when the round was
    settled without its farms (before there was this gesture).
    Raises Refused: round_moved_on, not_in_round, settlement_changed, bad_given, no_rate.
    """
    # Two who settle at once: the second finds the round settled.
    locked = SaleRound.objects.select_for_update().get(pk=sale.pk)
    key = settlement_key(locked)
    if locked.state == State.SETTLED:
        return Settlement.objects.filter(key=key).first()
    if locked.state != State.HANDED_OVER:
        raise Refused("round_moved_on")
    farms = round_farms(locked)
    if not set(given) <= {one.supplier for one in farms}:
        raise Refused("not_in_round")
    made = billing.settle(
        key=key,
        title=locked.title,
        farms=[replace(one, given=given.get(one.supplier, 0)) for one in farms],
        expected=expected,
        author=person,
        now=now,
    )
    orders.advance(sale=locked, to=State.SETTLED, person=person, now=now)
    return made


#: Days after the last sign of life for which a name is kept (three years: what the French authority recommends for who
#: comes no more, CNIL, délibération 2021-131).
NAMES_KEPT_DAYS = 3 * 365
#: Names that one night takes away at most: the others wait for the next.
A_NIGHT = 100
#: People looked at in one night at most: the next goes on from there, so that those who still owe hide nobody.
LOOKED_AT = 500


@transaction.atomic
def erase_person(person: Person, *, now: datetime, answers: bool = True) -> None:
    """Forget somebody who asked for it (GDPR, art. 17): their name and ways in, those of the household that was theirs
    alone, the pictures that show them, and with `answers` what they said of themselves and their badges. What the
    journals keep under their key stays, and so do invoices, which the law keeps for ten years (Code de commerce, art.
    L. 123-22). Harmless when repeated.

    Raises Refused: erase_direction, erase_orders, erase_owed.
    """
    locked = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    homes = personal.households(locked)
    if locked.erased_at is None:
        left = personal.pending(locked, homes)
        if left.direction:
            raise Refused("erase_direction")
        if left.orders:
            raise Refused("erase_orders", orders=left.orders)
        if left.cents:
            raise Refused("erase_owed", amount=euros(left.cents))
    if answers:
        workshops.forget_profile(locked)
        workshops.forget_badges(locked, now=now)
    else:
        workshops.loosen_badges(locked, now=now)
    workshops.forget_notes(locked, now=now)
    workshops.forget_number(locked)
    # Without the name nobody could find the picture again to take it back.
    album.forget_pictures(locked, now=now)
    directory.blank(locked, homes=homes, now=now)


def agree_no_more(consent: Consent, *, now: datetime) -> None:
    """Somebody takes back what they agreed to, for themselves or for a child: what they answered about themselves goes
    with it, pictures of them are seen by the team alone. Harmless when repeated."""
    if consent.purpose == ConsentPurpose.PROFILE:
        workshops.forget_answers(person=consent.person, now=now)
    else:
        directory.withdraw_consent(consent.person, ConsentPurpose(consent.purpose), day=timezone.localdate(now))


def forget_idle(now: datetime) -> int:
    """Each night, take away the names of people of whom nothing was heard for NAMES_KEPT_DAYS, at most A_NIGHT of them
    among LOOKED_AT; returns how many. Their answers stay: without the name, nobody is behind them. Whoever still owes
    or awaits something is left, and looked at again once all others were."""
    mark, _made = Clock.objects.get_or_create(name="idle")
    after = int(mark.last or 0)
    some = list(personal.idle(now, NAMES_KEPT_DAYS).filter(pk__gt=after)[:LOOKED_AT])
    gone = 0
    for person in some:
        if gone == A_NIGHT:
            break
        after = person.pk
        with contextlib.suppress(Refused):
            erase_person(person, now=now, answers=False)
            gone += 1
    else:
        if len(some) < LOOKED_AT:
            after = 0
    mark.last = str(after)
    mark.save(update_fields=["last"])
    return gone


@transaction.atomic
def join_for(
    *,
    member: Organisation,
    cents: int,
    means: Means | None,
    reference: str,
    day: date,
    author: Person,
    key: str,
    now: datetime,
) -> Membership:
    """Make somebody a member by hand, on the day of their paper form; what came with it (`means`; None: nothing yet) is
    put on the prepaid account, which pays the invoice that bears the fee. The same key does it once.

    Raises Refused: what membership.join refuses.
    """
    made = membership.join(member=member, cents=cents, author=author, key=key, now=now, day=day)
    if means is not None:
        billing.put_in(
            customer=member,
            cents=cents,
            means=means,
            day=day,
            author=author,
            key=f"{key} paid",
            now=now,
            reference=reference,
        )
    return made
