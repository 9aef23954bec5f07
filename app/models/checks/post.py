"""Checks after the seal (phase POST)."""

from collections.abc import Iterator
from datetime import date

from app.models import after
from app.models.calendar import DueState, beijing_day, term
from app.models.checks.case import Case, check
from app.models.finding import Gap
from app.models.terms import Document, Stage, Verdict


@check("C60")
def upload_complete(c: Case) -> Iterator[Gap]:
    """上传齐全: each of upload.items has a receipt."""
    for item in after.missing_uploads(c.m, c.pack):
        yield Gap(subject=item, args={"item": item})


@check("C61")
def rereview(c: Case) -> Iterator[Gap]:
    """组长复核 / 修改情况告知专家."""
    if c.m.verdict is not Verdict.PASS_AFTER_REVISION or c.m.stage is Stage.CLOSED:
        return
    if c.m.frozen is None or c.m.no_consensus or c.m.abort_reason:
        return  # no report, nothing to be changed (3.11)
    if c.m.after.revision is None:
        yield Gap(variant="not_filed")
    elif c.pack.rereview.by == "inform_experts":
        for person in after.untold_experts(c.m):
            yield Gap(subject=person, variant="", args={"name": c.name(person)}, people=(person,))


@check("C63")
def keynode_follow(c: Case) -> Iterator[Gap]:
    """关键节点现场检查指导及验收推送, for nodes whose date has passed."""
    today = beijing_day(c.now)
    for node in c.m.session.nodes.values():
        due = _as_date(node.expected)
        visits = [v for v in c.m.after.visits if v.node == node.node]
        if due and due < today and not any(v.pushed_at for v in visits):
            yield Gap(subject=node.node, args={"node": node.name, "day": due.isoformat()})


def _as_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@check("C64")
def absence_report(c: Case) -> Iterator[Gap]:
    """缺席/请假/替代 记录上报: the record itself (8.7-19)."""
    for person, absence in c.m.absences.items():
        args = {"name": c.name(person), "absence": absence.absence.value}
        yield Gap(subject=person, args=args, people=(person,))
    for n, found in enumerate(c.m.substitutions):
        args = {"name": c.name(found.person), "absence": "疑似替代"}
        yield Gap(subject=f"{found.person}#{n}", args=args, people=(found.person,))


@check("C66")
def archive(_c: Case) -> Iterator[Gap]:
    """纳入危大工程安全管理档案(施工、监理两份)."""
    yield Gap()


@check("C67")
def upload_on_time(c: Case) -> Iterator[Gap]:
    """按期上传: open from the target's 24:00 until the last receipt; 逾期 after 最迟 (8.7-4)."""
    ended = c.m.ended_at
    if ended is None or not after.missing_uploads(c.m, c.pack):
        return
    due = term(
        c.calendar, beijing_day(ended), c.pack.upload.deadline or c.pack.upload.soft_deadline or "E+3d"
    )
    args = {"target": str(due.target), "latest": str(due.latest)}
    state = due.state(c.now)
    if state is DueState.UNKNOWN:
        yield Gap(variant="by_hand")
    elif state in {DueState.LATE, DueState.PAST_TARGET}:
        yield Gap(variant="overdue" if state is DueState.LATE else "late", args=args)


def signed_scan(c: Case) -> bool:
    """Is the signed paper back?"""
    return Document.REPORT in c.m.scans
