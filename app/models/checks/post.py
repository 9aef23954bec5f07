"""Checks after the seal (phase POST)."""

from collections.abc import Iterator

from app.models import after, duties, keynodes
from app.models.calendar import Deadline, DueState, beijing_day, term
from app.models.checks.case import Case, check
from app.models.facts import AbsenceRecorded, RevisionApproved
from app.models.finding import Gap
from app.models.terms import Document, Stage, Verdict

ARCHIVES = ("contractor", "supervisor")
"""The two archives of 令37-24②③."""

_DONE = frozenset({Stage.CLOSED, Stage.FAILED, Stage.VOID})


@check("C60")
def upload_complete(c: Case) -> Iterator[Gap]:
    """上传齐全: each of upload.items has a receipt; photos at least one picture; else the authority's acceptance."""
    for item in after.missing_uploads(c.m, c.pack):
        args = {"item": item}
        if item in c.m.after.uploads:
            lacking = "acceptance" if c.m.after.uploads[item].source == "acceptance" else "no_photo"
            yield Gap(subject=item, variant=lacking, args=args)
            continue
        if item == "REPORT_SCAN" and after.signed_by_certificate(c.m):
            args["how"] = "signed_pdf"
        yield Gap(subject=item, args=args)


@check("C61")
def rereview(c: Case) -> Iterator[Gap]:
    """组长复核 / 修改情况告知专家."""
    if c.m.verdict is not Verdict.PASS_AFTER_REVISION or c.m.stage in _DONE or not after.has_report(c.m):
        return
    if c.m.after.revision is None:
        yield Gap(variant="not_filed")
    elif c.pack.rereview.by == "leader":
        yield from _leader_gaps(c)
    else:
        for person in after.untold_experts(c.m):
            yield Gap(subject=person, variant="", args={"name": c.name(person)}, people=(person,))


def _leader_gaps(c: Case) -> Iterator[Gap]:
    """Form 3.8: signed by who acted as leader, every required item 已落实."""
    leader = after.acting_leader(c.m)
    last = c.m.after.rereviews[-1] if c.m.after.rereviews else None
    if last is None or not isinstance(last.fact, RevisionApproved) or not after.approved_now(c.m):
        yield Gap(subject=leader, variant="with_leader", args={"name": c.name(leader)}, people=(leader,))
        return
    for item in after.open_items(c.m, last.fact.rows):
        yield Gap(subject=item, variant="item", args={"what": c.m.session.items[item].requirement})
    if last.fact.ink is None or last.by.person != last.acting:
        yield Gap(subject=last.acting, variant="unsigned", args={"name": c.name(last.acting)})


def register_term(c: Case) -> Deadline | None:
    """Until when the experts register (C62), counted from E; None where nobody must."""
    offset = c.pack.post.expert_confirm
    if offset is None or c.m.ended_at is None or not after.registers(c.m, c.pack):
        return None
    return term(c.calendar, beijing_day(c.m.ended_at), offset)


@check("C62")
def expert_register(c: Case) -> Iterator[Gap]:
    """专家登记确认: open until each has registered, and afterwards if it was late or cannot be judged."""
    due = register_term(c)
    if due is None:
        return
    for person in after.report_experts(c.m):
        done = c.m.after.registered.get(person)
        state = due.state(c.now, done.registered_at if done else None)
        if state in {DueState.MET, DueState.BORDERLINE}:
            continue
        args = {"name": c.name(person), "limit": "" if due.unknown else str(due.target)}
        yield Gap(
            subject=person,
            variant=_register_variant(state, done=done is not None),
            args=args,
            people=(person,),
        )


def _register_variant(state: DueState, *, done: bool) -> str:
    if state is DueState.UNKNOWN:
        return "by_hand"
    if state is DueState.RUNNING:
        return ""
    return "registered_late" if done else "late"


@check("C63")
def keynode_follow(c: Case) -> Iterator[Gap]:
    """关键节点现场检查指导及验收推送: what is overdue, and a visitor who is no longer in the pool (EC-35)."""
    for node in keynodes.node_states(c):
        args = {"node": node.name, "day": str(node.due), "name": c.name(node.expert)}
        if node.state == "OVERDUE":
            yield Gap(subject=node.node, variant=_NODE_VARIANT[node.lack], args=args)
        if node.lack in {"visit", "fix"} and c.m.statuses.get(node.expert, "") in keynodes.NO_LONGER_FIT:
            yield Gap(subject=node.node, variant="status", args=args, people=(node.expert,))


_NODE_VARIANT = {"visit": "", "fix": "fix", "push": "push", "": ""}


@check("C64")
def absence_report(c: Case) -> Iterator[Gap]:
    """缺席/请假/替代 记录上报: the record itself (8.7-19), and what is only drafted yet (8.7-6)."""
    for absence in c.m.duties.values():
        yield _duty(c, absence, "")
    for draft in duties.drafts(c):
        yield _duty(c, draft, "draft")
    for n, found in enumerate(c.m.substitutions):
        args = {"name": c.name(found.person), "absence": "疑似替代"}
        yield Gap(subject=f"{found.person}#{n}", args=args, people=(found.person,))


def _duty(c: Case, absence: AbsenceRecorded, variant: str) -> Gap:
    args = {"name": c.name(absence.person), "absence": absence.absence.value}
    subject = f"{absence.person}/{absence.absence.value}"
    return Gap(subject=subject, variant=variant, args=args, people=(absence.person,))


@check("C65")
def expert_score(c: Case) -> Iterator[Gap]:
    """专家评分/积分: what the place's way of scoring has from this meeting, never before the seal (3.7)."""
    if c.m.seal is None:
        return
    mode = c.pack.score.mode
    if mode == "organiser_may_score_experts":
        yield from _organiser_scores(c)
    elif after.has_report(c.m):
        yield from _attended(c, "term" if mode == "term_score_base_100" else "annual")


def _organiser_scores(c: Case) -> Iterator[Gap]:
    for person in c.m.experts:
        lines = {s.item: s.points for s in c.m.after.scores if s.expert == person and s.scheme == "organiser"}
        if lines:
            args = {"name": c.name(person), "n": str(len(lines)), "points": f"{sum(lines.values()):g}"}
            yield Gap(subject=person, variant="organiser", args=args, people=(person,))


def _attended(c: Case, variant: str) -> Iterator[Gap]:
    """Each expert who attended and signed; in ZZ with the points of the table (ZZ-31)."""
    points = c.law.scores.term.line("plan_review").points(1)
    for person in after.report_experts(c.m):
        if c.m.signature_of(person):
            args = {"name": c.name(person), "points": str(points)}
            yield Gap(subject=person, variant=variant, args=args, people=(person,))


@check("C66")
def archive(c: Case) -> Iterator[Gap]:
    """纳入危大工程安全管理档案(施工、监理两份): each with whom it was handed to."""
    for name in ARCHIVES:
        handed = c.m.after.archives.get(name)
        args = {"archive": name, "received_by": handed.received_by if handed else ""}
        yield Gap(subject=name, variant="handed" if handed else "", args=args)


def upload_term(c: Case) -> Deadline | None:
    """The day of the uploads: ``upload.deadline``, or the soft one where the text sets none (C67); None before E."""
    ended = c.m.ended_at
    if ended is None or not c.pack.check("C67").on or not after.has_report(c.m) or not c.pack.upload.items:
        return None
    offset = c.pack.upload.deadline or c.pack.upload.soft_deadline or "E+3d"
    return term(c.calendar, beijing_day(ended), offset)


@check("C67")
def upload_on_time(c: Case) -> Iterator[Gap]:
    """按期上传: open from the target's 24:00 until the last receipt; 逾期 after 最迟 (8.7-4)."""
    due = upload_term(c)
    if due is None or not after.missing_uploads(c.m, c.pack):
        return
    args = {"target": str(due.target), "latest": str(due.latest)}
    state = due.state(c.now)
    if state is DueState.UNKNOWN:
        yield Gap(variant="by_hand", args=args)
    elif state in {DueState.LATE, DueState.PAST_TARGET}:
        yield Gap(variant="overdue" if state is DueState.LATE else "late", args=args)


def signed_scan(c: Case) -> bool:
    """Is the signed paper back?"""
    return Document.REPORT in c.m.scans
