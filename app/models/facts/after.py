"""Facts after the seal: receipts, revision, closing."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from app.models.facts.base import FactBase, Ink
from app.models.terms import Document


class DeviceRange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Entries ``1..upto`` of one device's chain, the last with ``hash``."""

    device: str
    upto: int
    hash: str


class ReceiptStored(FactBase, frozen=True):
    """A signed receipt of the central node: it holds these ranges. What no receipt covers is not yet sent (DESIGN.md 1)."""

    ranges: tuple[DeviceRange, ...]
    seal_hash: str
    received_at: datetime
    kid: str
    signature: str


class ConflictNoticed(FactBase, frozen=True):
    """T23: the central node answered differently (EC-19, EC-23, EC-48)."""

    reason: str


class ConflictSettled(FactBase, frozen=True):
    """T23b/T23c: people decided."""

    how: Literal["resend", "stored_with_note"]
    reason: str


class UploadReceiptRecorded(FactBase, frozen=True):
    """回执 of one of ``upload.items`` (C60): from the central node or a number/screenshot of the authority's platform."""

    item: str
    source: Literal["server", "platform", "acceptance"]
    number: str
    received_at: datetime
    scan: str = ""


class MeetingVoided(FactBase, frozen=True):
    """作废 (T32): authority order, or leader + owner + secretary. Form ZF is made from it.

    ``acceptance`` is the number under which the central system accepts the voiding; needed once a receipt exists.
    """

    reason: str
    order_number: str = ""
    leader: str = ""
    owner: str = ""
    acceptance: str = ""
    leader_ink: Ink | None = None
    owner_ink: Ink | None = None


class ExpertRegistered(FactBase, frozen=True):
    """登记确认 of one expert in the management system (C62, ZZ-30), with the system's time and number."""

    expert: str
    registered_at: datetime
    number: str = ""


class ExpertScored(FactBase, frozen=True):
    """One line of a score sheet (C65): ``scheme`` organiser (NN-四（八）, 3.7) or term (ZZ§附件). Hidden until sealing.

    ``item`` is a key of the score table (resources/law/scores.toml), ``points`` may be negative.
    """

    expert: str
    scheme: Literal["organiser", "term"]
    item: str
    points: float
    note: str = ""


class CorrectionWritten(FactBase, frozen=True):
    """更正说明 (GS): a clerical error outside the signed content; leader and secretary sign, the sealed file stays (EC-21)."""

    document: Document
    place: str
    wrong: str
    right: str
    reason: str
    leader: str
    leader_ink: Ink | None = None


class LeaderReplaced(FactBase, frozen=True):
    """组长变更 after the meeting: the person an authority document names acts instead (T28, EC-35); number and scan."""

    leader: str
    name: str
    number: str
    scan: str


class NextMeetingLinked(FactBase, frozen=True):
    """The new meeting for this plan or its successor: application number or meeting id (T09, T31, EC-31)."""

    next_meeting: str


class ArchiveHandedOver(FactBase, frozen=True):
    """One of the two archives was handed over (C66, 令37-24②③): to whom, and the paper that says so."""

    archive: Literal["contractor", "supervisor"]
    received_by: str
    note: str = ""


class RecordWithdrawn(FactBase, frozen=True):
    """T26b: plan withdrawn or a new meeting registered."""

    reason: str
    next_meeting: str = ""
