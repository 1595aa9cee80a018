"""What only this server reads again: sealed data, and keys that nobody makes without its secret. No Django."""

import base64
import hmac
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def seal(data: bytes, keys: Sequence[str], *, purpose: str) -> str:
    """Data that only this server reads again, for one purpose; the first of its keys seals."""
    return _box(keys, purpose).encrypt(data).decode()


def unseal(sealed: str, keys: Sequence[str], *, purpose: str) -> bytes | None:
    """What was sealed by one of these keys for this purpose; None when none of them opens it."""
    try:
        return _box(keys, purpose).decrypt(sealed.encode())
    except InvalidToken:
        return None


def keyed(text: str, key: str, *, purpose: str) -> str:
    """64 letters that stand for a text: always the same, and made by nobody without the key (HMAC-SHA-256)."""
    return hmac.new(_derived(key, purpose), text.encode(), sha256).hexdigest()


def _box(keys: Sequence[str], purpose: str) -> MultiFernet:
    return _opener(tuple(keys), purpose)


# Both kept: a report opens tens of thousands of seals, each with the same few keys.
@lru_cache(maxsize=64)
def _opener(keys: tuple[str, ...], purpose: str) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derived(key, purpose))) for key in keys])


@lru_cache(maxsize=64)
def _derived(key: str, purpose: str) -> bytes:
    info = f"bocal {purpose}".encode()
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=info).derive(key.encode())
