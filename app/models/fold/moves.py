"""Which fact may follow in which stage: the table of rules.md 4.2 as data.

``MOVES`` holds the facts that change the stage, ``STAYS`` those that happen inside one. A fact that comes in another
stage changes nothing; the fold lists it as out of place, so no order of facts reaches a stage the table forbids.
"""

from msgspec import Struct

from app.models import facts as f
from app.models.facts import Fact
from app.models.terms import Stage as S


class Move(Struct, frozen=True):
    """Row ``id`` of 4.2: from which stages, to which; ``to`` None means the handler decides."""

    id: str
    of: frozenset[S]
    to: S | None


def _move(id_: str, of: set[S], to: S | None) -> Move:
    return Move(id_, frozenset(of), to)


LIVE: frozenset[S] = frozenset({S.IN_SESSION, S.PROPOSED, S.SIGNING})
BEFORE_OPENING: frozenset[S] = frozenset({S.PREPARED, S.CHECKIN, S.STOPPED})
DAY: frozenset[S] = frozenset({S.CHECKIN, S.STOPPED, S.SUSPENDED}) | LIVE
AFTER: frozenset[S] = frozenset(
    {
        S.SYNC_PENDING,
        S.SYNCED,
        S.SYNC_CONFLICT,
        S.AWAIT_REVISION,
        S.REREVIEW,
        S.REVIEWED,
        S.FAILED,
        S.CLOSED,
    }
)
ENDED_WITHOUT_REPORT: frozenset[S] = frozenset({S.ABORTED, S.NO_CONSENSUS})
ANY: frozenset[S] = frozenset(S) - {S.NEW}

MOVES: dict[type[Fact], Move] = {
    f.PackageImported: _move("T01", {S.NEW}, S.PREPARED),
    f.PackageRefreshed: _move("T02", set(BEFORE_OPENING), None),
    f.CheckInOpened: _move("T03", {S.PREPARED}, S.CHECKIN),
    f.MeetingOpened: _move("T06", {S.CHECKIN}, S.IN_SESSION),
    f.MeetingStopped: _move("T07", {S.CHECKIN, S.SUSPENDED}, S.STOPPED),
    f.StopLifted: _move("T08", {S.STOPPED}, None),
    f.MeetingPostponed: _move("T09", {S.STOPPED, S.SUSPENDED}, S.ABORTED),
    f.MeetingCancelled: _move("T10", {S.PREPARED, S.CHECKIN}, S.ABORTED),
    f.SessionSuspended: _move("T11", set(LIVE), S.SUSPENDED),
    f.SessionResumed: _move("T12", {S.SUSPENDED}, None),
    f.VerdictProposed: _move("T14", {S.IN_SESSION}, S.PROPOSED),
    f.ProposalWithdrawn: _move("T15", {S.PROPOSED}, S.IN_SESSION),
    f.ContentFrozen: _move("T16", {S.PROPOSED}, S.SIGNING),
    f.SigningReopened: _move("T18", {S.SIGNING}, S.PROPOSED),
    f.ReportSealed: _move("T19", {S.SIGNING}, S.SEALED),
    f.NoConsensusClosed: _move("T20", {S.SUSPENDED, *LIVE}, S.NO_CONSENSUS),
    f.RecordClosed: _move("T21", set(ENDED_WITHOUT_REPORT), S.SYNC_PENDING),
    f.ConflictNoticed: _move("T23", {S.SYNC_PENDING}, S.SYNC_CONFLICT),
    f.ConflictSettled: _move("T23b", {S.SYNC_CONFLICT}, None),
    f.RecordWithdrawn: _move("T26b", {S.AWAIT_REVISION, S.REREVIEW}, S.CLOSED),
    f.MeetingVoided: _move("T32", {*AFTER, S.SEALED, S.NO_CONSENSUS}, S.VOID),
}

_DELIBERATION = frozenset({S.IN_SESSION, S.PROPOSED})

STAYS: dict[type[Fact], frozenset[S]] = {
    f.FlagDecided: BEFORE_OPENING,
    f.ScopeDecided: BEFORE_OPENING,
    f.LetterShown: BEFORE_OPENING,
    f.EmployerCodeSet: BEFORE_OPENING,
    f.PlanCompared: BEFORE_OPENING | LIVE | {S.SUSPENDED},
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
    f.PostHolderChanged: BEFORE_OPENING,
    f.LeaderElected: DAY,
    f.LeaderNamed: BEFORE_OPENING,
    f.SubstitutionSuspected: DAY,
    f.AbsenceRecorded: DAY | AFTER | ENDED_WITHOUT_REPORT,
    f.StatusNoticed: ANY,
    f.PhotoTaken: DAY | AFTER,
    f.RollCalled: frozenset({S.SUSPENDED}),
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
    f.StanceTaken: frozenset({S.PROPOSED}),
    f.SignatureGiven: DAY,
    f.SignatureRefused: frozenset({S.PROPOSED, S.SIGNING}),
    f.ScanAttached: frozenset({S.SIGNING}),
    f.OnSiteAttested: frozenset({S.SIGNING}),
    f.MeetingEnded: frozenset({S.SIGNING}),
    f.PrimaryTaken: ANY,
    f.ReceiptStored: ANY,
    f.UploadReceiptRecorded: AFTER,
    f.RevisionFiled: frozenset({S.AWAIT_REVISION, S.REREVIEW}),
    f.ChangeNoticeDelivered: frozenset({S.AWAIT_REVISION, S.REREVIEW, S.REVIEWED}),
    f.SupervisorApproved: frozenset({S.REVIEWED}),
    f.KeyNodeVisited: AFTER,
}


def allowed(fact: type[Fact], stage: S) -> bool:
    """May a fact of this class happen in this stage (4.2)?"""
    move = MOVES.get(fact)
    return stage in (move.of if move else STAYS[fact])
