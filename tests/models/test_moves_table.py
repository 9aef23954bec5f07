"""The table of rules.md 4.2, written here a second time: every class of fact in every stage, through the fold."""

from datetime import UTC, datetime
from typing import get_args

import pytest

from app.models import facts as f
from app.models.facts import Fact
from app.models.fold.moves import MOVES, STAYS, allowed
from app.models.terms import Mode, PauseKind, Stage, Verdict
from support import walk
from support.book import VERIFIER, Book

BEFORE = "PREPARED CHECKIN STOPPED"
LIVE = "IN_SESSION PROPOSED SIGNING"
DAY = f"CHECKIN STOPPED SUSPENDED {LIVE}"
AFTER = "SYNC_PENDING SYNC_CONFLICT SYNCED AWAIT_REVISION REREVIEW REVIEWED FAILED CLOSED"
ALL = f"PREPARED {DAY} SEALED NO_CONSENSUS ABORTED VOID {AFTER}"
TALK = "IN_SESSION PROPOSED"

TABLE: dict[str, str] = {
    # T01–T03
    "PackageImported": "NEW",
    "PackageRefreshed": BEFORE,
    "CheckInOpened": "PREPARED",
    # T04
    **dict.fromkeys(
        ("PersonCheckedIn", "VisitorCheckedIn", "PersonCheckedOut", "DeclarationSigned", "LeaderElected"), DAY
    ),
    **dict.fromkeys(("QualificationsChecked", "OwnerVerified", "SubstitutionSuspected"), DAY),
    **dict.fromkeys(
        ("FlagDecided", "LetterShown", "EmployerCodeSet", "PostHolderChanged"), f"PREPARED {DAY}"
    ),
    **dict.fromkeys(("PlanCompared",), f"PREPARED {DAY}"),
    **dict.fromkeys(("ScopeDecided", "PrintingConfirmed", "LeaderNamed"), BEFORE),
    "ClockAttested": f"PREPARED {DAY}",
    "GapOverridden": f"PREPARED {DAY}",
    "WarningAcknowledged": f"PREPARED {DAY} {AFTER}",
    "PhotoTaken": f"{DAY} {AFTER}",
    "AbsenceRecorded": f"{DAY} {AFTER} ABORTED NO_CONSENSUS",
    # T06–T13
    "MeetingOpened": "CHECKIN",
    "MeetingStopped": "CHECKIN SUSPENDED",
    "StopLifted": "STOPPED",
    "MeetingPostponed": "STOPPED SUSPENDED",
    "MeetingCancelled": "PREPARED CHECKIN",
    "SessionSuspended": LIVE,
    "RollCalled": "SUSPENDED",
    "SessionResumed": "SUSPENDED",
    # T14–T20, T36
    **dict.fromkeys(("TopicConcluded", "PlanPartsTicked", "ConditionFlagSet", "AssessmentWritten"), TALK),
    **dict.fromkeys(("DefectsAnswered", "DefectFixed", "LateExpertBriefed", "ReservationWritten"), TALK),
    **dict.fromkeys(("PersonalFormSubmitted", "PersonalConclusionGiven"), TALK),
    **dict.fromkeys(("RevisionItemWritten", "RevisionItemRemoved", "KeyNodeWritten", "KeyNodeRemoved"), TALK),
    "VerdictProposed": "IN_SESSION",
    "ProposalWithdrawn": "PROPOSED",
    "StanceTaken": "PROPOSED",
    "ContentFrozen": "PROPOSED",
    "SignatureGiven": DAY,
    "SignatureRefused": "PROPOSED SIGNING",
    **dict.fromkeys(("ScanAttached", "OnSiteAttested", "MeetingEnded", "SigningReopened"), "SIGNING"),
    "ReportSealed": "SIGNING",
    "NoConsensusClosed": f"SUSPENDED {LIVE}",
    # T21–T35
    "RecordClosed": "ABORTED NO_CONSENSUS",
    "ConflictNoticed": "SYNC_PENDING",
    "ConflictSettled": "SYNC_CONFLICT",
    "UploadReceiptRecorded": AFTER,
    "RevisionFiled": "AWAIT_REVISION REREVIEW",
    "ChangeNoticeDelivered": "AWAIT_REVISION REREVIEW REVIEWED",
    "SupervisorApproved": "REVIEWED",
    "RecordWithdrawn": "AWAIT_REVISION REREVIEW",
    "MeetingVoided": f"SEALED NO_CONSENSUS {AFTER}",
    **dict.fromkeys(("KeyNodeInvited", "KeyNodeVisited", "KeyNodePushed"), AFTER),
    # T27–T29, T32b
    **dict.fromkeys(("RevisionReturned", "RevisionApproved", "RevisionRejected"), "REREVIEW"),
    "RecordReissued": "PREPARED",
    # the after-log of T35
    **dict.fromkeys(("LeaderReplaced", "ExpertRegistered", "CorrectionWritten", "ArchiveHandedOver"), AFTER),
    "ExpertScored": f"{DAY} {AFTER}",
    "NextMeetingLinked": f"{AFTER} ABORTED NO_CONSENSUS",
    # of the day
    "CheckInShared": "CHECKIN",
    **dict.fromkeys(("ConsentGiven", "SubstitutionCleared", "ECertificateSeen"), DAY),
    **dict.fromkeys(("BadgeReissued", "ScanTurnedAway", "DeviceJoined"), f"PREPARED {DAY}"),
    **dict.fromkeys(("BadgesRevoked", "ECertificateVerified", "DeviceLeft"), ALL),
    "NamePictured": f"PREPARED {DAY}",
    **dict.fromkeys(("QuestionAsked", "QuestionAnswered"), TALK),
    # no row: facts about the record itself
    **dict.fromkeys(("ClockAnchored", "FactUndone", "TransitionRefused", "PrimaryTaken"), ALL),
    **dict.fromkeys(("StatusNoticed", "ReceiptStored", "RosterVersionNoticed"), ALL),
}
KINDS: tuple[type[Fact], ...] = get_args(Fact)


def test_every_fact_has_one_place() -> None:
    assert set(MOVES) | set(STAYS) == set(KINDS)
    assert not set(MOVES) & set(STAYS)
    assert set(TABLE) == {kind.__name__ for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.__name__)
def test_a_fact_happens_where_4_2_says(kind: type[Fact]) -> None:
    assert {s.value for s in Stage if allowed(kind, s)} - {"READY"} == set(TABLE[kind.__name__].split())


def stopped() -> Book:
    book = walk.checked_in(skip=["e7"])
    book.add(f.MeetingStopped(keys=(), reason="缺专家"), VERIFIER)
    return book


def suspended() -> Book:
    book = walk.opened()
    book.add(f.SessionSuspended(pause=PauseKind.BREAK), walk.HOST)
    return book


def proposed() -> Book:
    book = walk.opened()
    walk.deliberate(book, Verdict.PASS_AFTER_REVISION)
    walk.propose(book, Verdict.PASS_AFTER_REVISION)
    return book


def aborted() -> Book:
    book = walk.prepared()
    book.add(f.MeetingCancelled(reason="撤回"))
    return book


def no_consensus() -> Book:
    book = walk.opened()
    book.add(f.NoConsensusClosed(reason="不一致"), walk.expert("e1"))
    return book


def conflict() -> Book:
    book = walk.sealed()
    book.add(f.ConflictNoticed(reason="名单不同"))
    return book


def synced() -> Book:
    book = walk.sealed()
    walk.receive(book)
    return book


def awaiting() -> Book:
    book = walk.sealed(verdict=Verdict.PASS_AFTER_REVISION)
    walk.receive(book)
    return book


def rereviewing() -> Book:
    book = walk.sealed("qingdao", Verdict.PASS_AFTER_REVISION)
    walk.receive(book)
    walk.file_revision(book)
    return book


def reviewed() -> Book:
    book = awaiting()
    walk.revise(book)
    return book


def failed() -> Book:
    book = walk.sealed(verdict=Verdict.FAIL)
    walk.receive(book)
    return book


def void() -> Book:
    book = walk.sealed()
    book.add(f.MeetingVoided(reason="作废", order_number="样-1"))
    return book


REACHED = {
    Stage.NEW: Book,
    Stage.PREPARED: walk.prepared,
    Stage.CHECKIN: walk.checked_in,
    Stage.STOPPED: stopped,
    Stage.IN_SESSION: walk.opened,
    Stage.SUSPENDED: suspended,
    Stage.PROPOSED: proposed,
    Stage.SIGNING: walk.signing,
    Stage.SYNC_PENDING: walk.sealed,
    Stage.SYNC_CONFLICT: conflict,
    Stage.SYNCED: synced,
    Stage.AWAIT_REVISION: awaiting,
    Stage.REREVIEW: rereviewing,
    Stage.REVIEWED: reviewed,
    Stage.FAILED: failed,
    Stage.CLOSED: lambda: walk.closed("xinjiang", Verdict.PASS),
    Stage.ABORTED: aborted,
    Stage.NO_CONSENSUS: no_consensus,
    Stage.VOID: void,
}
NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
MOVING: dict[str, tuple[Fact, dict[str, str]]] = {
    # a fact, and where it leads from each stage in which it is legal
    "T03": (f.CheckInOpened(), {"PREPARED": "CHECKIN"}),
    "T06": (f.MeetingOpened(mode=Mode.ONSITE), {"CHECKIN": "IN_SESSION"}),
    "T07": (f.MeetingStopped(keys=(), reason="停"), {"CHECKIN": "STOPPED", "SUSPENDED": "STOPPED"}),
    "T08": (f.StopLifted(reason="到齐"), {"STOPPED": "CHECKIN"}),
    "T09": (f.MeetingPostponed(reason="改期"), {"STOPPED": "ABORTED", "SUSPENDED": "ABORTED"}),
    "T10": (f.MeetingCancelled(reason="撤回"), {"PREPARED": "ABORTED", "CHECKIN": "ABORTED"}),
    "T11": (
        f.SessionSuspended(pause=PauseKind.BREAK),
        dict.fromkeys(("IN_SESSION", "PROPOSED", "SIGNING"), "SUSPENDED"),
    ),
    "T12": (f.SessionResumed(), {"SUSPENDED": "IN_SESSION"}),
    "T14": (f.VerdictProposed(version=1, verdict=Verdict.PASS), {"IN_SESSION": "PROPOSED"}),
    "T15": (f.ProposalWithdrawn(version=1, reason="再议"), {"PROPOSED": "IN_SESSION"}),
    "T16": (f.ContentFrozen(version=1, content_hash="c0"), {"PROPOSED": "SIGNING"}),
    "T18": (f.SigningReopened(reason="改"), {"SIGNING": "PROPOSED"}),
    "T19": (
        f.ReportSealed(content_hash="c0", seal_hash="5e", tree_root="7e", last_entry="", files=()),
        {"SIGNING": "SYNC_PENDING"},
    ),
    "T20": (
        f.NoConsensusClosed(reason="不一致"),
        dict.fromkeys(("IN_SESSION", "PROPOSED", "SIGNING", "SUSPENDED"), "NO_CONSENSUS"),
    ),
    "T21": (
        f.RecordClosed(seal_hash="5e", tree_root="7e", last_entry="", files=()),
        {"ABORTED": "SYNC_PENDING", "NO_CONSENSUS": "SYNC_PENDING"},
    ),
    "T22": (
        f.ReceiptStored(ranges=(), seal_hash="5e" * 32, received_at=NOW, kid="k", signature="s"),
        {"SYNC_PENDING": "SYNCED"},
    ),
    "T23": (f.ConflictNoticed(reason="不同"), {"SYNC_PENDING": "SYNC_CONFLICT"}),
    "T23b": (f.ConflictSettled(how="resend", reason="同意"), {"SYNC_CONFLICT": "SYNC_PENDING"}),
    "T23c": (f.ConflictSettled(how="stored_with_note", reason="附注"), {}),
    "T26b": (f.RecordWithdrawn(reason="撤回"), {"AWAIT_REVISION": "CLOSED", "REREVIEW": "CLOSED"}),
    "T27": (f.RevisionReturned(rows=(), reason="第1条未改"), {"REREVIEW": "AWAIT_REVISION"}),
    "T28": (f.RevisionApproved(rows=()), {"REREVIEW": "REVIEWED"}),
    "T29": (f.RevisionRejected(reason="支护形式改变"), {"REREVIEW": "FAILED"}),
    "T32b": (walk.REISSUED, {"PREPARED": "PROPOSED"}),
    "T32": (
        f.MeetingVoided(reason="作废", order_number="1"),
        dict.fromkeys(
            (
                "SYNC_PENDING",
                "SYNC_CONFLICT",
                "SYNCED",
                "AWAIT_REVISION",
                "REREVIEW",
                "REVIEWED",
                "FAILED",
                "CLOSED",
                "NO_CONSENSUS",
            ),
            "VOID",
        ),
    ),
}


@pytest.fixture(scope="module")
def books() -> dict[Stage, Book]:
    made = {stage: make() for stage, make in REACHED.items()}
    assert {stage: book.stage() for stage, book in made.items()} == {stage: stage for stage in REACHED}
    return made


@pytest.mark.parametrize("row", MOVING)
def test_a_move_leads_where_4_2_says_and_nowhere_else(row: str, books: dict[Stage, Book]) -> None:
    fact, ways = MOVING[row]
    for stage, book in books.items():
        length, walked = len(book.entries), len(book.m.walk)
        book.add(fact)
        m = book.m
        del book.entries[length:]
        if stage.value in ways:
            assert (m.stage.value, m.out_of_place) == (ways[stage.value], []), stage
            assert len(m.walk) > walked
        else:
            assert m.stage is stage, f"{row} from {stage}"
            assert len(m.walk) == walked


def test_a_conflict_is_stored_with_a_note_only_after_the_receipt() -> None:
    book = conflict()
    note = f.ConflictSettled(how="stored_with_note", reason="附注")
    book.add(note)
    assert book.stage() is Stage.SYNC_CONFLICT
    walk.receive(book)
    book.add(note)
    assert book.stage() is Stage.SYNCED
