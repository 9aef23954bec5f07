"""The join code a primary shows: where it is, its key, the meeting, and a secret that is good for one device and ten minutes.

``HQJ1:`` and base32 (RFC 4648, without padding) of one canonical CBOR array, so that QR's alphanumeric mode holds it (version
6 for two addresses and a short meeting id). Base32 and not base45 as in a badge: this code is also read aloud, typed and sent
by chat, and base45 has the space among its signs. Blanks and small letters of whoever typed it do not matter.

Lengths are bounded before anything is parsed, and the bytes must be the one canonical encoding of what they say. The code
travels over a screen and a camera, never over the network: who knows its secret stood in front of the primary. The key in it
is what TLS is pinned to.
"""

import base64
import binascii
import ipaddress
import secrets
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import cbor2
from msgspec import Struct

PREFIX = "HQJ1:"
MAX_TEXT = 600
"""Characters behind the prefix (foreign_codes.toml names no longer text a join code)."""

MAX_PLACES = 8
MAX_MEETING = 64
SECRET_BYTES = 16
LIFE = timedelta(minutes=10)

_KEY_BYTES = 32
_ADDRESS_BYTES = 6
_PARTS = 5
_LAST_PORT = 0xFFFF
_LAST_SECOND = 2**32
"""Year 2106."""

_BLOCK = 8
"""Characters of base32 that hold five bytes."""


class JoinCodeError(Exception):
    """A text is no join code that can be read: ``reason`` ``prefix``, ``length``, ``base32``, ``cbor`` or ``content``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class JoinCode(Struct, frozen=True, kw_only=True):
    """What a join code says.

    ``places``: IPv4 address and port of each way to the primary, at most ``MAX_PLACES``. ``key``: its Ed25519 public key.
    ``secret``: 16 bytes. ``expires``: UTC, whole seconds, by the primary's clock; only the primary judges it (EC-17).
    """

    places: tuple[tuple[str, int], ...]
    key: bytes
    meeting: str
    secret: bytes
    expires: datetime


def new_secret() -> bytes:
    """A secret nobody can guess."""
    return secrets.token_bytes(SECRET_BYTES)


def looks_like_join_code(text: str) -> bool:
    """Tell whether a text claims to be a join code."""
    return text.startswith(PREFIX)


def encode(code: JoinCode) -> str:
    """Return the QR text.

    Raises:
        ValueError: a part is longer than the reader takes.

    """
    value = [
        [ipaddress.IPv4Address(host).packed + port.to_bytes(2, "big") for host, port in code.places],
        code.key,
        code.meeting,
        code.secret,
        int(code.expires.timestamp()),
    ]
    try:
        _read(value)
    except JoinCodeError as error:
        raise ValueError(error.reason) from error
    return PREFIX + _text(cbor2.dumps(value, canonical=True))


def clean(text: str) -> str:
    """The code without blanks, in capital letters."""
    return "".join(text.upper().split())


def _text(data: bytes) -> str:
    return base64.b32encode(data).decode().rstrip("=")


def decode(text: str) -> JoinCode:
    """Read a join code; whether it is still good, its primary says.

    Raises:
        JoinCodeError: it is none, or damaged.

    """
    text = clean(text[: 2 * MAX_TEXT])
    if not looks_like_join_code(text):
        raise JoinCodeError("prefix")
    body = text.removeprefix(PREFIX)
    if not 0 < len(body) <= MAX_TEXT:
        raise JoinCodeError("length")
    try:
        data = base64.b32decode(body + "=" * (-len(body) % _BLOCK))
    except (binascii.Error, ValueError):
        raise JoinCodeError("base32") from None
    if _text(data) != body:
        raise JoinCodeError("base32")
    return _read(_canonical(data))


def _canonical(data: bytes) -> Any:
    try:
        value = cbor2.CBORDecoder(BytesIO(data)).decode()
        same = cbor2.dumps(value, canonical=True) == data
    except (cbor2.CBORError, ValueError, TypeError, OverflowError, RecursionError, MemoryError):
        raise JoinCodeError("cbor") from None
    if not same:
        raise JoinCodeError("cbor")
    return value


def _read(value: Any) -> JoinCode:
    if not isinstance(value, list) or len(value) != _PARTS:
        raise JoinCodeError("content")
    places, key, meeting, secret, expires = value
    sound = (
        isinstance(places, list)
        and 0 < len(places) <= MAX_PLACES
        and _is_bytes(key, _KEY_BYTES)
        and isinstance(meeting, str)
        and 0 < len(meeting) <= MAX_MEETING
        and _is_bytes(secret, SECRET_BYTES)
        and type(expires) is int
        and 0 <= expires < _LAST_SECOND
    )
    if not sound:
        raise JoinCodeError("content")
    return JoinCode(
        places=tuple(_place(raw) for raw in places),
        key=key,
        meeting=meeting,
        secret=secret,
        expires=datetime.fromtimestamp(expires, UTC),
    )


def _is_bytes(value: object, length: int) -> bool:
    return isinstance(value, bytes) and len(value) == length


def _place(raw: object) -> tuple[str, int]:
    if not isinstance(raw, bytes) or len(raw) != _ADDRESS_BYTES:
        raise JoinCodeError("content")
    port = int.from_bytes(raw[4:], "big")
    if not 0 < port <= _LAST_PORT:
        raise JoinCodeError("content")
    return str(ipaddress.IPv4Address(raw[:4])), port
