"""Which fact may follow in which stage: the table of rules.md 4.2 as data.

``MOVES`` holds the facts that change the stage, ``STAYS`` those that happen inside one. A fact that comes in another
stage changes nothing; the fold lists it as out of place, so no order of facts reaches a stage the table forbids.
"""

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from app.models import facts as f
from app.models.facts import Fact
from app.models.meeting import Meeting
from app.models.terms import Document, Stage


class Move(Struct, frozen=True):
    """Row ``id`` of 4.2: from which stages, to which; ``to`` None means the handler decides."""

    id: str
    of: frozenset[Stage]
    to: Stage | None


def _move(id_: str, of: set[Stage], to: Stage | None) -> Move:
    return Move(id_, frozenset(of), to)


LIVE: frozenset[Stage] = frozenset({Stage.IN_SESSION, Stage.PROPOSED, Stage.SIGNING})
BEFORE_OPENING: frozenset[Stage] = frozenset({Stage.PREPARED, Stage.CHECKIN, Stage.STOPPED})
DAY: frozenset[Stage] = frozenset({Stage.CHECKIN, Stage.STOPPED, Stage.SUSPENDED}) | LIVE
AFTER: frozenset[Stage] = frozenset(
    {
        Stage.SYNC_PENDING,
        Stage.SYNCED,
        Stage.SYNC_CONFLICT,
        Stage.AWAIT_REVISION,
        Stage.REREVIEW,
        Stage.REVIEWED,
        Stage.FAILED,
        Stage.CLOSED,
    }
)
ENDED_WITHOUT_REPORT: frozenset[Stage] = frozenset({Stage.ABORTED, Stage.NO_CONSENSUS})
ANY: frozenset[Stage] = frozenset(Stage) - {Stage.NEW}

MOVES: dict[type[Fact], Move] = {
    f.PackageImported: _move("T01", {Stage.NEW}, Stage.PREPARED),
    f.PackageRefreshed: _move("T02", set(BEFORE_OPENING), None),
    f.CheckInOpened: _move("T03", {Stage.PREPARED}, Stage.CHECKIN),
    f.MeetingOpened: _move("T06", {Stage.CHECKIN}, Stage.IN_SESSION),
    f.MeetingStopped: _move("T07", {Stage.CHECKIN, Stage.SUSPENDED}, Stage.STOPPED),
    f.StopLifted: _move("T08", {Stage.STOPPED}, None),
    f.MeetingPostponed: _move("T09", {Stage.STOPPED, Stage.SUSPENDED}, Stage.ABORTED),
    f.MeetingCancelled: _move("T10", {Stage.PREPARED, Stage.CHECKIN}, Stage.ABORTED),
    f.SessionSuspended: _move("T11", set(LIVE), Stage.SUSPENDED),
    f.SessionResumed: _move("T12", {Stage.SUSPENDED}, None),
    f.VerdictProposed: _move("T14", {Stage.IN_SESSION}, Stage.PROPOSED),
    f.ProposalWithdrawn: _move("T15", {Stage.PROPOSED}, Stage.IN_SESSION),
    f.ContentFrozen: _move("T16", {Stage.PROPOSED}, Stage.SIGNING),
    f.SigningReopened: _move("T18", {Stage.SIGNING}, Stage.PROPOSED),
    f.ReportSealed: _move("T19", {Stage.SIGNING}, Stage.SEALED),
    f.NoConsensusClosed: _move("T20", {Stage.SUSPENDED, *LIVE}, Stage.NO_CONSENSUS),
    f.RecordClosed: _move("T21", set(ENDED_WITHOUT_REPORT), Stage.SYNC_PENDING),
    f.ConflictNoticed: _move("T23", {Stage.SYNC_PENDING}, Stage.SYNC_CONFLICT),
    f.ConflictSettled: _move("T23b", {Stage.SYNC_CONFLICT}, None),
    f.RevisionReturned: _move("T27", {Stage.REREVIEW}, Stage.AWAIT_REVISION),
    f.RevisionApproved: _move("T28", {Stage.REREVIEW}, Stage.REVIEWED),
    f.RevisionRejected: _move("T29", {Stage.REREVIEW}, Stage.FAILED),
    f.RecordReissued: _move("T32b", {Stage.PREPARED}, Stage.PROPOSED),
    f.RecordWithdrawn: _move("T26b", {Stage.AWAIT_REVISION, Stage.REREVIEW}, Stage.CLOSED),
    f.MeetingVoided: _move("T32", {*AFTER, Stage.SEALED, Stage.NO_CONSENSUS}, Stage.VOID),
}

_DELIBERATION = frozenset({Stage.IN_SESSION, Stage.PROPOSED})

STAYS: dict[type[Fact], frozenset[Stage]] = {
    f.FlagDecided: BEFORE_OPENING | DAY,
    f.ScopeDecided: BEFORE_OPENING,
    f.LetterShown: BEFORE_OPENING | DAY,
    f.EmployerCodeSet: BEFORE_OPENING | DAY,
    f.PlanCompared: BEFORE_OPENING | LIVE | {Stage.SUSPENDED},
    f.PrintingConfirmed: BEFORE_OPENING,
    f.ClockAnchored: ANY,
    f.ClockAttested: BEFORE_OPENING | DAY,
    f.WarningAcknowledged: BEFORE_OPENING | DAY | AFTER,
    f.GapOverridden: BEFORE_OPENING | DAY,
    f.FactUndone: ANY,
    f.TransitionRefused: ANY,
    f.PersonCheckedIn: DAY,
    f.VisitorCheckedIn: DAY,
    f.PersonCheckedOut: DAY,
    f.DeclarationSigned: DAY,
    f.QualificationsChecked: DAY,
    f.OwnerVerified: DAY,
    f.PostHolderChanged: BEFORE_OPENING | DAY,
    f.LeaderElected: DAY,
    f.LeaderNamed: BEFORE_OPENING,
    f.SubstitutionSuspected: DAY,
    f.AbsenceRecorded: DAY | AFTER | ENDED_WITHOUT_REPORT,
    f.StatusNoticed: ANY,
    f.PhotoTaken: DAY | AFTER,
    f.RollCalled: frozenset({Stage.SUSPENDED}),
    f.LateExpertBriefed: _DELIBERATION,
    f.TopicConcluded: _DELIBERATION,
    f.PlanPartsTicked: _DELIBERATION,
    f.ConditionFlagSet: _DELIBERATION,
    f.DefectsAnswered: _DELIBERATION,
    f.DefectFixed: _DELIBERATION,
    f.PersonalFormSubmitted: _DELIBERATION,
    f.PersonalConclusionGiven: _DELIBERATION,
    f.AssessmentWritten: _DELIBERATION,
    f.RevisionItemWritten: _DELIBERATION,
    f.RevisionItemRemoved: _DELIBERATION,
    f.KeyNodeWritten: _DELIBERATION,
    f.KeyNodeRemoved: _DELIBERATION,
    f.ReservationWritten: _DELIBERATION,
    f.StanceTaken: frozenset({Stage.PROPOSED}),
    f.SignatureGiven: DAY,
    f.SignatureRefused: frozenset({Stage.PROPOSED, Stage.SIGNING}),
    f.ScanAttached: frozenset({Stage.SIGNING}),
    f.OnSiteAttested: frozenset({Stage.SIGNING}),
    f.MeetingEnded: frozenset({Stage.SIGNING}),
    f.PrimaryTaken: ANY,
    f.ReceiptStored: ANY,
    f.UploadReceiptRecorded: AFTER,
    f.RevisionFiled: frozenset({Stage.AWAIT_REVISION, Stage.REREVIEW}),
    f.ChangeNoticeDelivered: frozenset({Stage.AWAIT_REVISION, Stage.REREVIEW, Stage.REVIEWED}),
    f.SupervisorApproved: frozenset({Stage.REVIEWED}),
    f.KeyNodeInvited: AFTER,
    f.KeyNodeVisited: AFTER,
    f.KeyNodePushed: AFTER,
    f.LeaderReplaced: AFTER,
    f.ExpertRegistered: AFTER,
    f.ExpertScored: DAY | AFTER,
    f.CorrectionWritten: AFTER,
    f.NextMeetingLinked: AFTER | ENDED_WITHOUT_REPORT,
    f.ArchiveHandedOver: AFTER,
    f.CheckInShared: frozenset({Stage.CHECKIN}),
    f.ConsentGiven: DAY,
    f.SubstitutionCleared: DAY,
    f.RosterVersionNoticed: ANY,
    f.QuestionAsked: _DELIBERATION,
    f.QuestionAnswered: _DELIBERATION,
    f.NamePictured: BEFORE_OPENING | DAY,
    f.BadgeReissued: BEFORE_OPENING | DAY,
    f.BadgesRevoked: ANY,
    f.ScanTurnedAway: BEFORE_OPENING | DAY,
    f.ECertificateSeen: DAY,
    f.ECertificateVerified: ANY,
    f.DeviceJoined: BEFORE_OPENING | DAY,
    f.DeviceLeft: ANY,
}


def _before_opening(m: Meeting, _fact: Any) -> bool:
    """STOPPED also follows the opening (T02: "before T06 only", EC-23)."""
    return m.opened_at is None


def _report_while_signing(m: Meeting, fact: f.SignatureGiven) -> bool:
    """T17."""
    return fact.document is not Document.REPORT or m.stage is Stage.SIGNING


def _not_ended(m: Meeting, _fact: f.SigningReopened) -> bool:
    """T18: after 散会 only through T11."""
    return m.ended_at is None


def _not_while_signing(m: Meeting, _fact: f.LeaderElected) -> bool:
    """EC-07: there a new leader is a change of content, T18 comes first (the verb records both)."""
    return m.stage is not Stage.SIGNING


def _receipt_there(m: Meeting, fact: f.ConflictSettled) -> bool:
    """T23c: receipt hash = seal_hash."""
    return fact.how == "resend" or m.after.received_at is not None


def _no_person_of_the_roster(m: Meeting, fact: f.VisitorCheckedIn) -> bool:
    """EC-34."""
    return fact.visitor not in m.people


_BEYOND_STAGE: dict[type[Fact], Callable[[Meeting, Any], bool]] = {
    f.PackageRefreshed: _before_opening,
    f.ScopeDecided: _before_opening,
    f.PrintingConfirmed: _before_opening,
    f.LeaderNamed: _before_opening,
    f.LeaderElected: _not_while_signing,
    f.SignatureGiven: _report_while_signing,
    f.SigningReopened: _not_ended,
    f.ConflictSettled: _receipt_there,
    f.VisitorCheckedIn: _no_person_of_the_roster,
}
"""What 4.2 asks of a fact beyond the stage."""


PRIMARY_ONLY: frozenset[type[Fact]] = frozenset(
    {
        f.MeetingOpened,
        f.MeetingStopped,
        f.VerdictProposed,
        f.ContentFrozen,
        f.ReportSealed,
        f.NoConsensusClosed,
    }
)
"""T06, T07, T14, T16, T19, T20: one writer (4.3-3). From another device they change nothing; the node sees two seals."""


def in_place(m: Meeting, fact: Fact) -> bool:
    """May this fact happen in this meeting now: the table by stage, and what the table says beyond the stage."""
    kind = type(fact)
    if not allowed(kind, m.stage):
        return False
    more = _BEYOND_STAGE.get(kind)
    return more is None or more(m, fact)


def allowed(fact: type[Fact], stage: Stage) -> bool:
    """May a fact of this class happen in this stage (4.2)?"""
    move = MOVES.get(fact)
    return stage in (move.of if move else STAYS[fact])
