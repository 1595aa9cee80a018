"""What a tablet without network does by itself, for the tests of this room."""

import base64
import json
import os

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def sealed(answers: dict[str, str], public: str) -> str:
    """Written as a browser does it, not by the code that opens it."""
    theirs = base64.urlsafe_b64decode(public)
    once = ec.generate_private_key(ec.SECP256R1())
    mine = once.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = once.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs))
    info = b"bocal tablet" + mine + theirs
    key = HKDF(algorithm=hashes.SHA256(), length=32, salt=b"", info=info).derive(shared)
    nonce = os.urandom(12)
    return base64.urlsafe_b64encode(
        mine + nonce + AESGCM(key).encrypt(nonce, json.dumps(answers).encode(), None)
    ).decode()
