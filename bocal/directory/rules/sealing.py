"""What only this server reads again: sealed data, and keys that nobody makes without its secret. No Django.

A tablet without network seals by the server's public part (`lock`), which reads nothing back: an elliptic-curve
integrated encryption (ECDH on P-256 with a key used once, HKDF-SHA-256, AES-256-GCM), which browsers have built in.
"""

import base64
import hmac
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

# Bytes of a point of the curve, uncompressed, and of the nonce that follows it.
_POINT, _NONCE = 65, 12
# Order of P-256 (FIPS 186-5, SP 800-186 §3.2.1.3): a private key lies between 1 and this less 1.
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


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


def lock(keys: Sequence[str], *, purpose: str) -> str:
    """What a tablet seals with: the public part of the server's present key, base64url. It opens nothing."""
    return base64.urlsafe_b64encode(_public(_private(keys[0], purpose).public_key())).decode()


def unlock(sealed: str, keys: Sequence[str], *, purpose: str) -> bytes | None:
    """What a tablet sealed; None when none of these keys opens it, or it was altered."""
    try:
        data = base64.urlsafe_b64decode(sealed.encode("ascii"))
        point, nonce, box = data[:_POINT], data[_POINT : _POINT + _NONCE], data[_POINT + _NONCE :]
        once = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        return None
    for key in keys:
        private = _private(key, purpose)
        info = b"bocal tablet" + point + _public(private.public_key())
        shared = private.exchange(ec.ECDH(), once)
        try:
            secret = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=info).derive(shared)
            return AESGCM(secret).decrypt(nonce, box, None)
        except (InvalidTag, ValueError):
            continue
    return None


@lru_cache(maxsize=16)
def _private(key: str, purpose: str) -> ec.EllipticCurvePrivateKey:
    info = f"bocal lock {purpose}".encode()
    # 48 bytes for a number of 32: what the remainder favours is beyond measure (FIPS 186-5, A.2.1).
    number = int.from_bytes(HKDF(algorithm=hashes.SHA256(), length=48, salt=None, info=info).derive(key.encode()))
    return ec.derive_private_key(number % (_ORDER - 1) + 1, ec.SECP256R1())


def _public(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


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
