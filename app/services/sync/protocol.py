"""``huiqian.sync/1``: what a desk and the central node say to each other. Both sides use these structs, bounds and bytes.

Bodies are JSON of the structs here; blobs and packages travel as their own bytes. Whatever is signed is signed over the
RFC 8785 form of a struct whose ``format`` names its purpose, so that no signature can stand for another thing.

A request of a device carries ``Authorization: Huiqian device=…, at=…, nonce=…, digest=…, signature=…`` (``Credentials``):
Ed25519 by the device key over method, target, digest of the body, time and nonce. The node refuses a time more than
``WINDOW_SECONDS`` from its own clock and a nonce it has seen within that window. Its memory of nonces is lost with the
process; every request is idempotent, so that a replay adds nothing.
"""

import hashlib
import re
from datetime import date, datetime
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from app.models.badge import MAX_ID, SERIAL_BYTES
from app.models.certificates import MAX_KIND, MAX_NUMBER
from app.models.facts import DeviceRange, ReceiptStored
from app.services.ledger import Line
from app.services.signing.canonical import canonical
from app.services.signing.keys import key_digest, unpack, verify

FORMAT: Final = "huiqian.sync/1"

WINDOW_SECONDS = 300
"""How far the time of a request may be from the node's clock, either way."""

MAX_BATCH_LINES = 500
MAX_BATCH_BYTES = 1024 * 1024
"""Bounds of one delivery of entries: it is one transaction and one thing to repeat after a cut."""

MAX_BODY = 4 * 1024 * 1024
"""Bytes of any request or answer that is no blob and no package: one batch with one entry over the bound still fits."""

MAX_NAMES = 5_000
"""Blob names in one question."""

MAX_PACKAGE = 8_000_000
"""Bytes of a signed package."""

MAX_REASON = 1_000
"""Characters of an operator's reason."""

MAX_QUESTION = 16 * 1024
"""Bytes of a question about a certificate."""

MAX_REVOKED = 20_000
"""Badges of one meeting that may be revoked; a package has at most 5,000."""

PROBLEM = "application/problem+json"
"""Media type of a refusal (RFC 9457)."""

Form = Literal["huiqian.sync/1"]


class Message(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what is sent."""


class Health(Message, frozen=True):
    """``GET /v1/health``: the node runs and its ledger answers."""

    kid: str
    format: Form = FORMAT


class SignedTime(Message, frozen=True):
    """``GET /v1/time?nonce=``: who the node is and what time it has (EC-17). Proves its key over the asker's nonce."""

    kid: str
    public: str
    nonce: str
    time: datetime
    signature: str = ""
    format: Literal["huiqian.time/1"] = "huiqian.time/1"


class Challenge(Message, frozen=True):
    """``POST /v1/devices/challenge``: a nonce to prove a key with; the node's own signature makes it stateless."""

    kid: str
    nonce: str
    expires: datetime
    signature: str = ""
    format: Literal["huiqian.challenge/1"] = "huiqian.challenge/1"


class Possession(Message, frozen=True):
    """What a device signs to enrol: this key answers this challenge of this node."""

    kid: str
    nonce: str
    public: str
    format: Literal["huiqian.enrol/1"] = "huiqian.enrol/1"


class Enrol(Message, frozen=True):
    """``POST /v1/devices``: public key (base64), the challenge, the signature over ``Possession``, and a code if asked."""

    public: str
    challenge: Challenge
    proof: str
    code: str = ""
    format: Form = FORMAT


class Enrolled(Message, frozen=True):
    """The node knows the device from now on."""

    device: str
    kid: str


class DeviceWord(Message, frozen=True):
    """``GET /v1/devices/{id}?nonce=``: what the node knows of a device, signed: its key (base64, "" = never enrolled)."""

    kid: str
    nonce: str
    device: str
    public: str
    revoked_at: datetime | None = None
    signature: str = ""
    format: Literal["huiqian.device/1"] = "huiqian.device/1"


class Conflict(Message, frozen=True):
    """T23: why the node does not take the seal, in the node's own words (``reason``).

    ``code``: withdrawn, another_seal, seal_broken, rules_broken.
    """

    code: str
    reason: str


class Heads(Message, frozen=True):
    """``GET /v1/meetings/{id}/heads``: how far the node has each chain; small news a running meeting may see (EC-22)."""

    meeting: str
    ranges: tuple[DeviceRange, ...]
    roster_version: int = 0
    conflict: Conflict | None = None


class Push(Message, frozen=True):
    """``POST /v1/meetings/{id}/lines``: one bounded batch. ``keys``: base64 public key of each device in it."""

    meeting: str
    lines: tuple[Line, ...]
    keys: dict[str, str]
    format: Form = FORMAT


class Taken(Message, frozen=True):
    """What was new in a batch, and where the chains are now."""

    new: int
    known: int
    ranges: tuple[DeviceRange, ...]


class BlobNames(Message, frozen=True):
    """``POST /v1/blobs/missing``: names asked; in the answer those the node lacks."""

    names: tuple[str, ...]


class ReceiptWanted(Message, frozen=True):
    """``POST /v1/meetings/{id}/receipt``: ``seal_hash`` is the seal as this device knows it, empty before T19."""

    seal_hash: str = ""
    format: Form = FORMAT


class Receipt(Message, frozen=True):
    """The node holds these ranges, and the seal if ``seal_hash`` names it. The same state gives the same receipt again."""

    meeting: str
    ranges: tuple[DeviceRange, ...]
    seal_hash: str
    received_at: datetime
    kid: str
    signature: str = ""
    format: Literal["huiqian.receipt/1"] = "huiqian.receipt/1"


class Acknowledgement(Message, frozen=True):
    """A receipt, and why it does not cover the seal: a ``conflict`` for people (T23), or chains ``waiting`` to arrive."""

    receipt: Receipt
    conflict: Conflict | None = None
    waiting: tuple[str, ...] = ()


class PackageInfo(Message, frozen=True):
    """A signed package the node gives out: ``GET /v1/packages`` lists them, ``/v1/packages/{id}/{version}`` is one."""

    meeting: str
    roster_version: int
    sha256: str
    title: str
    planned_start: datetime | None = None


class PackageList(Message, frozen=True):
    """All packages of the node."""

    packages: tuple[PackageInfo, ...]
    format: Form = FORMAT


_Id = Annotated[str, Meta(min_length=1, max_length=MAX_ID)]
_Digest = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
_KindText = Annotated[str, Meta(min_length=1, max_length=MAX_KIND)]
_NumberText = Annotated[str, Meta(min_length=1, max_length=MAX_NUMBER)]


class CertificateQuestion(Message, frozen=True):
    """``POST /v1/certificates``: is this e-certificate, shown at the door by this person on this day, a good one (CJ-二12)?

    ``digest``: of the code as it was scanned; the node only repeats it, so that an answer belongs to one scan.
    """

    meeting: _Id
    person: _Id
    digest: _Digest
    certificate: _KindText
    number: _NumberText
    day: date
    format: Form = FORMAT


class CertificateAnswer(Message, frozen=True):
    """What the node knows of a certificate, signed, with the question in it. ``unknown`` is no verdict: it stays 未核验.

    ``detail``: Chinese, for people; ``registered`` and ``until``: kind and last day as the node has them.
    """

    kid: str
    meeting: _Id
    person: _Id
    digest: _Digest
    certificate: _KindText
    number: _NumberText
    day: date
    state: Literal["valid", "expired", "revoked", "other_person", "unknown"]
    detail: Annotated[str, Meta(max_length=300)]
    answered_at: datetime
    until: date | None = None
    registered: Annotated[str, Meta(max_length=MAX_KIND)] = ""
    signature: str = ""
    format: Literal["huiqian.certificate/1"] = "huiqian.certificate/1"


class RevokedBadge(Message, frozen=True):
    """One badge no door takes any more."""

    serial: Annotated[str, Meta(pattern=f"^[0-9a-f]{{{2 * SERIAL_BYTES}}}$")]
    reason: Annotated[str, Meta(max_length=MAX_REASON)]


class RevocationList(Message, frozen=True):
    """``GET /v1/meetings/{id}/revocations?nonce=``: every revoked badge of a meeting as of now, signed over the nonce.

    It is signed when nothing is revoked too: the door must know how old its list is.
    """

    kid: str
    meeting: str
    nonce: str
    as_of: datetime
    revoked: Annotated[tuple[RevokedBadge, ...], Meta(max_length=MAX_REVOKED)] = ()
    signature: str = ""
    format: Literal["huiqian.revocations/1"] = "huiqian.revocations/1"


class Decision(Message, frozen=True):
    """An operator's word on a meeting: withdraw it, or settle a conflict (T23b, T23c)."""

    how: Literal["withdraw", "resend", "stored_with_note"]
    reason: str


class Problem(Message, frozen=True):
    """A refusal (RFC 9457); ``detail`` is Chinese, ``code`` stable, ``args`` the facts of the case."""

    title: str
    status: int
    code: str
    detail: str = ""
    args: dict[str, str] = {}  # msgspec copies an empty default
    problems: tuple[str, ...] = ()
    type: str = "about:blank"


class Credentials(Struct, frozen=True, kw_only=True):
    """The five values of a signed request. ``digest``: SHA-256 (hex) of the body, checked before the body is read."""

    device: str
    at: str
    nonce: str
    digest: str
    signature: str = ""

    def signed_bytes(self, method: str, target: str) -> bytes:
        """Bytes under the signature; ``target`` is path and query as sent."""
        parts = (FORMAT, "request", method, target, self.digest, self.at, self.nonce, self.device)
        return "\n".join(parts).encode()

    def header(self) -> str:
        """Value of ``Authorization``."""
        return (
            f"Huiqian device={self.device}, at={self.at}, nonce={self.nonce}, "
            f"digest={self.digest}, signature={self.signature}"
        )


_HEADER = re.compile(
    r"Huiqian device=(d-[0-9a-f]{16}), at=([0-9]{1,11}\.[0-9]{3}), nonce=([0-9a-f]{32}), "
    r"digest=([0-9a-f]{64}), signature=([A-Za-z0-9+/]{86}==)"
)


def read_credentials(header: str) -> Credentials | None:
    """Parse ``Authorization``; None unless it is exactly of the form that ``Credentials.header`` writes."""
    found = _HEADER.fullmatch(header) if len(header) <= 400 else None  # noqa: PLR2004  a header of ours has 300
    if found is None:
        return None
    device, at, nonce, digest, signature = found.groups()
    return Credentials(device=device, at=at, nonce=nonce, digest=digest, signature=signature)


def body_digest(body: bytes) -> str:
    """SHA-256 of a body in hex."""
    return hashlib.sha256(body).hexdigest()


Word = SignedTime | Challenge | DeviceWord | Receipt | CertificateAnswer | RevocationList
"""What the node signs."""

Signed = Word | Possession


def signed_bytes(message: Signed) -> bytes:
    """Bytes a signature is over: the canonical form without the signature itself."""
    values = {name: getattr(message, name) for name in message.__struct_fields__ if name != "signature"}
    return canonical(values)


def is_signed_by(message: Word, public: bytes) -> bool:
    """Return True if the owner of ``public`` signed the message under its own key id."""
    signature = unpack(message.signature)
    named = message.kid == "n-" + key_digest(public)
    return named and signature is not None and verify(public, signature, signed_bytes(message))


def receipt_of(meeting: str, fact: ReceiptStored) -> Receipt:
    """Return the receipt a stored fact came from; whoever has the node's key can verify it again."""
    return Receipt(
        meeting=meeting,
        ranges=fact.ranges,
        seal_hash=fact.seal_hash,
        received_at=fact.received_at,
        kid=fact.kid,
        signature=fact.signature,
    )


def fact_of(receipt: Receipt) -> ReceiptStored:
    """Return the fact a receipt is stored as."""
    return ReceiptStored(
        ranges=receipt.ranges,
        seal_hash=receipt.seal_hash,
        received_at=receipt.received_at,
        kid=receipt.kid,
        signature=receipt.signature,
    )
