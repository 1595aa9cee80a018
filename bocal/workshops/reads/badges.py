"""Questions on badges: which there are, who has them, whether a file that somebody brings holds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from bocal.directory import reads as directory
from bocal.directory.models import Person
from bocal.directory.rules.sealing import unseal
from bocal.look.templatetags.look import shortday
from bocal.workshops import words
from bocal.workshops.models import Attendance, Award, Badge, BadgeKey, BadgeLink, Session
from bocal.workshops.rules import proof
from bocal.workshops.rules.badges import (
    CONTEXT,
    LIST_BITS,
    Holder,
    Issuer,
    Skill,
    Tie,
    Verdict,
    recognised,
    status_list,
)

#: What keys and secrets of badges are made for.
PURPOSE = "badges"
#: How many people a search shows.
MOST_FOUND = 20


# ── Skills and who has them ──────────────────────────────────────────────────────────────────────────────────────────


def badges() -> QuerySet[Badge]:
    """Every skill, with how many people hold it (`held`): those still given first."""
    held = Count("awards", filter=Q(awards__revoked_at=None))
    return Badge.objects.annotate(held=held).order_by("-active", "name")


def public_badges() -> QuerySet[Badge]:
    """The skills that anybody may read of: what they are, never who has them."""
    return Badge.objects.filter(active=True)


def badge(uuid: UUID) -> Badge | None:
    """A skill by its public name; one that is given no more is still explained."""
    return Badge.objects.filter(uuid=uuid).first()


def awards(of: Badge) -> QuerySet[Award]:
    """To whom it was given, the last first; those that were erased name nobody."""
    return Award.objects.filter(badge=of).select_related("person", "given_by")


def award(pk: int) -> Award | None:
    """One award, for the team."""
    return Award.objects.select_related("badge", "person", "given_by", "revoked_by").filter(pk=pk).first()


def people(search: str) -> list[Person]:
    """Who answers to this name or number, whatever its accents, at most MOST_FOUND; nobody for no name."""
    if not search.split():
        return []
    found = directory.holding(Person.objects.filter(erased_at=None), search, "name", "phone")
    return list(found.order_by("name", "pk")[:MOST_FOUND])


def person(pk: int) -> Person | None:
    """Somebody who may be given a badge."""
    return Person.objects.filter(pk=pk, erased_at=None).first()


def came(of: Person) -> list[Session]:
    """The last sessions that somebody came to."""
    came = Attendance.objects.filter(person=of, came_at__isnull=False, withdrawn_at=None, session__cancelled_at=None)
    found = Session.objects.filter(pk__in=came.values("session")).select_related("spot")
    return list(found.order_by("-starts_at")[:30])


# ── Their person's page ──────────────────────────────────────────────────────────────────────────────────────────────


def person_of(token: str) -> Person | None:
    """Whose badges this secret opens; None when nobody's."""
    link = BadgeLink.objects.select_related("person").filter(token_hash=directory.token_hash(token)).first()
    return link.person if link else None


def held(person: Person) -> list[Award]:
    """The badges of somebody, the last first, those withdrawn too."""
    found = Award.objects.filter(person=person).select_related("badge", "given_by")
    return list(found.prefetch_related("sessions"))


def held_by(person: Person, uuid: UUID) -> Award | None:
    """One badge of this very person."""
    found = Award.objects.filter(person=person, uuid=uuid).select_related("badge", "person", "given_by", "revoked_by")
    return found.first()


def shown(token: str) -> Award | None:
    """The badge that its person shows at this address now."""
    found = Award.objects.filter(shown_at=token, revoked_at=None).select_related("badge", "person")
    return found.first()


# ── What goes into a credential ──────────────────────────────────────────────────────────────────────────────────────


def issuer() -> Issuer:
    """The collective as it signs, at the address where it is reached."""
    collective = directory.collective()
    site = import_string(settings.ORIGIN)() + reverse("workshops:issuer")
    return Issuer(collective.name if collective else "Bocal", site)


def skill(badge: Badge) -> Skill:
    """A badge's words, as its credential says them."""
    return Skill(badge.uuid, badge.name, badge.description, badge.criteria)


def holder(award: Award) -> Holder:
    """What a credential says of its person: what they chose, and no more."""
    person = award.person
    assert person is not None
    return Holder(
        name=person.name if award.named else "",
        email=(person.email or "") if award.tie == Tie.EMAIL else "",
        phone=person.phone if award.tie == Tie.PHONE else "",
        salt=award.salt,
        evidence=evidence(award) if award.evidence_shown else "",
    )


def evidence(award: Award) -> str:
    """What was seen and where, in words."""
    lines = [award.evidence] if award.evidence else []
    for one in award.sessions.order_by("starts_at"):
        lines.append(_("{day} : {title}").format(day=shortday(one.starts_at), title=one.title))
    return "\n".join(lines)


def envelope(award: Award) -> dict[str, Any]:
    """The signed badge as JSON (W3C, VC Data Model 2.0 §4.13, EnvelopedVerifiableCredential)."""
    return {
        "@context": CONTEXT[0],
        "id": f"data:application/vc+jwt,{award.credential}",
        "type": "EnvelopedVerifiableCredential",
    }


# ── Keys, and what is served of them ─────────────────────────────────────────────────────────────────────────────────


def all_keys() -> list[BadgeKey]:
    """Every key there was, the one that signs first."""
    return list(BadgeKey.objects.all())


def signing_key() -> proof.Key | None:
    """The key that signs today; None when there is none yet, or this server's secret no longer opens it."""
    last = BadgeKey.objects.first()
    private = unseal(last.sealed, directory.seal_keys(), purpose=PURPOSE) if last else None
    return proof.key_of(private) if private else None


def opened(key: BadgeKey) -> proof.Key:
    """A key that was just made."""
    private = unseal(key.sealed, directory.seal_keys(), purpose=PURPOSE)
    assert private is not None
    return proof.key_of(private)


def status(which: int) -> dict[str, Any] | None:
    """Which awards of a list (from 0) no longer hold; None when there is no such list."""
    first = which * LIST_BITS
    last = Award.objects.aggregate(last=Max("pk"))["last"] or 0
    begun = BadgeKey.objects.order_by("turn").values_list("made_at", flat=True).first()
    if begun is None or first > last:
        return None
    revoked = Award.objects.filter(pk__gte=first, pk__lt=first + LIST_BITS, revoked_at__isnull=False)
    found = list(revoked.values_list("pk", "revoked_at"))
    since: datetime = max([begun, *(moment for _pk, moment in found if moment)])
    return status_list(issuer(), which, [pk - first for pk, _moment in found], since=since)


# ── Does it hold? ────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Found:
    """The verdict, and what a signature of ours proves: nothing else of the file is repeated."""

    verdict: Verdict
    skill: str = ""
    criteria: str = ""
    issuer: str = ""
    given: datetime | None = None
    names: tuple[str, ...] = ()
    ties: tuple[Tie, ...] = ()
    evidence: str = ""
    # Whether the address that was asked about is one that the badge bears.
    theirs: bool = False

    @property
    def holds(self) -> bool:
        """True and still good."""
        return self.verdict in (Verdict.HOLDS, Verdict.RENEWED)


def said(found: Found) -> str:
    """The verdict in a sentence."""
    return str(words.VERDICTS[found.verdict])


def check(data: bytes, *, address: str = "") -> Found:
    """Whether what somebody brings is a badge of ours, unchanged, that still holds; and whether it bears this e-mail
    address or telephone number. Never raises, whatever is sent."""
    token = proof.found_in(data)
    if token is None:
        return Found(Verdict.NO_BADGE)
    key = BadgeKey.objects.filter(kid=proof.claimed_key(token) or "").first()
    if key is None:
        return Found(Verdict.FOREIGN)
    told = proof.read(token, key.public)
    if told is None or "OpenBadgeCredential" not in told["type"]:
        return Found(Verdict.CHANGED if told is None else Verdict.NO_BADGE)
    award = Award.objects.filter(uuid=told["id"].removeprefix("urn:uuid:")).first()
    subject = told["credentialSubject"]
    ties = subject.get("identifier", [])
    kinds = {"emailAddress": Tie.EMAIL, "ext:telephone": Tie.PHONE}
    return Found(
        _verdict(award, token),
        skill=told["name"],
        criteria=subject["achievement"]["criteria"]["narrative"],
        issuer=told["issuer"]["name"],
        given=datetime.fromisoformat(told["awardedDate"]),
        names=tuple(one["identityHash"] for one in ties if one["identityType"] == "name"),
        ties=tuple(kinds[one["identityType"]] for one in ties if one["identityType"] in kinds),
        evidence=told["evidence"][0]["narrative"] if told.get("evidence") else "",
        theirs=bool(address) and any(recognised(one, address) for one in ties),
    )


def _verdict(award: Award | None, token: str) -> Verdict:
    # Signed by us and unknown: the database is older than the badge, or it was restored. It cannot be said to hold.
    if award is None or award.revoked_at is not None:
        return Verdict.REVOKED
    return Verdict.HOLDS if award.credential == token else Verdict.RENEWED
