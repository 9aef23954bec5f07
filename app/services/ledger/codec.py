"""An entry as bytes: written, read back, checked."""

import base64
import binascii
import gc
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import msgspec
from msgspec import Raw, Struct

from app.models.entry import Entry, Unsigned
from app.services.ledger import errors
from app.services.signing import keys
from app.services.signing.canonical import UNREADABLE, canonical, is_plain, plain_bytes

MAX_BODY = 256 * 1024
"""Bytes of one canonical entry; the longest form (3.3) with 100 rows stays under a third of it."""

MAX_BLOB = 64 * 1024 * 1024
"""Bytes of one blob: a scanned report of 100 pages at 300 dpi."""

MAX_LAMPORT = 2**40
"""No honest meeting gets near; a hostile device must not be able to use the order up."""

MAX_SEQ = 2**31
"""Sequence numbers are 32-bit integers on PostgreSQL."""

MAX_MEETING = 64
"""Characters of a meeting id."""

_BODY = msgspec.json.Decoder(Unsigned)
_ANY = msgspec.json.Decoder()


class Line(Struct, frozen=True, forbid_unknown_fields=True):
    """An entry on its way: one line of a bundle, one element of a delivery. ``body`` keeps the exact signed bytes."""

    body: Raw
    hash: str
    sig: str

    def entry(self) -> Entry:
        """Decode it; nothing is verified (see ``check_line``)."""
        return Entry(body=_BODY.decode(self.body), hash=self.hash, sig=self.sig)


def encode_body(body: Unsigned) -> bytes:
    """Return the canonical bytes that are hashed and signed.

    :raises NotCanonical: other devices could not check them (a float of 2**53 or more reads back as an integer).
    """
    if is_plain(type(body.fact)) and is_plain(type(body.by)):
        return plain_bytes(body)
    data = canonical(body)
    canonical(_ANY.decode(data))
    return data


def sign_body(body: Unsigned, key: keys.DeviceKey) -> tuple[Entry, bytes]:
    """Close an entry: its canonical bytes, their hash, the signature.

    The bytes are read back at once: a fact that could be written but not read would poison the meeting.

    :raises TooLarge: over ``MAX_BODY``.
    :raises NotCanonical: see ``encode_body``.
    :raises msgspec.ValidationError: the fact holds a value its own type forbids (a mistake of the program).
    """
    data = encode_body(body)
    if len(data) > MAX_BODY:
        raise errors.TooLarge(what="entry", size=len(data), limit=MAX_BODY)
    digest = hashlib.sha256(data).digest()
    signature = base64.b64encode(key.sign(digest)).decode()
    return Entry(body=_BODY.decode(data), hash=digest.hex(), sig=signature), data


def decode_rows(rows: Iterable[Sequence[Any]]) -> tuple[Entry, ...]:
    """Entries from ``(body, hash, sig)`` rows, not verified: what our own disk holds was verified when it came in.

    :raises Corrupted: a body is no entry any more; ``Ledger.verify`` says which.
    """
    decode, text = _BODY.decode, binascii.b2a_base64
    try:
        with _no_collection():
            return tuple(
                Entry(body=decode(body), hash=bytes(digest).hex(), sig=text(sig, newline=False).decode())
                for body, digest, sig in rows
            )
    except UNREADABLE as error:
        raise errors.Corrupted(reason=error) from error


@contextmanager
def _no_collection() -> Iterator[None]:
    """Ten thousand small objects are made and none dropped: the cycle collector would only search in vain."""
    active = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if active:
            gc.enable()


def read_line(line: Line) -> Entry:
    """Decode one entry that came from outside, without verifying it.

    :raises BadLine: its body is no entry.
    """
    try:
        return line.entry()
    except UNREADABLE as error:
        raise errors.BadLine(where=line.hash[:64], reason=error) from error


def check_line(line: Line, devices: Mapping[str, bytes]) -> Unsigned:
    """Read one delivered entry and hold it against its own claims: form, bounds, hash, signature.

    :param devices: device id → public key (32 bytes).
    :raises BadLine, BadSignature, UnknownDevice, TooLarge: see there.
    """
    data = bytes(line.body)
    if len(data) > MAX_BODY:
        raise errors.TooLarge(what="entry", size=len(data), limit=MAX_BODY)
    try:
        body = _BODY.decode(data)
        exact = canonical(_ANY.decode(data)) == data
    except UNREADABLE as error:
        raise errors.BadLine(where=line.hash[:64], reason=str(error)) from error
    where = f"{body.device}/{body.seq}"
    if not exact:
        raise errors.BadLine(where=where, reason="not canonical")
    if not (0 < body.seq < MAX_SEQ and 0 < body.lamport < MAX_LAMPORT and body.at.tzinfo):
        raise errors.BadLine(where=where, reason="out of bounds")
    _check_signature(line, body, data, devices)
    return body


def _check_signature(line: Line, body: Unsigned, data: bytes, devices: Mapping[str, bytes]) -> None:
    public = devices.get(body.device)
    if public is None:
        raise errors.UnknownDevice(device=body.device)
    digest = hashlib.sha256(data).digest()
    if digest.hex() != line.hash:
        raise errors.BadSignature(device=body.device, seq=body.seq, reason="hash")
    signature = keys.unpack(line.sig)
    if signature is None or not keys.verify(public, signature, digest):
        raise errors.BadSignature(device=body.device, seq=body.seq, reason="signature")
