"""Facts of signing, ending and sealing."""

from typing import Literal

from msgspec import Struct

from app.models.facts.after import DeviceRange
from app.models.facts.base import FactBase, Ink
from app.models.terms import Document, Mode, SignKind, Verdict


class ContentFrozen(FactBase, frozen=True):
    """T16: the report of proposal ``version`` is fixed; ``content_hash`` as in 8.1, ``print_hash`` of the PDF to sign."""

    version: int
    content_hash: str
    print_hash: str = ""


class SignatureGiven(FactBase, frozen=True):
    """One person signed one document. ``content_hash`` binds the signature to its content (C52).

    For the report the signer saw the sentence of XJ-二（四）3 first (``warned``). DRAWN carries ink; WET_INK is recorded
    with the scan. CA_ESIGN names the signer's ``certificate`` (issuer and number) and the signed file (``evidence``, a blob).
    """

    person: str
    document: Document
    content_hash: str
    sign_kind: SignKind
    ink: Ink | None = None
    warned: bool = False
    certificate: str = ""
    evidence: str = ""


class SignatureRefused(FactBase, frozen=True):
    """拒绝签字: a right (ZZ§11（二）). His own text, signed if he will (EC-08)."""

    person: str
    reason: str
    ink: Ink | None = None


class ScanAttached(FactBase, frozen=True):
    """A signed paper came back as a scan; page count compared, tick "扫描件与封存件内容一致" (3.2 wet ink)."""

    document: Document
    blob: str
    pages: int
    pages_expected: int
    second: str


class NamePictured(FactBase, frozen=True):
    """No font has a character of this name: it is printed as a picture with its code points (EC-13, 姓名33)."""

    person: str
    text: str
    picture: str
    code_points: str


class SigningReopened(FactBase, frozen=True):
    """T18: content changes or the discussion is opened again; all signatures are void."""

    reason: str


class OnSiteAttested(FactBase, frozen=True):
    """‘已在会议现场全部签字’ (C53): leader with the owner's verifier."""

    leader: str
    verifier: str


class MeetingEnded(FactBase, frozen=True):
    """散会: fixes E (0.3)."""


class SealedFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of the sealed record: document id, type, SHA-256 and length in bytes (a truncated PDF must not pass)."""

    document: Document
    id: str
    sha256: str
    size: int
    pages: int


class ReportSealed(FactBase, frozen=True):
    """T19: the record is closed. ``seal_hash`` = SHA-256 of (content_hash, hash of the entry before, all file hashes).

    ``tree_root`` is the RFC 6962 root over the entries before this one, in their total order. ``heads`` say which those
    are: an entry of another device that arrives later may sort before the seal, yet is not under it.
    """

    content_hash: str
    seal_hash: str
    tree_root: str
    last_entry: str
    files: tuple[SealedFile, ...]
    heads: tuple[DeviceRange, ...] = ()


class NoConsensusClosed(FactBase, frozen=True):
    """T20: no agreed opinion (3.11). ``fact_note`` if the dissenter wrote nothing."""

    reason: str
    fact_note: str = ""
    second: str = ""


class RecordClosed(FactBase, frozen=True):
    """The seal of a record without a report (ABORTED, NO_CONSENSUS): content_hash is empty (8.1)."""

    seal_hash: str
    tree_root: str
    last_entry: str
    files: tuple[SealedFile, ...]
    heads: tuple[DeviceRange, ...] = ()


class RecordReissued(FactBase, frozen=True):
    """T32b: corrected re-issue of a VOID record; the experts of the old report are together again (EC-21).

    ``of`` is the voided meeting, ``seal_hash`` its seal. The successor keeps the document id and raises the version
    (8.7-18); its content facts follow as facts of their own, ``entries`` are the old entries they repeat.
    """

    of: str
    seal_hash: str
    version: int
    verdict: Verdict
    reason: str
    mode: Mode
    verdict_reason: str = ""
    entries: tuple[str, ...] = ()


class PrimaryTaken(FactBase, frozen=True):
    """The device that is the primary of the meeting (4.3-3).

    A take-over (EC-19) names who of the owner agreed, with his signature, and why.
    """

    device: str
    how: Literal["import", "takeover"] = "import"
    owner: str = ""
    reason: str = ""
    owner_ink: Ink | None = None
