"""All that can happen, one frozen struct each (DESIGN.md 1). ``Fact`` is the tagged union stored in the ledger."""

from app.models.facts.after import (
    ChangeNoticeDelivered,
    ConflictNoticed,
    ConflictSettled,
    DeviceRange,
    KeyNodeVisited,
    MeetingVoided,
    ReceiptStored,
    RecordWithdrawn,
    RevisionAnswer,
    RevisionFiled,
    SupervisorApproved,
    UploadReceiptRecorded,
)
from app.models.facts.attendance import (
    AbsenceRecorded,
    Ballot,
    CheckInOpened,
    DeclarationSigned,
    LeaderElected,
    LeaderNamed,
    OwnerVerified,
    PersonCheckedIn,
    PersonCheckedOut,
    PhotoTaken,
    PostHolderChanged,
    QualificationsChecked,
    QualificationTick,
    StatusNoticed,
    SubstitutionSuspected,
    VisitorCheckedIn,
)
from app.models.facts.base import FactBase, Ink
from app.models.facts.prepare import (
    ClockAnchored,
    ClockAttested,
    EmployerCodeSet,
    FactUndone,
    FlagDecided,
    GapOverridden,
    LetterShown,
    PackageImported,
    PackageRefreshed,
    PlanCompared,
    PrintingConfirmed,
    ScopeDecided,
    TransitionRefused,
    WarningAcknowledged,
)
from app.models.facts.session import (
    AssessmentWritten,
    ConditionFlagSet,
    DefectFixed,
    DefectsAnswered,
    KeyNodeRemoved,
    KeyNodeWritten,
    LateExpertBriefed,
    MeetingCancelled,
    MeetingOpened,
    MeetingPostponed,
    MeetingStopped,
    OpinionRow,
    PersonalConclusionGiven,
    PersonalFormSubmitted,
    PlanPart,
    PlanPartsTicked,
    ProposalWithdrawn,
    ReservationWritten,
    RevisionItemRemoved,
    RevisionItemWritten,
    RollCalled,
    SessionResumed,
    SessionSuspended,
    StanceTaken,
    StopLifted,
    TopicConcluded,
    VerdictProposed,
)
from app.models.facts.signing import (
    ContentFrozen,
    MeetingEnded,
    NoConsensusClosed,
    OnSiteAttested,
    PrimaryTaken,
    RecordClosed,
    ReportSealed,
    ScanAttached,
    SealedFile,
    SignatureGiven,
    SignatureRefused,
    SigningReopened,
)

Fact = (
    PackageImported
    | PackageRefreshed
    | FlagDecided
    | ScopeDecided
    | LetterShown
    | EmployerCodeSet
    | PlanCompared
    | PrintingConfirmed
    | ClockAnchored
    | ClockAttested
    | WarningAcknowledged
    | GapOverridden
    | FactUndone
    | TransitionRefused
    | CheckInOpened
    | PersonCheckedIn
    | VisitorCheckedIn
    | PersonCheckedOut
    | DeclarationSigned
    | QualificationsChecked
    | OwnerVerified
    | PostHolderChanged
    | LeaderElected
    | LeaderNamed
    | SubstitutionSuspected
    | AbsenceRecorded
    | StatusNoticed
    | PhotoTaken
    | MeetingOpened
    | MeetingStopped
    | StopLifted
    | MeetingPostponed
    | MeetingCancelled
    | SessionSuspended
    | RollCalled
    | SessionResumed
    | LateExpertBriefed
    | TopicConcluded
    | PlanPartsTicked
    | ConditionFlagSet
    | DefectsAnswered
    | DefectFixed
    | PersonalFormSubmitted
    | PersonalConclusionGiven
    | AssessmentWritten
    | RevisionItemWritten
    | RevisionItemRemoved
    | KeyNodeWritten
    | KeyNodeRemoved
    | ReservationWritten
    | VerdictProposed
    | ProposalWithdrawn
    | StanceTaken
    | ContentFrozen
    | SignatureGiven
    | SignatureRefused
    | ScanAttached
    | SigningReopened
    | OnSiteAttested
    | MeetingEnded
    | ReportSealed
    | NoConsensusClosed
    | RecordClosed
    | PrimaryTaken
    | ReceiptStored
    | ConflictNoticed
    | ConflictSettled
    | UploadReceiptRecorded
    | RevisionFiled
    | ChangeNoticeDelivered
    | SupervisorApproved
    | MeetingVoided
    | RecordWithdrawn
    | KeyNodeVisited
)

__all__ = [
    "AbsenceRecorded",
    "AssessmentWritten",
    "Ballot",
    "ChangeNoticeDelivered",
    "CheckInOpened",
    "ClockAnchored",
    "ClockAttested",
    "ConditionFlagSet",
    "ConflictNoticed",
    "ConflictSettled",
    "ContentFrozen",
    "DeclarationSigned",
    "DefectFixed",
    "DefectsAnswered",
    "DeviceRange",
    "EmployerCodeSet",
    "Fact",
    "FactBase",
    "FactUndone",
    "FlagDecided",
    "GapOverridden",
    "Ink",
    "KeyNodeRemoved",
    "KeyNodeVisited",
    "KeyNodeWritten",
    "LateExpertBriefed",
    "LeaderElected",
    "LeaderNamed",
    "LetterShown",
    "MeetingCancelled",
    "MeetingEnded",
    "MeetingOpened",
    "MeetingPostponed",
    "MeetingStopped",
    "MeetingVoided",
    "NoConsensusClosed",
    "OnSiteAttested",
    "OpinionRow",
    "OwnerVerified",
    "PackageImported",
    "PackageRefreshed",
    "PersonCheckedIn",
    "PersonCheckedOut",
    "PersonalConclusionGiven",
    "PersonalFormSubmitted",
    "PhotoTaken",
    "PlanCompared",
    "PlanPart",
    "PlanPartsTicked",
    "PostHolderChanged",
    "PrimaryTaken",
    "PrintingConfirmed",
    "ProposalWithdrawn",
    "QualificationTick",
    "QualificationsChecked",
    "ReceiptStored",
    "RecordClosed",
    "RecordWithdrawn",
    "ReportSealed",
    "ReservationWritten",
    "RevisionAnswer",
    "RevisionFiled",
    "RevisionItemRemoved",
    "RevisionItemWritten",
    "RollCalled",
    "ScanAttached",
    "ScopeDecided",
    "SealedFile",
    "SessionResumed",
    "SessionSuspended",
    "SignatureGiven",
    "SignatureRefused",
    "SigningReopened",
    "StanceTaken",
    "StatusNoticed",
    "StopLifted",
    "SubstitutionSuspected",
    "SupervisorApproved",
    "TopicConcluded",
    "TransitionRefused",
    "UploadReceiptRecorded",
    "VerdictProposed",
    "VisitorCheckedIn",
    "WarningAcknowledged",
]
