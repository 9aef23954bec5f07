"""All that can happen, one frozen struct each (DESIGN.md 1). ``Fact`` is the tagged union stored in the ledger."""

from app.models.facts.after import (
    ArchiveHandedOver,
    ConflictNoticed,
    ConflictSettled,
    CorrectionWritten,
    DeviceRange,
    ExpertRegistered,
    ExpertScored,
    LeaderReplaced,
    MeetingVoided,
    NextMeetingLinked,
    ReceiptStored,
    RecordWithdrawn,
    UploadReceiptRecorded,
)
from app.models.facts.attendance import (
    AbsenceRecorded,
    Ballot,
    CheckInOpened,
    CheckInShared,
    ConsentGiven,
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
    RosterVersionNoticed,
    StatusNoticed,
    SubstitutionCleared,
    SubstitutionSuspected,
    VisitorCheckedIn,
)
from app.models.facts.base import FactBase, Ink
from app.models.facts.door import (
    BadgeReissued,
    BadgesRevoked,
    DeviceJoined,
    DeviceLeft,
    ECertificateSeen,
    ECertificateVerified,
    ListedBadge,
    ScanTurnedAway,
)
from app.models.facts.nodes import KeyNodeInvited, KeyNodePushed, KeyNodeVisited
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
from app.models.facts.revision import (
    ChangeNoticeDelivered,
    RereviewRow,
    RevisionAnswer,
    RevisionApproved,
    RevisionFiled,
    RevisionRejected,
    RevisionReturned,
    SupervisorApproved,
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
    QuestionAnswered,
    QuestionAsked,
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
    NamePictured,
    NoConsensusClosed,
    OnSiteAttested,
    PrimaryTaken,
    RecordClosed,
    RecordReissued,
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
    | KeyNodeInvited
    | KeyNodePushed
    | RevisionReturned
    | RevisionApproved
    | RevisionRejected
    | LeaderReplaced
    | ExpertRegistered
    | ExpertScored
    | CorrectionWritten
    | NextMeetingLinked
    | ArchiveHandedOver
    | CheckInShared
    | ConsentGiven
    | SubstitutionCleared
    | RosterVersionNoticed
    | QuestionAsked
    | QuestionAnswered
    | NamePictured
    | RecordReissued
    | BadgeReissued
    | BadgesRevoked
    | DeviceJoined
    | DeviceLeft
    | ECertificateSeen
    | ECertificateVerified
    | ScanTurnedAway
)

__all__ = [
    "AbsenceRecorded",
    "ArchiveHandedOver",
    "AssessmentWritten",
    "BadgeReissued",
    "BadgesRevoked",
    "Ballot",
    "ChangeNoticeDelivered",
    "CheckInOpened",
    "CheckInShared",
    "ClockAnchored",
    "ClockAttested",
    "ConditionFlagSet",
    "ConflictNoticed",
    "ConflictSettled",
    "ConsentGiven",
    "ContentFrozen",
    "CorrectionWritten",
    "DeclarationSigned",
    "DefectFixed",
    "DefectsAnswered",
    "DeviceJoined",
    "DeviceLeft",
    "DeviceRange",
    "ECertificateSeen",
    "ECertificateVerified",
    "EmployerCodeSet",
    "ExpertRegistered",
    "ExpertScored",
    "Fact",
    "FactBase",
    "FactUndone",
    "FlagDecided",
    "GapOverridden",
    "Ink",
    "KeyNodeInvited",
    "KeyNodePushed",
    "KeyNodeRemoved",
    "KeyNodeVisited",
    "KeyNodeWritten",
    "LateExpertBriefed",
    "LeaderElected",
    "LeaderNamed",
    "LeaderReplaced",
    "LetterShown",
    "ListedBadge",
    "MeetingCancelled",
    "MeetingEnded",
    "MeetingOpened",
    "MeetingPostponed",
    "MeetingStopped",
    "MeetingVoided",
    "NamePictured",
    "NextMeetingLinked",
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
    "QuestionAnswered",
    "QuestionAsked",
    "ReceiptStored",
    "RecordClosed",
    "RecordReissued",
    "RecordWithdrawn",
    "ReportSealed",
    "RereviewRow",
    "ReservationWritten",
    "RevisionAnswer",
    "RevisionApproved",
    "RevisionFiled",
    "RevisionItemRemoved",
    "RevisionItemWritten",
    "RevisionRejected",
    "RevisionReturned",
    "RollCalled",
    "RosterVersionNoticed",
    "ScanAttached",
    "ScanTurnedAway",
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
    "SubstitutionCleared",
    "SubstitutionSuspected",
    "SupervisorApproved",
    "TopicConcluded",
    "TransitionRefused",
    "UploadReceiptRecorded",
    "VerdictProposed",
    "VisitorCheckedIn",
    "WarningAcknowledged",
]
