"""Parts of a Meeting: what the experts found, what was signed, what came after the seal. Read-only outside the fold."""

from datetime import datetime

from msgspec import Struct, field

from app.models.entry import By
from app.models.facts import (
    ArchiveHandedOver,
    AssessmentWritten,
    CorrectionWritten,
    ExpertRegistered,
    ExpertScored,
    KeyNodeInvited,
    KeyNodePushed,
    KeyNodeVisited,
    KeyNodeWritten,
    LateExpertBriefed,
    LeaderReplaced,
    MeetingVoided,
    PersonalFormSubmitted,
    PlanPart,
    QuestionAnswered,
    QuestionAsked,
    ReservationWritten,
    RevisionApproved,
    RevisionFiled,
    RevisionItemWritten,
    RevisionRejected,
    RevisionReturned,
    SealedFile,
    SignatureGiven,
    SupervisorApproved,
    TopicConcluded,
    UploadReceiptRecorded,
)
from app.models.terms import (
    DefectAnswer,
    Stance,
    Verdict,
)


class Proposal(Struct, kw_only=True):
    """Proposal v_n of the leader and the stances on it."""

    version: int
    verdict: Verdict
    reason: str
    at: datetime
    stances: dict[str, Stance] = field(default_factory=dict)
    objections: dict[str, str] = field(default_factory=dict)
    superseded: bool = False


class Frozen(Struct, frozen=True, kw_only=True):
    """The content fixed by T16. ``at`` is the 论证意见形成时间."""

    version: int
    content_hash: str
    print_hash: str
    at: datetime
    present: tuple[str, ...]


class Signed(Struct, frozen=True, kw_only=True):
    """A signature as given, with its time and the identification of the signer."""

    given: SignatureGiven
    at: datetime
    by: By
    late: bool = False  # after 散会, by the order of the facts


class Session(Struct, kw_only=True):
    """What the experts found."""

    topics: dict[int, TopicConcluded] = field(default_factory=dict)
    parts: dict[int, PlanPart] = field(default_factory=dict)
    conditions: dict[str, bool] = field(default_factory=dict)
    answers: dict[str, dict[str, DefectAnswer]] = field(default_factory=dict)
    fixed: dict[str, DefectAnswer] = field(default_factory=dict)
    fixed_reasons: dict[str, str] = field(default_factory=dict)
    forms: dict[str, PersonalFormSubmitted] = field(default_factory=dict)
    conclusions: dict[str, Verdict] = field(default_factory=dict)
    assessment: AssessmentWritten | None = None
    items: dict[str, RevisionItemWritten] = field(default_factory=dict)
    nodes: dict[str, KeyNodeWritten] = field(default_factory=dict)
    reservations: dict[str, ReservationWritten] = field(default_factory=dict)
    briefed: dict[str, LateExpertBriefed] = field(default_factory=dict)
    questions: dict[str, QuestionAsked] = field(default_factory=dict)
    replies: dict[str, QuestionAnswered] = field(default_factory=dict)
    proposals: list[Proposal] = field(default_factory=list)

    @property
    def proposal(self) -> Proposal | None:
        """The current proposal, if it is not superseded."""
        return self.proposals[-1] if self.proposals and not self.proposals[-1].superseded else None


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
    conflict_note: str = ""  # the record is stored with this note; later copies print it (T23c)
    visits: list[KeyNodeVisited] = field(default_factory=list)
    received_at: datetime | None = None
    sent_upto: dict[str, int] = field(default_factory=dict)
    void: MeetingVoided | None = None
    void_reason: str = ""
    withdrawn: str = ""
    filed: list[RevisionFiled] = field(
        default_factory=list
    )  # every changed plan; ``revision`` is the one now waiting
    filed_at: list[datetime] = field(default_factory=list)  # when each of ``filed`` was recorded
    rereviews: list[Rereview] = field(default_factory=list)
    registered: dict[str, ExpertRegistered] = field(default_factory=dict)
    scores: list[ExpertScored] = field(default_factory=list)
    corrections: list[CorrectionWritten] = field(default_factory=list)
    corrected_at: list[datetime] = field(default_factory=list)
    invitations: dict[str, KeyNodeInvited] = field(default_factory=dict)
    pushes: dict[str, KeyNodePushed] = field(default_factory=dict)
    pushed_visits: dict[str, int] = field(default_factory=dict)  # how many visits of a node the push covered
    leader: LeaderReplaced | None = None
    next_meeting: str = ""
    archives: dict[str, ArchiveHandedOver] = field(default_factory=dict)


class Seal(Struct, frozen=True, kw_only=True):
    """The closed record."""

    content_hash: str
    seal_hash: str
    tree_root: str
    last_entry: str
    files: tuple[SealedFile, ...]
    at: datetime
