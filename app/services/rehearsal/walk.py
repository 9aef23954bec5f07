"""Whole stretches of a meeting as one line of a script: each is played as the steps it stands for, in every pack as it asks."""

from collections.abc import Callable, Iterator
from typing import Any

from app.models.calendar import BEIJING
from app.models.checks import evaluate
from app.models.checks.case import Case
from app.models.checks.desk import required_people
from app.models.terms import Conformity, Role, SignKind, Stage, Verdict
from app.services.desk.desk import View
from app.services.rehearsal.script import Step
from app.services.rehearsal.walk_after import WALK_AFTER

See = Callable[[], View]
Parts = Iterator[Step]
PASSING = frozenset({Verdict.PASS, Verdict.PASS_AFTER_REVISION})
ITEMS = (
    {
        "item": "r1",
        "place": "第 4.3 节、图 7",
        "problem": "缺拆除前的受力转换验算",
        "requirement": "补充受力转换验算，混凝土强度不小于设计强度的 80%。",
        "basis": "31号-四",
    },
    {
        "item": "r2",
        "place": "第 6.2 节",
        "problem": "监测点间距偏大，未写报警值",
        "requirement": "监测点加密至间距 15 m，明确位移报警值 25 mm 及停工条件。",
        "basis": "31号-四",
    },
)
NODE = {"node": "n1", "name": "浇筑（开挖至基底）前", "content": "架体（支护）验收记录、监测数据复核"}
REASON = "方案不满足现场条件，主要受力验算不成立，须重新编制"


def _here(case: Case, check: str) -> bool:
    return case.pack.check(check).on


def _gather(see: See, with_: dict[str, Any]) -> Parts:
    """All up to READY; in XJ/CJ with the owner's signature. ``skip``: who does not come; ``leader``: whom they elect."""
    view = see()
    if view.m.plan_compared is None:
        yield Step(do="PlanCompared", with_={"method": "screen"})
    if view.m.printing is None:
        yield Step(do="PrintingConfirmed", with_={"printer": True, "scanner": True})
    if view.m.stage is Stage.PREPARED:
        yield Step(do="CheckInOpened")
    yield Step(do="CheckInAll", with_={"skip": with_.get("skip", ())})
    yield Step(do="SignSheetAll")
    yield Step(do="DeclareAll")
    view = see()
    if view.case.pack.leader.selection == "elected_by_members" and view.m.leader not in view.case.present:
        yield Step(do="Elect", with_={"leader": with_.get("leader", next(iter(view.case.present), ""))})
    if _here(view.case, "C30") and not set(required_people(see().case)) <= set(view.m.qualifications):
        yield Step(do="TickAll")
    yield Step(do="AcknowledgeAll")
    if evaluate(see().case, ("C29",)):
        yield Step(do="Verify")
    yield Step(do="AcknowledgeAll")


def _open(see: See, with_: dict[str, Any]) -> Parts:
    """All up to IN_SESSION; opened at the planned start, or at once if that is past."""
    yield from _gather(see, with_)
    view = see()
    start = view.m.info.meeting.planned_start
    at = start.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M") if view.case.now < start else ""
    by = "host" if view.m.holders(Role.HOST) else "owner"
    yield Step(do="MeetingOpened", by=by, at=at)


def _deliberate(see: See, with_: dict[str, Any]) -> Parts:
    """What the experts find, up to the proposal. ``verdict``, ``present``: defect items ticked 存在."""
    verdict = Verdict(with_.get("verdict", Verdict.PASS))
    failed = verdict is Verdict.FAIL
    said = (Conformity.CONFORMS, Conformity.FAILS if failed else Conformity.CONFORMS, Conformity.CONFORMS)
    yield Step(do="Topics", with_={"conclusions": said, "notes": ("", REASON if failed else "", "")})
    yield Step(do="AnswerAll", with_={"present": with_.get("present", ())})
    opinion = REASON if failed else "总体可行，计算依据充分，构造措施与现场条件相符。"
    yield Step(do="FormsAll", with_={"conclusion": verdict, "opinion": opinion})
    yield Step(do="FixAll", with_={"present": with_.get("present", ())})
    text = REASON if failed else "方案内容完整，选型合理，计算依据充分，可用于指导施工。"
    yield Step(do="AssessmentWritten", by="leader", with_={"text": text})
    if verdict is Verdict.PASS_AFTER_REVISION:
        writer = see().case.present[-1]
        for row in ITEMS:
            yield Step(do="RevisionItemWritten", by=writer, with_=row | {"expert": writer})
    if verdict in PASSING:
        yield Step(do="KeyNodeWritten", by="leader", with_=NODE)


def _propose_and_freeze(_see: See, with_: dict[str, Any]) -> Parts:
    """The leader proposes, all agree, the content is fixed. ``verdict``, ``reason``."""
    verdict = Verdict(with_.get("verdict", Verdict.PASS))
    reason = with_.get("reason", REASON if verdict is Verdict.FAIL else "")
    yield Step(do="Propose", by="leader", with_={"verdict": verdict, "reason": reason})
    yield Step(do="AgreeAll")
    yield Step(do="AcknowledgeAll")
    yield Step(do="Freeze", by="leader")


def _sign_and_seal(see: See, with_: dict[str, Any]) -> Parts:
    """Signatures, 散会, the scan where pen on paper is asked, the seal. ``skip``: who does not sign."""
    yield Step(do="SignAll", with_={"skip": with_.get("skip", ())})
    view = see()
    if view.case.pack.meeting.report_on_site:
        yield Step(do="AttestOnSite")
    if view.case.pack.photos.required:
        yield Step(do="Photo")
    yield Step(do="MeetingEnded", by="host" if view.m.holders(Role.HOST) else "owner")
    if _on_paper(view):
        yield Step(do="ScanReport")
    yield Step(do="AcknowledgeAll")
    yield Step(do="SealRecord")


def _on_paper(view: View) -> bool:
    """Is the scan of the signed paper what makes the signatures count (C51 at level B)?"""
    signature = view.case.pack.signature
    kinds = signature.remote if view.m.mode == "remote_video" else signature.onsite
    return tuple(kinds) == (SignKind.WET_INK,)


def _conclude(see: See, with_: dict[str, Any]) -> Parts:
    """From IN_SESSION to the seal."""
    yield from _deliberate(see, with_)
    yield from _propose_and_freeze(see, with_)
    yield from _sign_and_seal(see, with_)


WALK: dict[str, Callable[[See, dict[str, Any]], Parts]] = {
    "Gather": _gather,
    "Open": _open,
    "Deliberate": _deliberate,
    "ProposeAndFreeze": _propose_and_freeze,
    "SignAndSeal": _sign_and_seal,
    "Conclude": _conclude,
    **WALK_AFTER,
}
"""Verbs that stand for several steps, played one after the other until one is refused."""
