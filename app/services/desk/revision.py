"""Verbs of 修改后通过: the changed plan, the experts told, the leader's answer, who acts as leader (T26–T29)."""

from app.models import after
from app.models import facts as f
from app.models.facts import Fact, RereviewRow
from app.services.desk import requests as r
from app.services.desk.context import Ctx
from app.services.desk.preparing import gate, not_ahead, text_needed
from app.services.desk.refusal import Refusal
from app.services.desk.registry import verb


@verb(f.RevisionFiled)
def file_revision(ctx: Ctx, request: f.RevisionFiled) -> tuple[Fact, ...]:
    """T26/T28b: another hash than the plan and than what the leader sent back; every item answered with its place."""
    known = {ctx.case.plan.sha256} | {
        x.revision.plan_sha256
        for x in ctx.m.after.rereviews
        if x.revision and isinstance(x.fact, f.RevisionReturned)
    }
    if request.plan_sha256 in known:
        raise Refusal("revision_same")
    answered = {a.item for a in request.answers if a.answer.strip() and a.place.strip()}
    items = ctx.m.session.items
    open_items = [items[i].requirement[:12] for i in after.required_items(ctx.m) if i not in answered]
    if open_items:
        raise Refusal("revision_open", items="、".join(open_items))
    strange = [a.item for a in request.answers if a.item not in items]
    if strange:
        raise Refusal("revision_item", item=strange[0])
    return (request,)


@verb(f.ChangeNoticeDelivered)
def deliver_notice(ctx: Ctx, request: f.ChangeNoticeDelivered) -> tuple[Fact, ...]:
    """31号-五: after the changed plan was filed, to an expert of the report."""
    if ctx.m.after.revision is None:
        raise Refusal("revision_first")
    if request.expert not in after.report_experts(ctx.m):
        raise Refusal("not_of_report", name=ctx.m.name(request.expert))
    text_needed(request.channel, "channel")
    not_ahead(ctx, request.delivered_at)
    return (request,)


@verb(r.ReturnRevision)
def return_revision(ctx: Ctx, request: r.ReturnRevision) -> tuple[Fact, ...]:
    """T27: which item is not done, and why."""
    text_needed(request.reason, "reason")
    _rows_known(ctx, request.rows)
    if not after.open_items(ctx.m, request.rows):
        raise Refusal("return_nothing")
    return (f.RevisionReturned(rows=request.rows, reason=request.reason, ink=_ink(ctx, request)),)


@verb(r.ApproveRevision)
def approve_revision(ctx: Ctx, request: r.ApproveRevision) -> tuple[Fact, ...]:
    """T28: every required item 已落实, signed by who acts as leader (C61)."""
    _rows_known(ctx, request.rows)
    left = after.open_items(ctx.m, request.rows)
    if left:
        items = "、".join(ctx.m.session.items[i].requirement[:12] for i in left)
        raise Refusal("rereview_open", items=items, clause=ctx.case.pack.check("C61").src)
    fact = f.RevisionApproved(rows=request.rows, opinion=request.opinion, ink=_ink(ctx, request))
    gate(ctx.preview(fact), "T28")
    return (fact,)


@verb(r.RejectRevision)
def reject_revision(ctx: Ctx, request: r.RejectRevision) -> tuple[Fact, ...]:
    """T29: why the change needs a new meeting (令37-16②)."""
    text_needed(request.reason, "reason")
    _rows_known(ctx, request.rows)
    return (f.RevisionRejected(reason=request.reason, rows=request.rows, ink=_ink(ctx, request)),)


def _ink(ctx: Ctx, request: r.ReturnRevision | r.ApproveRevision | r.RejectRevision) -> f.Ink:
    ink = ctx.ink(request.drawing)
    if ink is None:
        raise Refusal("ink_needed")
    return ink


def _rows_known(ctx: Ctx, rows: tuple[RereviewRow, ...]) -> None:
    """Each row is about an item of the report, each item once; 未落实 and 部分 say what is left."""
    items = [row.item for row in rows]
    strange = [i for i in items if i not in ctx.m.session.items or items.count(i) > 1]
    if strange:
        raise Refusal("revision_item", item=strange[0])
    for row in rows:
        if row.result != "已落实":
            text_needed(row.note, "note")


@verb(r.ReplaceLeader)
def replace_leader(ctx: Ctx, request: r.ReplaceLeader) -> tuple[Fact, ...]:
    """组长变更 (T28, EC-35): only whom a document of the authority names, never a silent replacement."""
    text_needed(request.leader, "leader")
    text_needed(request.number, "number")
    if not request.scan:
        raise Refusal("leader_scan")
    if request.leader == after.acting_leader(ctx.m):
        raise Refusal("leader_acting", name=ctx.m.name(request.leader))
    if request.leader in ctx.m.people and request.leader not in ctx.m.experts:
        raise Refusal("not_an_expert", name=ctx.m.name(request.leader))
    name = ctx.m.name(request.leader) if request.leader in ctx.m.experts else request.name
    text_needed(name, "name")
    return (
        f.LeaderReplaced(
            leader=request.leader,
            name=name,
            number=request.number.strip(),
            scan=ctx.put_blob(request.scan),
        ),
    )
