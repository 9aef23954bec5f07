"""Facts of 修改后通过: the changed plan, the leader's re-review, the approval (T26–T30)."""

from datetime import date, datetime
from typing import Literal

from msgspec import Struct

from app.models.facts.base import FactBase, Ink


class RevisionAnswer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one required item was answered in the changed plan, and where."""

    item: str
    answer: str
    place: str


class RevisionFiled(FactBase, frozen=True):
    """The changed plan: new hash, each required item answered (T26/T28b).

    ``to_leader`` asks for the leader's opinion where the pack does not demand it (T26, optional).
    """

    plan_sha256: str
    plan_version: str
    dated: date
    answers: tuple[RevisionAnswer, ...]
    to_leader: bool = False


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


class RereviewRow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The leader on one required item of form 3.8."""

    item: str
    result: Literal["已落实", "未落实", "部分"]
    note: str = ""


class RevisionReturned(FactBase, frozen=True):
    """T27: the leader finds the change not done; the contractor files again."""

    rows: tuple[RereviewRow, ...]
    reason: str
    ink: Ink | None = None


class RevisionApproved(FactBase, frozen=True):
    """T28: 修改情况复核意见 (form 3.8) signed by the leader, or by the person of ``LeaderReplaced``."""

    rows: tuple[RereviewRow, ...]
    opinion: str = ""
    ink: Ink | None = None


class RevisionRejected(FactBase, frozen=True):
    """T29: the change is too big; a new meeting is needed (令37-16②)."""

    reason: str
    rows: tuple[RereviewRow, ...] = ()
    ink: Ink | None = None
