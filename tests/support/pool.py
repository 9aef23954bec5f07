"""Facts of every class, to be put in any order."""

from app.models import facts as f
from app.models.badge import Outcome
from app.models.facts import Fact
from app.models.package import PackRef, ScopeHit
from app.models.terms import (
    AbsenceKind,
    Conformity,
    DefectAnswer,
    Document,
    Mode,
    PartTick,
    PauseKind,
    Proof,
    Role,
    SignKind,
    Stance,
    Tick,
    Verdict,
)
from support import build, walk
from support.book import BOTH, INK

SEAL = "5e" * 32
_REF = PackRef(id="xinjiang", version="1.0")


def _people() -> list[Fact]:
    here: list[Fact] = []
    for id_, role in (
        ("e1", Role.EXPERT),
        ("e2", Role.EXPERT),
        ("gc-pm", Role.GC_PM),
        ("stranger", Role.OTHER),
    ):
        here.append(f.PersonCheckedIn(person=id_, roles=(role,), factors=BOTH))
        here.append(f.PersonCheckedOut(person=id_))
    here += [
        f.VisitorCheckedIn(visitor="v1", name="样客", unit="样例", purpose="旁听"),
        f.VisitorCheckedIn(visitor="e1", name="样客", unit="样例", purpose="旁听", role=Role.EXPERT),
        f.DeclarationSigned(person="e1", interest=False),
        f.DeclarationSigned(person="e2", interest=True, with_whom="监理"),
        f.QualificationsChecked(
            ticks=(
                f.QualificationTick(person="e1", role=Role.EXPERT, result=Tick.CONFORMS, proof=Proof.PAPER),
            )
        ),
        f.OwnerVerified(attendance="0" * 64, ink=INK),
        f.PostHolderChanged(
            role=Role.GC_PM, unit_code=build.GC, person=build.person("pm2", 90, build.GC), document="变更1"
        ),
        f.LeaderElected(leader="e1", ballots=(f.Ballot(voter="e1", candidate="e1"),)),
        f.LeaderNamed(leader="e2"),
        f.SubstitutionSuspected(person="e2", evidence="照片"),
        f.AbsenceRecorded(person="e2", absence=AbsenceKind.LATE),
        f.StatusNoticed(person="e2", status="revoked"),
        f.SubstitutionCleared(person="e2", reason="本人到场"),
        f.ConsentGiven(person="e1", what="id_photo", given=False),
        f.CheckInShared(source="sample-other", entries=("d1-00001",)),
        f.PhotoTaken(blob="f" * 64),
        *_door(),
    ]
    return here


def _door() -> list[Fact]:
    return [
        f.BadgeReissued(
            person="e1", serial="22" * 8, code_sha256="f" * 64, replaces=("00" * 8,), reason="遗失"
        ),
        f.BadgesRevoked(serials=("33" * 8,), source="node", as_of=build.START),
        f.ScanTurnedAway(outcome=Outcome.EXPIRED, way="camera", person="e1", serial="00" * 8),
        f.ECertificateSeen(person="e1", digest="f" * 64, certificate="样例证书", number="样0001"),
        f.ECertificateVerified(digest="f" * 64, valid=True, detail="有效", verified_at=build.START),
        f.DeviceJoined(device="d2", public="", name="门口"),
        f.DeviceLeft(device="d2", reason="收回"),
    ]


def _papers() -> list[Fact]:
    key = f"C28::SUP_CHIEF@{build.SUPERVISOR}"
    return [
        f.PackageImported(
            package="pkg-1", pack=_REF, pack_blob="pack-1", roster_version=1, signed_by="sample-node"
        ),
        f.PackageRefreshed(package="pkg-2", roster_version=2, signed_by="sample-node"),
        f.FlagDecided(flag="has_survey", value=False, reason="不涉及"),
        f.ScopeDecided(primary_category="DEEP_PIT", scope=(ScopeHit(item="1.1", params={"depth_m": 9}),)),
        f.LetterShown(letter=build.letter_for(Role.GC_TECH_DELEGATE, build.GC, "样"), channel="paper"),
        f.EmployerCodeSet(person="e1", code=build.GC, unit_name="样例", evidence="证"),
        f.PlanCompared(method="screen", sha256=build.PLAN_SHA),
        f.PrintingConfirmed(printer=True, scanner=True),
        f.ClockAnchored(server_time=build.START, drift_seconds=1),
        f.ClockAttested(true_time=build.START, drift_seconds=1, owner="owner-pm"),
        f.WarningAcknowledged(keys=("C61::e1", "C30:unticked:e1@EXPERT"), reason="已核对"),
        f.GapOverridden(keys=(key,), reason="说明", ink=INK),
        f.TransitionRefused(transition="T06", keys=(key,)),
        f.CheckInOpened(),
        f.PrimaryTaken(device="d2"),
        f.RosterVersionNoticed(roster_version=3),
        f.NamePictured(person="e1", text="样", picture="f" * 64, code_points="U+6837"),
    ]


def _talk() -> list[Fact]:
    return [
        f.LateExpertBriefed(person="e2", note="已介绍"),
        f.TopicConcluded(topic=1, conclusion=Conformity.CONFORMS),
        f.PlanPartsTicked(parts=(f.PlanPart(part=1, tick=PartTick.THERE),)),
        f.ConditionFlagSet(flag="groundwater", value=False),
        f.DefectsAnswered(expert="e1", answers={"G1": DefectAnswer.ABSENT}),
        f.DefectFixed(results={"G1": DefectAnswer.PRESENT}),
        f.PersonalFormSubmitted(expert="e1", conclusion=Verdict.PASS),
        f.PersonalConclusionGiven(expert="e2", conclusion=Verdict.FAIL),
        f.AssessmentWritten(text="总体可行"),
        walk.item(),
        f.RevisionItemRemoved(item="i1"),
        f.KeyNodeWritten(node="n1", name="坑底", content="检查"),
        f.KeyNodeRemoved(node="n1"),
        f.ReservationWritten(expert="e1", text="保留"),
        f.ReservationWritten(expert="e1", text=""),
        f.QuestionAsked(question="q1", expert="e1", ask="检测数据", text="监测原始记录"),
        f.QuestionAnswered(question="q1", answer="已提供", answered_by="gc-pm"),
    ]


def _way() -> list[Fact]:
    moves: list[Fact] = [f.SessionSuspended(pause=kind, until=build.START) for kind in PauseKind]
    moves += [f.VerdictProposed(version=1, verdict=v) for v in Verdict]
    moves += [f.StanceTaken(expert="e1", version=v, stance=s) for v in (1, 2) for s in Stance]
    moves += [
        f.MeetingOpened(mode=Mode.ONSITE),
        f.MeetingStopped(keys=(), reason="停"),
        f.StopLifted(reason="到齐"),
        f.MeetingPostponed(reason="改期"),
        f.MeetingCancelled(reason="撤回"),
        f.RollCalled(people=("e1", "e2")),
        f.SessionResumed(),
        f.ProposalWithdrawn(version=1, reason="再议"),
        f.ContentFrozen(version=1, content_hash=walk.CONTENT),
        f.SignatureRefused(person="e1", reason="不签"),
        f.ScanAttached(document=Document.REPORT, blob="b" * 64, pages=1, pages_expected=1, second="e1"),
        f.SigningReopened(reason="改"),
        f.OnSiteAttested(leader="e1", verifier="owner-verifier"),
        f.MeetingEnded(),
        f.NoConsensusClosed(reason="不一致"),
    ]
    for document in (Document.REPORT, Document.SIGN_IN):
        moves.append(
            f.SignatureGiven(
                person="e1", document=document, content_hash=walk.CONTENT, sign_kind=SignKind.DRAWN, ink=INK
            )
        )
    return moves


def _after() -> list[Fact]:
    day = build.beijing(build.START)
    return [
        f.ReportSealed(content_hash=walk.CONTENT, seal_hash=SEAL, tree_root="7e", last_entry="", files=()),
        f.RecordClosed(seal_hash=SEAL, tree_root="7e", last_entry="", files=()),
        f.ReceiptStored(
            ranges=(f.DeviceRange(device="d1", upto=9, hash="x"),),
            seal_hash=SEAL,
            received_at=build.START,
            kid="k",
            signature="s",
        ),
        f.ConflictNoticed(reason="不同"),
        f.ConflictSettled(how="resend", reason="同意"),
        f.ConflictSettled(how="stored_with_note", reason="附注"),
        *(
            f.UploadReceiptRecorded(item=name, source="platform", number="1", received_at=build.START)
            for name in ("SIGNIN_SCAN", "REPORT_SCAN")
        ),
        f.RevisionFiled(plan_sha256="cd", plan_version="V3", dated=day, answers=()),
        f.ChangeNoticeDelivered(expert="e1", channel="系统", delivered_at=build.START),
        f.SupervisorApproved(technical_director_on=day, chief_supervisor_on=day, stamped=True),
        f.MeetingVoided(reason="作废"),
        f.RecordWithdrawn(reason="撤回"),
        f.KeyNodeInvited(node="n1", expert="e1", invited_at=build.START, channel="电话"),
        f.KeyNodeVisited(node="n1", visited_on=day, expert="e1", guidance="已查", result="合格"),
        f.KeyNodePushed(node="n1", pushed_at=build.START),
        f.RevisionReturned(rows=(), reason="第1条未改"),
        f.RevisionApproved(rows=(f.RereviewRow(item="i1", result="已落实"),)),
        f.RevisionRejected(reason="支护形式改变"),
        f.LeaderReplaced(leader="e2", name="样二", number="样函1", scan="f" * 64),
        f.ExpertRegistered(expert="e1", registered_at=build.START),
        f.ExpertScored(expert="e1", scheme="organiser", item="discipline", points=5),
        f.CorrectionWritten(
            document=Document.SIGN_IN, place="第1行", wrong="样例", right="样列", reason="笔误", leader="e1"
        ),
        f.NextMeetingLinked(next_meeting="sample-next"),
        f.ArchiveHandedOver(archive="contractor", received_by="样收"),
        walk.REISSUED,
    ]


POOL: tuple[Fact, ...] = (*_papers(), *_people(), *_talk(), *_way(), *_after())
"""At least one fact of every class but ``FactUndone``, which needs a target."""
