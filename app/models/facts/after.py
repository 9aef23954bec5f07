"""Facts after the seal: receipts, revision, closing."""

from datetime import date, datetime
from typing import Literal

from msgspec import Struct

from app.models.facts.base import FactBase


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


class RevisionAnswer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one required item was answered in the changed plan, and where."""

    item: str
    answer: str
    place: str


class RevisionFiled(FactBase, frozen=True):
    """The changed plan: new hash, each required item answered (T26/T28b)."""

    plan_sha256: str
    plan_version: str
    dated: date
    answers: tuple[RevisionAnswer, ...]


class ChangeNoticeDelivered(FactBase, frozen=True):
    """修改情况已告知专家 (31号-五, 8.7-10)."""

    expert: str
    channel: str
    delivered_at: datetime


class SupervisorApproved(FactBase, frozen=True):
    """T30: 第十一条 done again: both signatures, stamp and 执业印章."""

    technical_director_on: date
    chief_supervisor_on: date
    stamped: bool


class MeetingVoided(FactBase, frozen=True):
    """作废 (T32): authority order, or leader + owner + secretary."""

    reason: str
    order_number: str = ""
    leader: str = ""
    owner: str = ""


class RecordWithdrawn(FactBase, frozen=True):
    """T26b: plan withdrawn or a new meeting registered."""

    reason: str
    next_meeting: str = ""


class KeyNodeVisited(FactBase, frozen=True):
    """T33: guidance and acceptance at a key node (3.9, C63)."""

    node: str
    visited_on: date
    expert: str
    guidance: str
    result: Literal["合格", "整改后复验", "不合格"]
    pushed_at: datetime | None = None
