"""Signing a badge and finding whether it holds: JSON Web Tokens signed with Ed25519, and nothing else. Pure.

A file that somebody sends is never parsed for itself: the token is sought in it, then its few first letters say which
of our keys it claims, and only what that key signed is read further.
"""

import base64
import json
import re
from binascii import Error
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

#: The most that is read of what somebody sends, in bytes: a picture with a badge in it weighs a tenth.
MOST_BYTES = 400_000
#: The most a token's header weighs, in letters; ours is under 500.
_MOST_HEADER = 4_000
# An Ed25519 signature is 64 bytes: 86 letters. Bounds, so that a long text is read once.
_TOKEN = re.compile(rb"(?<![\w-])([\w-]{20,4000}\.[\w-]{20,200000}\.[\w-]{86})(?![\w-])", re.ASCII)
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Key:
    """An Ed25519 key: its private part (32 bytes) and its public one (base64url)."""

    private: bytes
    public: str

    @property
    def kid(self) -> str:
        return thumbprint(self.public)


def new_key() -> Key:
    """A key drawn at random."""
    return _key(Ed25519PrivateKey.generate())


def key_of(private: bytes) -> Key:
    """The key whose private part this is."""
    return _key(Ed25519PrivateKey.from_private_bytes(private))


def _key(key: Ed25519PrivateKey) -> Key:
    return Key(key.private_bytes_raw(), _text(key.public_key().public_bytes_raw()))


def jwk(public: str) -> dict[str, str]:
    """The public part as others read it (RFC 8037)."""
    return {"kty": "OKP", "crv": "Ed25519", "x": public, "kid": thumbprint(public), "alg": "EdDSA", "use": "sig"}


def thumbprint(public: str) -> str:
    """A key's own name (RFC 7638)."""
    said = json.dumps({"crv": "Ed25519", "kty": "OKP", "x": public}, separators=(",", ":"))
    return _text(sha256(said.encode()).digest())


def sign(claims: dict[str, Any], key: Key, *, kid: str) -> str:
    """A compact JWS of these claims; `kid` is the key's whole name, a DID URL. The key itself goes along."""
    public = {name: value for name, value in jwk(key.public).items() if name in ("kty", "crv", "x")}
    header = {"alg": "EdDSA", "typ": "JWT", "kid": kid, "jwk": public}
    signed = f"{_text(_json(header))}.{_text(_json(claims))}"
    signature = Ed25519PrivateKey.from_private_bytes(key.private).sign(signed.encode())
    return f"{signed}.{_text(signature)}"


def claimed_key(token: str) -> str | None:
    """The name of the key that a token says it is signed with (what follows the #); None when it says none."""
    header = token.partition(".")[0]
    if len(header) > _MOST_HEADER:
        return None
    try:
        said = json.loads(_bytes(header))
    except (ValueError, RecursionError, Error):
        return None
    kid = said.get("kid") if isinstance(said, dict) and said.get("alg") == "EdDSA" else None
    return kid.rpartition("#")[2] if isinstance(kid, str) else None


def read(token: str, public: str) -> dict[str, Any] | None:
    """What a token says, if this key signed it just so; None when a letter of it was changed."""
    signed, _dot, signature = token.rpartition(".")
    try:
        Ed25519PublicKey.from_public_bytes(_bytes(public)).verify(_bytes(signature), signed.encode())
        said = json.loads(_bytes(signed.partition(".")[2]))
    except (InvalidSignature, ValueError, RecursionError, Error):
        return None
    # The last letter of a part holds bits that mean nothing: written otherwise, it is not what was signed.
    if _text(_bytes(signature)) != signature or not isinstance(said, dict):
        return None
    return said


def found_in(data: bytes) -> str | None:
    """The token within a badge's file: alone, in a text, in JSON, in an SVG or a PNG; None when there is none."""
    if data.startswith(_PNG):
        data = _words_of_png(data)
    seen = _TOKEN.search(data[:MOST_BYTES])
    return seen[1].decode() if seen else None


def _words_of_png(data: bytes) -> bytes:
    """What a PNG's iTXt chunk "openbadgecredential" says (OB 3.0 §5.3.1); compressed ones are not ours."""
    place, keyword = len(_PNG), b"openbadgecredential\0\0"
    while place + 12 <= len(data):
        size, kind = int.from_bytes(data[place : place + 4]), data[place + 4 : place + 8]
        if kind == b"iTXt" and data[place + 8 :].startswith(keyword):
            return data[place + 8 + len(keyword) : place + 8 + size]
        place += 12 + size
    return b""


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
