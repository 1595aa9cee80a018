"""A badge as an Open Badges 3.0 credential: what it says, and how somebody is told in it. Pure.

Source: 1EdTech, Open Badges Specification 3.0 (context 3.0.3), on the W3C's Verifiable Credentials Data Model 2.0.
"""

import base64
import gzip
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID

CONTEXT = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"

#: How many awards one status list holds, in bits: the least that the W3C allows, so that one is lost in the crowd.
LIST_BITS = 131_072


class Emblem(StrEnum):
    """What is drawn on a badge."""

    JAR = "jar"
    POT = "pot"
    HANDS = "hands"
    LEAF = "leaf"
    PEOPLE = "people"
    DROP = "drop"


class Tie(StrEnum):
    """By what the holder can prove that a badge is theirs: a hash of an address of theirs, or nothing."""

    NONE = "none"
    EMAIL = "email"
    PHONE = "phone"


class Verdict(StrEnum):
    """What is found of a file that somebody brings. words.VERDICTS says each."""

    HOLDS = "holds"
    REVOKED = "revoked"
    RENEWED = "renewed"
    CHANGED = "changed"
    FOREIGN = "foreign"
    NO_BADGE = "no_badge"


@dataclass(frozen=True)
class Issuer:
    """The collective as it signs: its name, and the address (ending in "/") below which it serves what is public."""

    name: str
    site: str

    @property
    def did(self) -> str:
        """Its did:web, which leads to `site`/did.json (W3C CCG, did:web method)."""
        parts = urlsplit(self.site)
        path = [quote(part, safe="") for part in parts.path.split("/") if part]
        return ":".join(["did:web", quote(parts.netloc, safe=""), *path])


@dataclass(frozen=True)
class Skill:
    """What a badge recognises."""

    uuid: UUID
    name: str
    description: str
    criteria: str


@dataclass(frozen=True)
class Holder:
    """What a credential says of its holder: only what they chose. Empty texts say nothing."""

    name: str = ""
    email: str = ""
    phone: str = ""
    salt: str = ""
    evidence: str = ""


def profile(issuer: Issuer) -> dict[str, Any]:
    """The issuer, as others read it."""
    return {"id": issuer.did, "type": ["Profile"], "name": issuer.name, "url": issuer.site}


def achievement(issuer: Issuer, skill: Skill) -> dict[str, Any]:
    """The skill: its name, what it is, what one must have shown, its picture."""
    page = f"{issuer.site}{skill.uuid}"
    return {
        "id": f"{page}.json",
        "type": ["Achievement"],
        "achievementType": "Badge",
        "name": skill.name,
        "description": skill.description,
        "criteria": {"id": page, "narrative": skill.criteria},
        "image": {"id": f"{page}.svg", "type": "Image", "caption": skill.name},
        "inLanguage": "fr",
        "creator": profile(issuer),
    }


def identity(text: str, salt: str) -> str:
    """An address that can be recognised and not read: sha256$ and 64 letters (OB 3.0, IdentityHash)."""
    return "sha256$" + sha256((text + salt).encode()).hexdigest()


def identifiers(holder: Holder) -> list[dict[str, Any]]:
    """What ties a credential to its holder, besides its own random name."""
    found: list[dict[str, Any]] = []
    if holder.name:
        found.append({"type": "IdentityObject", "hashed": False, "identityHash": holder.name, "identityType": "name"})
    for kind, text in (("emailAddress", holder.email.lower()), ("ext:telephone", plain_phone(holder.phone))):
        if text:
            hashed = {"hashed": True, "identityHash": identity(text, holder.salt), "salt": holder.salt}
            found.append({"type": "IdentityObject", "identityType": kind, **hashed})
    return found


def recognised(identifier: dict[str, Any], address: str) -> bool:
    """Whether this address is the one that was hashed."""
    if not identifier.get("hashed"):
        return False
    text = address.strip().lower() if identifier["identityType"] == "emailAddress" else plain_phone(address)
    return bool(identity(text, identifier["salt"]) == identifier["identityHash"])


def plain_phone(phone: str) -> str:
    """A number's digits alone, with its leading sign: whoever writes it with other spaces finds the same hash."""
    return "".join(one for one in phone if one.isdigit() or one == "+")


def credential(
    issuer: Issuer, skill: Skill, holder: Holder, *, uuid: UUID, number: int, given: datetime, signed: datetime
) -> dict[str, Any]:
    """The whole of an OpenBadgeCredential. `number` (from 0) is its place in the status lists.

    Its subject is a name drawn for this badge alone: two badges of one person cannot be told to be theirs, unless they
    chose to say so.
    """
    subject: dict[str, Any] = {
        "id": f"urn:uuid:{_subject(uuid)}",
        "type": ["AchievementSubject"],
        "achievement": achievement(issuer, skill),
    }
    if tied := identifiers(holder):
        subject["identifier"] = tied
    status = f"{issuer.site}statuts/{number // LIST_BITS}"
    said: dict[str, Any] = {
        "@context": list(CONTEXT),
        "id": f"urn:uuid:{uuid}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": skill.name,
        "issuer": profile(issuer),
        "validFrom": stamp(signed),
        "awardedDate": stamp(given),
        "credentialSubject": subject,
        "credentialStatus": {
            "id": f"{status}#{number % LIST_BITS}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(number % LIST_BITS),
            "statusListCredential": status,
        },
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }
    if holder.evidence:
        said["evidence"] = [{"type": ["Evidence"], "narrative": holder.evidence}]
    return said


def status_list(issuer: Issuer, which: int, revoked: Iterable[int], *, since: datetime) -> dict[str, Any]:
    """The credential that says which awards of a list no longer hold (W3C, Bitstring Status List 1.0)."""
    page = f"{issuer.site}statuts/{which}"
    return {
        "@context": [CONTEXT[0]],
        "id": page,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.did,
        "validFrom": stamp(since),
        "credentialSubject": {
            "id": f"{page}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": bits(revoked),
        },
    }


def bits(revoked: Iterable[int]) -> str:
    """One bit a place, the first leftmost, gzipped, in base64url after the letter u (multibase)."""
    table = bytearray(LIST_BITS // 8)
    for place in revoked:
        table[place // 8] |= 0x80 >> (place % 8)
    return "u" + base64.urlsafe_b64encode(gzip.compress(bytes(table), mtime=0)).rstrip(b"=").decode()


def claims(said: dict[str, Any], *, valid: datetime) -> dict[str, Any]:
    """What a VC-JWT says twice, in the words of JWT (OB 3.0 §8.2.4.1); `valid` is the credential's validFrom."""
    issuer, subject = said["issuer"], said["credentialSubject"]
    name = issuer if isinstance(issuer, str) else issuer["id"]
    return {**said, "iss": name, "jti": said["id"], "sub": subject["id"], "nbf": int(valid.timestamp())}


def did_document(issuer: Issuer, keys: Sequence[tuple[str, dict[str, str]]]) -> dict[str, Any]:
    """What did:web serves: each key (its name and its JWK), the one that signs today first."""
    methods = [
        {"id": f"{issuer.did}#{kid}", "type": "JsonWebKey", "controller": issuer.did, "publicKeyJwk": jwk}
        for kid, jwk in keys
    ]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1"],
        "id": issuer.did,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
        "service": [{"id": f"{issuer.did}#profile", "type": "LinkedDomains", "serviceEndpoint": issuer.site}],
    }


def stamp(moment: datetime) -> str:
    """A moment, to the second, in UTC: 2026-09-03T08:00:00Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _subject(uuid: UUID) -> UUID:
    """Another name, made from a credential's own: it is drawn at random, so this one is as random."""
    return UUID(bytes=sha256(b"subject" + uuid.bytes).digest()[:16], version=4)
