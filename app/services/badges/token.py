"""A badge as a QR text: a CWT (RFC 8392) in COSE_Sign1 (RFC 9052), Ed25519, base45 (RFC 9285) behind a context prefix.

QR's alphanumeric mode holds it in version 9 to 11 at level M; a JWS of the same content needs version 18 (DESIGN.md 5).
Nothing is parsed before its length is bounded, nothing is believed before the signature holds, and the bytes must be the
one canonical encoding of what they say: cbor2 by itself takes trailing bytes and keys that come twice.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Protocol

import base45  # type: ignore[import-untyped]  # it ships no types
import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.models.badge import (
    MAX_ID,
    MAX_ROLES,
    ROLE_CODES,
    ROLE_OF_CODE,
    SERIAL_BYTES,
    Badge,
    BadgeError,
    BadgeFault,
)

PREFIX = "HQB1:"
"""Context: a badge of this program, first form."""

MAX_TEXT = 640
"""Characters; a badge with two 64-character ids and eight roles has 470."""

MAX_KID = 64
_SIGN1_TAG = 18
_ALG, _KID, _EDDSA = 1, 4, -8
_SUB, _EXP, _NBF, _CTI = 2, 4, 5, 7
_MEETING, _ROLES, _ROSTER = -70001, -70002, -70003
_CLAIMS = frozenset({_SUB, _EXP, _NBF, _CTI, _MEETING, _ROLES, _ROSTER})
_SIGNATURE_BYTES = 64
_LAST_SECOND = 2**33
"""Year 2242."""


class Signer(Protocol):
    """A key that issues badges: of a central node, or of the primary desk."""

    def sign(self, data: bytes) -> bytes:
        """64 bytes of Ed25519 signature."""


def looks_like_badge(text: str) -> bool:
    """Tell whether a text claims to be a badge of this program."""
    return text.startswith(PREFIX)


def encode(badge: Badge, key: Signer) -> str:
    """Return the QR text of a badge, signed with ``key``, whose id is ``badge.kid``.

    Raises:
        ValueError: a field is longer than the reader takes.

    """
    _refuse_oversized(badge)
    protected = cbor2.dumps({_ALG: _EDDSA, _KID: badge.kid.encode()}, canonical=True)
    payload = cbor2.dumps(_claims(badge), canonical=True)
    message = [protected, {}, payload, key.sign(_to_sign(protected, payload))]
    data: bytes = cbor2.dumps(cbor2.CBORTag(_SIGN1_TAG, message), canonical=True)
    text: str = base45.b45encode(data).decode()
    return PREFIX + text


def decode(text: str, keys: Mapping[str, Ed25519PublicKey]) -> Badge:
    """Return what a badge says, its signature verified against ``keys`` (key id → public key).

    Raises:
        BadgeError: not a badge at all, a key nobody here knows, or a signature that does not hold.

    """
    protected, payload, signature = _parts(_bytes_of(text))
    kid = _kid_of(protected)
    key = keys.get(kid)
    if key is None:
        raise BadgeError(BadgeFault.UNKNOWN_KEY, kid=kid)
    try:
        key.verify(signature, _to_sign(protected, payload))
    except InvalidSignature:
        raise BadgeError(BadgeFault.BAD_SIGNATURE, kid=kid) from None
    return _badge(kid, _canonical(payload))


def _refuse_oversized(badge: Badge) -> None:
    texts = (badge.meeting, badge.person)
    serial_ok = len(bytes.fromhex(badge.serial)) == SERIAL_BYTES
    if not (
        all(0 < len(t) <= MAX_ID for t in texts) and 0 < len(badge.kid.encode()) <= MAX_KID and serial_ok
    ):
        raise ValueError(badge)
    if not 0 < len(badge.roles) <= MAX_ROLES:
        raise ValueError(badge.roles)


def _claims(badge: Badge) -> dict[int, Any]:
    return {
        _SUB: badge.person,
        _EXP: int(badge.expires.timestamp()),
        _NBF: int(badge.not_before.timestamp()),
        _CTI: bytes.fromhex(badge.serial),
        _MEETING: badge.meeting,
        _ROLES: [ROLE_CODES[role] for role in badge.roles],
        _ROSTER: badge.roster_version,
    }


def _to_sign(protected: bytes, payload: bytes) -> bytes:
    """Sig_structure of RFC 9052, 4.4, without external data."""
    data: bytes = cbor2.dumps(["Signature1", protected, b"", payload], canonical=True)
    return data


def _bytes_of(text: str) -> bytes:
    if not looks_like_badge(text) or len(text) > MAX_TEXT:
        raise BadgeError(BadgeFault.UNREADABLE)
    try:
        body = text.removeprefix(PREFIX)
        data: bytes = base45.b45decode(body)
        same = base45.b45encode(data).decode() == body
    except ValueError:
        raise BadgeError(BadgeFault.UNREADABLE) from None
    if not same:
        raise BadgeError(BadgeFault.UNREADABLE)
    return data


def _canonical(data: bytes) -> Any:
    """Decode CBOR that is exactly the canonical encoding of what it says; trailing bytes and doubled keys are refused."""
    try:
        value = cbor2.CBORDecoder(BytesIO(data)).decode()
        same = cbor2.dumps(value, canonical=True) == data
    except (cbor2.CBORError, ValueError, TypeError, OverflowError, RecursionError, MemoryError):
        raise BadgeError(BadgeFault.UNREADABLE) from None
    if not same:
        raise BadgeError(BadgeFault.UNREADABLE)
    return value


def _parts(data: bytes) -> tuple[bytes, bytes, bytes]:
    tagged = _canonical(data)
    message = tagged.value if isinstance(tagged, cbor2.CBORTag) and tagged.tag == _SIGN1_TAG else None
    if not isinstance(message, list | tuple) or len(message) != 4:  # noqa: PLR2004  the four parts of COSE_Sign1
        raise BadgeError(BadgeFault.UNREADABLE)
    protected, unprotected, payload, signature = message
    bytes_there = all(isinstance(part, bytes) for part in (protected, payload, signature))
    if unprotected != {} or not bytes_there or len(signature) != _SIGNATURE_BYTES:
        raise BadgeError(BadgeFault.UNREADABLE)
    return protected, payload, signature


def _kid_of(protected: bytes) -> str:
    """Key id of the header; the algorithm is pinned, so no header can choose a weaker one."""
    header = _canonical(protected)
    if not isinstance(header, dict) or set(header) != {_ALG, _KID} or header[_ALG] != _EDDSA:
        raise BadgeError(BadgeFault.UNREADABLE)
    kid = header[_KID]
    if not isinstance(kid, bytes) or not 0 < len(kid) <= MAX_KID:
        raise BadgeError(BadgeFault.UNREADABLE)
    try:
        return kid.decode()
    except UnicodeDecodeError:
        raise BadgeError(BadgeFault.UNREADABLE) from None


def _badge(kid: str, claims: object) -> Badge:
    """Read signed claims; whoever holds a key may still have written nonsense."""
    if not isinstance(claims, dict) or set(claims) != _CLAIMS:
        raise BadgeError(BadgeFault.UNREADABLE, kid=kid)
    texts = all(isinstance(claims[k], str) and 0 < len(claims[k]) <= MAX_ID for k in (_SUB, _MEETING))
    numbers = all(type(claims[k]) is int and 0 <= claims[k] < _LAST_SECOND for k in (_EXP, _NBF, _ROSTER))
    serial, roles = claims[_CTI], claims[_ROLES]
    serial_ok = isinstance(serial, bytes) and len(serial) == SERIAL_BYTES
    roles_ok = isinstance(roles, list | tuple) and 0 < len(roles) <= MAX_ROLES
    if not (texts and numbers and serial_ok and roles_ok and all(type(r) is int for r in roles)):
        raise BadgeError(BadgeFault.UNREADABLE, kid=kid)
    if not set(roles) <= set(ROLE_OF_CODE):
        raise BadgeError(BadgeFault.UNREADABLE, kid=kid)
    return Badge(
        kid=kid,
        meeting=claims[_MEETING],
        person=claims[_SUB],
        roles=tuple(ROLE_OF_CODE[r] for r in roles),
        roster_version=claims[_ROSTER],
        not_before=datetime.fromtimestamp(claims[_NBF], UTC),
        expires=datetime.fromtimestamp(claims[_EXP], UTC),
        serial=serial.hex(),
    )
