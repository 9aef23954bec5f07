"""What the devices of a venue say to each other beside ``huiqian.sync/1``: joining, and pulling lines.

Requests are signed as those to the central node (``Credentials``), inside TLS that is pinned to the primary's key. The
primary gives no receipts: what the central node holds, only the central node says.

=====================================================  ==========================================================
``GET /v1/venue/hello``                                who serves, what time it has (unsigned: TLS has proven it)
``POST /v1/venue/challenge``                           a nonce to join with
``POST /v1/venue/join``                                ``Join`` → ``Joined``
``GET /v1/meetings/{id}/heads``                        ``Heads``
``GET /v1/meetings/{id}/lines?device=&after=``         ``Lines``: what follows an entry of one chain
``POST /v1/meetings/{id}/lines``                       ``Push`` → ``Taken``
``GET /v1/meetings/{id}/blobs/{sha256}``               a blob a fact of the meeting names
``POST /v1/blobs/missing``, ``PUT /v1/blobs/{sha256}``  as to the central node
=====================================================  ==========================================================
"""

import hashlib
import hmac
from datetime import datetime
from typing import Literal

from app.services.ledger import Line
from app.services.signing.canonical import canonical
from app.services.sync.protocol import Form, Message

NAME_MAX = 40
KEYS_MAX = 64

Purpose = Literal["huiqian.venue.join/1", "huiqian.venue.joined/1"]


class Hello(Message, frozen=True):
    """Who answers here, which meetings are open, and the time it has."""

    device: str
    time: datetime
    meetings: tuple[str, ...]
    format: Literal["huiqian.venue/1"] = "huiqian.venue/1"


class JoinNonce(Message, frozen=True):
    """A nonce, good once and for two minutes."""

    nonce: str


class Join(Message, frozen=True):
    """A device asks to join: its key proves the device, ``mac`` proves that it saw the join code. The secret stays at home."""

    meeting: str
    public: str
    name: str
    nonce: str
    proof: str
    mac: str
    format: Form = "huiqian.sync/1"


class Joined(Message, frozen=True):
    """The device belongs to the venue. ``keys``: key id → key (base64) of the nodes the primary trusts, for badges."""

    meeting: str
    device: str
    primary: str
    keys: dict[str, str]
    mac: str


class Lines(Message, frozen=True):
    """What follows an entry of one chain, in order; with the key of the device that wrote it."""

    meeting: str
    lines: tuple[Line, ...]
    keys: dict[str, str]


def join_bytes(*, primary: str, meeting: str, nonce: str, public: str, name: str) -> bytes:
    """What a device signs, and what the secret is laid over, to join."""
    parts = {"meeting": meeting, "name": name, "nonce": nonce, "primary": primary, "public": public}
    return canonical({"format": "huiqian.venue.join/1", **parts})


def answer_bytes(joined: Joined, nonce: str) -> bytes:
    """What the primary lays the secret over, so that its answer belongs to this code and this question."""
    parts = {"device": joined.device, "keys": joined.keys, "meeting": joined.meeting, "nonce": nonce}
    return canonical({"format": "huiqian.venue.joined/1", "primary": joined.primary, **parts})


def mac_of(secret: bytes, data: bytes) -> str:
    """HMAC-SHA256 (hex)."""
    return hmac.new(secret, data, hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """Compare without telling by time how far they agree."""
    return hmac.compare_digest(one.encode(), other.encode())
