"""Seal a record: the print of its data, signed by the collective's own key.

An internal seal: it shows that the record was not changed since, and which server sealed it for whom. It is not a
qualified electronic signature in the sense of eIDAS (Reg. 910/2014).
"""

import hashlib
import json
import secrets
from datetime import date, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction

from bocal.directory.models import Collective, Person
from bocal.kitchen.models import Making, Seal, SealKey
from bocal.kitchen.rules.deviations import Sealed


def canonical(data: dict[str, Any]) -> str:
    """One text for the same data, whoever writes it: keys in order, no spaces, no escapes."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _private(salt: str) -> Ed25519PrivateKey:
    """The key that this server's secret and this salt give: it is never written anywhere."""
    seed = HKDF(algorithm=hashes.SHA256(), length=32, salt=bytes.fromhex(salt), info=b"bocal seal ed25519")
    return Ed25519PrivateKey.from_private_bytes(seed.derive(settings.SECRET_KEY.encode()))


def _public(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw).hex()


def _key_in_use(now: datetime) -> tuple[SealKey, Ed25519PrivateKey]:
    """The collective's key; a new one the first time, or when the server's secret has changed."""
    # One at a time: two first seals at once must not make two keys.
    Collective.objects.select_for_update().get()
    last = SealKey.objects.order_by("-pk").first()
    if last is not None and _public(private := _private(last.salt)) == last.public_key:
        return last, private
    salt = secrets.token_hex(32)
    private = _private(salt)
    return SealKey.objects.create(salt=salt, public_key=_public(private), made_at=now), private


@transaction.atomic
def seal(
    kind: Sealed,
    data: dict[str, Any],
    *,
    day: date,
    author: Person,
    key: str,
    now: datetime,
    making: Making | None = None,
) -> Seal:
    """Seal this data. The same data sealed again by the same person gives the same seal, not another one."""
    text = canonical(data)
    print_ = hashlib.sha256(text.encode()).hexdigest()
    used, private = _key_in_use(now)
    if done := Seal.objects.filter(sha256=print_, key_used=used, author=author).first():
        return done
    return Seal.objects.create(
        kind=kind,
        making=making,
        day=day,
        text=text,
        sha256=print_,
        signature=private.sign(bytes.fromhex(print_)).hex(),
        key_used=used,
        author=author,
        made_at=now,
        key=key,
    )


def holds(of: Seal) -> bool:
    """Whether the sealed text still has its print, and the signature is that of its key."""
    print_ = hashlib.sha256(of.text.encode()).digest()
    if print_.hex() != of.sha256:
        return False
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(of.key_used.public_key))
        public.verify(bytes.fromhex(of.signature), print_)
    except (InvalidSignature, ValueError):
        return False
    return True
