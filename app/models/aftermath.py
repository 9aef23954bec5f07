"""What happened after the seal, as the fold knows it."""

from datetime import datetime

from msgspec import Struct, field

from app.models.entry import By
from app.models.facts import (
    ArchiveHandedOver,
    CorrectionWritten,
    ExpertRegistered,
    ExpertScored,
    KeyNodeInvited,
    KeyNodePushed,
    KeyNodeVisited,
    LeaderReplaced,
    MeetingVoided,
    RevisionApproved,
    RevisionFiled,
    RevisionRejected,
    RevisionReturned,
    SupervisorApproved,
    UploadReceiptRecorded,
)


class Rereview(Struct, frozen=True, kw_only=True):
    """One answer of the leader to a changed plan (T27, T28, T29; form 3.8)."""

    fact: RevisionReturned | RevisionApproved | RevisionRejected
    revision: RevisionFiled | None
    by: By
    at: datetime
    acting: str = ""  # who acted as leader at that moment (T28)


class Aftermath(Struct, kw_only=True):
    """What happened after the seal."""

    uploads: dict[str, UploadReceiptRecorded] = field(default_factory=dict)
    revision: RevisionFiled | None = None
    notices: dict[str, datetime] = field(default_factory=dict)
    approval: SupervisorApproved | None = None
    conflicts: list[str] = field(default_factory=list)
    visits: list[KeyNodeVisited] = field(default_factory=list)
    received_at: datetime | None = None
    sent_upto: dict[str, int] = field(default_factory=dict)
    void: MeetingVoided | None = None
    void_reason: str = ""
    withdrawn: str = ""
    filed: list[RevisionFiled] = field(
        default_factory=list
    )  # every changed plan; ``revision`` is the one now waiting
    rereviews: list[Rereview] = field(default_factory=list)
    registered: dict[str, ExpertRegistered] = field(default_factory=dict)
    scores: list[ExpertScored] = field(default_factory=list)
    corrections: list[CorrectionWritten] = field(default_factory=list)
    invitations: dict[str, KeyNodeInvited] = field(default_factory=dict)
    pushes: dict[str, KeyNodePushed] = field(default_factory=dict)
    pushed_visits: dict[str, int] = field(default_factory=dict)  # how many visits of a node the push covered
    leader: LeaderReplaced | None = None
    next_meeting: str = ""
    archives: dict[str, ArchiveHandedOver] = field(default_factory=dict)
