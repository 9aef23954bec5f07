"""Signed requests made by hand: what a client of ours would never send."""

import secrets
from datetime import UTC, datetime

import msgspec

from app.services.signing.keys import DeviceKey, pack
from app.services.sync.protocol import Credentials, body_digest


def credentials(key: DeviceKey, method: str, target: str, body: bytes = b"", **changed: str) -> Credentials:
    plain = Credentials(
        device=key.id,
        at=changed.get("at", f"{datetime.now(UTC).timestamp():.3f}"),
        nonce=changed.get("nonce", secrets.token_hex(16)),
        digest=changed.get("digest", body_digest(body)),
    )
    return msgspec.structs.replace(plain, signature=pack(key.sign(plain.signed_bytes(method, target))))
