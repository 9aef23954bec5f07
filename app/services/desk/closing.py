"""Verbs after the seal (T25–T35)."""

from app.models import facts as f
from app.models.checks import evaluate
from app.models.facts import Fact
from app.services.desk.context import Ctx
from app.services.desk.preparing import text_needed
from app.services.desk.refusal import Refusal
from app.services.desk.registry import verb


@verb(f.UploadReceiptRecorded)
def record_upload(ctx: Ctx, request: f.UploadReceiptRecorded) -> tuple[Fact, ...]:
    """C60: number and time of the authority's platform."""
    if request.item not in ctx.case.pack.upload.items:
        raise Refusal("upload_unknown", item=request.item)
    text_needed(request.number, "number")
    return (request,)


@verb(f.RevisionFiled)
def file_revision(ctx: Ctx, request: f.RevisionFiled) -> tuple[Fact, ...]:
    """T28b: another hash, every required item answered with its place."""
    if request.plan_sha256 == ctx.case.plan.sha256:
        raise Refusal("revision_same")
    answered = {a.item for a in request.answers if a.answer.strip() and a.place.strip()}
    items = ctx.m.session.items.values()
    open_items = [i.requirement[:12] for i in items if i.required and i.item not in answered]
    if open_items:
        raise Refusal("revision_open", items="、".join(open_items))
    return (request,)


@verb(f.ChangeNoticeDelivered)
def deliver_notice(ctx: Ctx, request: f.ChangeNoticeDelivered) -> tuple[Fact, ...]:
    """31号-五: after the changed plan was filed."""
    if ctx.m.after.revision is None:
        raise Refusal("revision_first")
    if request.expert not in ctx.m.experts:
        raise Refusal("not_an_expert", name=ctx.m.name(request.expert))
    return (request,)


@verb(f.SupervisorApproved)
def approve(ctx: Ctx, request: f.SupervisorApproved) -> tuple[Fact, ...]:
    """T30: 第十一条 again, with stamp; C61 holds where it blocks; the stage itself closes when C60 holds too."""
    if not request.stamped:
        raise Refusal("approval_stamp", clause="令37-11")
    _holds(ctx, "T30", "C61")
    return (request,)


@verb(f.ConflictSettled)
def settle_conflict(_ctx: Ctx, request: f.ConflictSettled) -> tuple[Fact, ...]:
    """T23b, T23c: people decided, with the reason; the sealed record is never altered (EC-48)."""
    text_needed(request.reason, "reason")
    return (request,)


@verb(f.MeetingVoided)
def void(ctx: Ctx, request: f.MeetingVoided) -> tuple[Fact, ...]:
    """T32: by order of the authority, or leader + owner + secretary; never without the leader otherwise (EC-54)."""
    text_needed(request.reason, "reason")
    if not request.order_number and not (request.leader == ctx.m.leader and request.leader and request.owner):
        raise Refusal("void_who")
    return (request,)


@verb(f.RecordWithdrawn)
def withdraw_record(ctx: Ctx, request: f.RecordWithdrawn) -> tuple[Fact, ...]:
    """T26b: with a reason, and with the uploads of the meeting that was held (C60)."""
    text_needed(request.reason, "reason")
    _holds(ctx, "T26b", "C60")
    return (request,)


def _holds(ctx: Ctx, transition: str, check: str) -> None:
    stops = tuple(x for x in evaluate(ctx.case, (check,)) if x.stops)
    if stops:
        raise Refusal(f"gate_{transition}", findings=stops, clause=stops[0].clause, n=str(len(stops)))


@verb(f.KeyNodeVisited)
def visit_node(ctx: Ctx, request: f.KeyNodeVisited) -> tuple[Fact, ...]:
    """T33: the leader or a member of the group."""
    if request.node not in ctx.m.session.nodes:
        raise Refusal("node_unknown", node=request.node)
    if request.expert not in ctx.m.experts:
        raise Refusal("not_an_expert", name=ctx.m.name(request.expert))
    text_needed(request.guidance, "guidance")
    return (request,)
