"""Verbs of the badges: define, give, let their person choose, withdraw, erase; and the key that signs them."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import override

from bocal.directory import reads as directory
from bocal.directory.models import Collective, Person
from bocal.directory.rules.sealing import keyed, seal
from bocal.journals.rules import Refused
from bocal.workshops.acts.starting_badges import STARTING
from bocal.workshops.models import Award, Badge, BadgeKey, BadgeLink, Session
from bocal.workshops.notices import badges as notices
from bocal.workshops.reads import badges as reads
from bocal.workshops.rules import badges as rules
from bocal.workshops.rules import proof
from bocal.workshops.rules.badges import Emblem, Tie

# ── What the collective recognises ───────────────────────────────────────────────────────────────────────────────────


def save_badge(
    badge: Badge | None, *, name: str, description: str, criteria: str, emblem: Emblem, active: bool = True
) -> Badge:
    """Define a skill, or mend it; `criteria` one a line. Badges already given keep the words they were given with.

    `Refused`: badge_named when another has this name.
    """
    lines = [line.strip() for line in criteria.splitlines()]
    badge = badge or Badge(uuid=uuid4())
    badge.name, badge.description = name.strip(), description.strip()
    badge.criteria = "\n".join(line for line in lines if line)
    badge.emblem, badge.active = emblem, active
    try:
        with transaction.atomic():
            badge.save()
    except IntegrityError:
        raise Refused("badge_named", name=name) from None
    return badge


@transaction.atomic
def start_badges(language: str = "fr") -> list[Badge]:
    """Add the skills that a cannery may begin with; those whose name is there already are left alone."""
    Collective.objects.select_for_update().get()
    known = set(Badge.objects.values_list("name", flat=True))
    with override(language):
        told = [(str(name), str(what), str(criteria), emblem) for name, what, criteria, emblem in STARTING]
    return Badge.objects.bulk_create(
        Badge(uuid=uuid4(), name=name, description=what, criteria=criteria, emblem=emblem)
        for name, what, criteria, emblem in told
        if name not in known
    )


# ── The key ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def replace_key(*, now: datetime) -> BadgeKey:
    """A new key, which signs from now on. The private part of the old one is thrown away; its public part stays
    served, so that what it signed still holds."""
    Collective.objects.select_for_update().get()
    turn = BadgeKey.objects.count() + 1
    BadgeKey.objects.exclude(sealed="").update(sealed="")
    made = proof.new_key()
    sealed = seal(made.private, directory.seal_keys(), purpose=reads.PURPOSE)
    return BadgeKey.objects.create(turn=turn, kid=made.kid, public=made.public, sealed=sealed, made_at=now)


def ready_key(*, now: datetime) -> proof.Key:
    """The key that signs today: made the first time, and again when this server's secret no longer opens it."""
    with transaction.atomic():
        # One at a time: two first badges at once must not make two keys.
        Collective.objects.select_for_update().get()
        return reads.signing_key() or reads.opened(replace_key(now=now))


def signed_status(which: int, *, now: datetime) -> str | None:
    """The signed list of the badges that no longer hold; None when there is no such list."""
    said = reads.status(which)
    if said is None:
        return None
    issuer, key = reads.issuer(), ready_key(now=now)
    begun = datetime.fromisoformat(said["validFrom"])
    return proof.sign(rules.claims(said, valid=begun), key, kid=f"{issuer.did}#{key.kid}")


# ── A badge is given ─────────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def give(
    badge: Badge,
    person: Person,
    *,
    evidence: str = "",
    sessions: Iterable[Session] = (),
    by: Person,
    key: str,
    now: datetime,
) -> tuple[Award, bool]:
    """Recognise a skill of somebody; returns the award, and whether it is new: who has the badge already keeps it.

    `evidence` is what was seen, `sessions` where: for the team alone until the person agrees to have them shown.
    `Refused`: badge_retired when it is given no more; badge_to_self when `by` would recognise themselves;
    badge_gone when the person has left; key_reused when the key gave another badge, or to somebody else.
    """
    # The row of the person, so that two facilitators at once give one badge.
    person = Person.objects.select_for_update().get(pk=person.pk)
    if had := Award.objects.filter(badge=badge, person=person, revoked_at=None).first():
        return had, False
    if again := Award.objects.filter(key=key).first():
        if (again.badge_id, again.person_id) != (badge.pk, person.pk):
            raise Refused("key_reused")
        return again, False
    if not badge.active:
        raise Refused("badge_retired", badge=badge.name)
    if person.pk == by.pk:
        raise Refused("badge_to_self")
    if person.erased_at is not None:
        raise Refused("badge_gone")
    award = Award.objects.create(
        uuid=uuid4(),
        badge=badge,
        person=person,
        given_by=by,
        given_at=now,
        evidence=evidence.strip(),
        salt=secrets.token_hex(16),
        key=key,
    )
    award.sessions.set(sessions)
    _sign(award, now=now)
    notices.tell_given(award, token=open_page(person), now=now)
    return award, True


def _sign(award: Award, *, now: datetime) -> None:
    issuer, key = reads.issuer(), ready_key(now=now)
    said = rules.credential(
        issuer,
        reads.skill(award.badge),
        reads.holder(award),
        uuid=award.uuid,
        number=award.pk,
        given=award.given_at,
        signed=now,
    )
    award.credential = proof.sign(rules.claims(said, valid=now), key, kid=f"{issuer.did}#{key.kid}")
    award.save(update_fields=["credential"])


# ── Their person chooses ─────────────────────────────────────────────────────────────────────────────────────────────


def open_page(person: Person, *, renew: bool = False) -> str:
    """The secret of a person's page of badges; the same each time, until it is renewed.

    It is made from this server's secret and kept nowhere: the same card can be printed again, and a stolen backup
    opens no page.
    """
    with transaction.atomic():
        link, _made = BadgeLink.objects.select_for_update().get_or_create(
            person=person, defaults={"token_hash": secrets.token_hex(32)}
        )
        if renew:
            link.turn = F("turn") + 1
            link.save(update_fields=["turn"])
            link.refresh_from_db()
        token = keyed(f"{person.pk}:{link.turn}", directory.seal_keys()[0], purpose=reads.PURPOSE)[:40]
        if link.token_hash != (told := directory.token_hash(token)):
            link.token_hash = told
            link.save(update_fields=["token_hash"])
    return token


@transaction.atomic
def choose(award: Award, *, named: bool, tie: Tie, evidence_shown: bool, now: datetime) -> Award:
    """What their person wants to be read in a badge; it is signed anew. Nothing of it changes once withdrawn.

    `Refused`: badge_revoked; badge_no_address when they have no such address.
    """
    award = _held(award)
    person = award.person
    assert person is not None
    if (tie == Tie.EMAIL and not person.email) or (tie == Tie.PHONE and not person.phone):
        raise Refused("badge_no_address")
    if (award.named, award.tie, award.evidence_shown) == (named, tie, evidence_shown):
        return award
    award.named, award.tie, award.evidence_shown = named, tie, evidence_shown
    # Another salt: what was shown before and what is shown now cannot be laid side by side.
    award.salt = secrets.token_hex(16)
    award.save(update_fields=["named", "tie", "evidence_shown", "salt"])
    _sign(award, now=now)
    return award


@transaction.atomic
def show(award: Award, on: bool) -> Award:
    """Open the address that shows a badge to whoever is told it, or close it: another is made next time.

    `Refused`: badge_revoked.
    """
    award = _held(award)
    if on != bool(award.shown_at):
        award.shown_at = secrets.token_urlsafe(24) if on else None
        award.save(update_fields=["shown_at"])
    return award


def _held(award: Award) -> Award:
    """The same, under its lock, still good."""
    award = Award.objects.select_for_update(of=("self",)).select_related("badge", "person").get(pk=award.pk)
    if award.revoked_at is not None or award.person is None:
        raise Refused("badge_revoked")
    return award


# ── It holds no longer ───────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def revoke(award: Award, *, why: str, by: Person, now: datetime) -> Award:
    """Withdraw a badge: whoever checks it reads that it no longer holds. The reason is for its person and the team.

    Withdrawing twice changes nothing. `Refused`: badge_no_reason.
    """
    if not why.strip():
        raise Refused("badge_no_reason")
    Award.objects.filter(pk=award.pk, revoked_at=None).update(
        revoked_at=now, revoked_by=by, revoked_why=why.strip(), shown_at=None
    )
    award.refresh_from_db()
    return award


@transaction.atomic
def erase(award: Award, *, now: datetime) -> None:
    """Forget who was given a badge, on what evidence, where; and withdraw it, since nobody holds it any more.

    That a badge of this skill was given that day, by whom, stays: it names nobody who was given it.
    """
    award = Award.objects.select_for_update().get(pk=award.pk)
    if award.erased_at is not None:
        return
    award.sessions.clear()
    award.person, award.evidence, award.credential, award.revoked_why = None, "", "", ""
    award.named, award.tie, award.evidence_shown, award.shown_at = False, Tie.NONE, False, None
    award.salt = ""
    award.revoked_at = award.revoked_at or now
    award.erased_at = now
    award.save()


@transaction.atomic
def forget_badges(person: Person, *, now: datetime) -> int:
    """Erase all the badges of somebody and their page; returns how many there were."""
    found = list(Award.objects.filter(person=person))
    for award in found:
        erase(award, now=now)
    BadgeLink.objects.filter(person=person).delete()
    return len(found)


@transaction.atomic
def loosen_badges(person: Person, *, now: datetime) -> None:
    """Keep the badges of somebody whose name goes for want of news: they still hold, and say nothing of them any more.

    The files that they took stay true; their link still opens their page.
    """
    for award in Award.objects.select_for_update(of=("self",)).filter(person=person).select_related("badge", "person"):
        award.sessions.clear()
        award.evidence, award.named, award.tie, award.evidence_shown = "", False, Tie.NONE, False
        award.shown_at, award.salt, award.credential = None, secrets.token_hex(16), ""
        award.save()
        if award.revoked_at is None:
            _sign(award, now=now)
