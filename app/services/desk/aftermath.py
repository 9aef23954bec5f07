"""Verbs of the after-log: receipts, conflicts, voiding, registrations, scores, corrections, archives (T23–T35)."""

from app.models import after
from app.models import facts as f
from app.models.facts import Fact, UploadReceiptRecorded
from app.services.desk import requests as r
from app.services.desk.context import Ctx
from app.services.desk.preparing import gate, not_ahead, text_needed
from app.services.desk.refusal import Refusal
from app.services.desk.registry import verb


@verb(UploadReceiptRecorded)
def record_upload(ctx: Ctx, request: UploadReceiptRecorded) -> tuple[Fact, ...]:
    """C60: number and time of the authority's platform; its written acceptance needs the scan too."""
    _upload_known(ctx, request.item)
    text_needed(request.number, "number")
    if request.source == "acceptance" and not request.scan:
        raise Refusal("acceptance_scan", item=request.item, clause=ctx.case.pack.check("C60").src)
    return (request,)


@verb(r.RecordUpload)
def record_upload_with_scan(ctx: Ctx, request: r.RecordUpload) -> tuple[Fact, ...]:
    """C60: the same with its screenshot or scan, which is kept."""
    fact = UploadReceiptRecorded(
        item=request.item,
        source=request.source,
        number=request.number,
        received_at=request.received_at,
        scan=ctx.put_blob(request.scan) if request.scan else "",
    )
    return record_upload(ctx, fact)


def _upload_known(ctx: Ctx, item: str) -> None:
    if item not in ctx.case.pack.upload.items:
        raise Refusal("upload_unknown", item=item)


@verb(f.ConflictSettled)
def settle_conflict(ctx: Ctx, request: f.ConflictSettled) -> tuple[Fact, ...]:
    """T23b, T23c: people decided, with the reason; the sealed record is never altered (EC-48).

    Stored with a note only once the node has receipted this seal (T23c).
    """
    text_needed(request.reason, "reason")
    if request.how == "stored_with_note" and ctx.m.after.received_at is None:
        raise Refusal("receipt_first")
    return (request,)


@verb(r.VoidRecord)
def void(ctx: Ctx, request: r.VoidRecord) -> tuple[Fact, ...]:
    """T32: by order of the authority, or leader + owner + secretary; an unwelcome verdict is no reason (EC-54)."""
    text_needed(request.reason, "reason")
    if request.cause == "结论不被接受":
        raise Refusal("void_verdict", clause="令37-13③")
    signed = request.leader_drawing is not None
    fact = f.MeetingVoided(
        reason=f"{request.cause}：{request.reason.strip()}",
        order_number=request.order_number.strip(),
        leader=after.acting_leader(ctx.m) if signed else "",
        owner=request.owner,
        acceptance=request.acceptance.strip(),
        leader_ink=ctx.ink(request.leader_drawing),
        owner_ink=ctx.ink(request.owner_drawing),
    )
    lacks = after.voiding_lacks(ctx.m, fact)
    if lacks == "who":
        raise Refusal("void_who", clause="令37-13①")
    if lacks == "acceptance":
        raise Refusal("void_acceptance")
    return (fact,)


@verb(f.RecordWithdrawn)
def withdraw_record(ctx: Ctx, request: f.RecordWithdrawn) -> tuple[Fact, ...]:
    """T26b: with a reason, and with the uploads of the meeting that was held (C60)."""
    text_needed(request.reason, "reason")
    gate(ctx.case, "T26b")
    return (request,)


@verb(f.ExpertRegistered)
def register(ctx: Ctx, request: f.ExpertRegistered) -> tuple[Fact, ...]:
    """C62: where the pack asks for it, by an expert of the report, at the time the system says."""
    pack = ctx.case.pack
    if not after.registers(ctx.m, pack):
        raise Refusal("register_not_asked", clause=pack.check("C62").src)
    if request.expert not in after.report_experts(ctx.m):
        raise Refusal("not_of_report", name=ctx.m.name(request.expert))
    if request.expert in ctx.m.after.registered:
        raise Refusal("registered_already", name=ctx.m.name(request.expert))
    not_ahead(ctx, request.registered_at)
    return (request,)


@verb(f.ExpertScored)
def score(ctx: Ctx, request: f.ExpertScored) -> tuple[Fact, ...]:
    """C65: a line of the sheet this place uses, with points the table knows."""
    mode = ctx.case.pack.score.mode
    schemes = {"organiser_may_score_experts": "organiser", "term_score_base_100": "term"}
    if schemes.get(mode) != request.scheme:
        raise Refusal("score_not_used", clause=ctx.case.pack.check("C65").src)
    if request.expert not in ctx.m.experts:
        raise Refusal("not_an_expert", name=ctx.m.name(request.expert))
    ranges = ctx.case.law.scores.ranges(request.scheme)
    if request.item not in ranges:
        raise Refusal("score_item", item=request.item)
    if request.points not in ranges[request.item]:
        lowest, highest = min(ranges[request.item]), max(ranges[request.item])
        raise Refusal("score_points", points=f"{request.points:g}", lowest=str(lowest), highest=str(highest))
    return (request,)


@verb(r.WriteCorrection)
def correct(ctx: Ctx, request: r.WriteCorrection) -> tuple[Fact, ...]:
    """GS (EC-21): outside the signed content only; the secretary asks, the leader signs."""
    for what in ("place", "wrong", "right", "reason"):
        text_needed(getattr(request, what), what)
    if request.wrong.strip() == request.right.strip():
        raise Refusal("correction_same")
    if request.drawing is None:
        raise Refusal("ink_needed")
    return (
        f.CorrectionWritten(
            document=request.document,
            place=request.place,
            wrong=request.wrong,
            right=request.right,
            reason=request.reason,
            leader=after.acting_leader(ctx.m),
            leader_ink=ctx.ink(request.drawing),
        ),
    )


@verb(f.NextMeetingLinked)
def link_next(ctx: Ctx, request: f.NextMeetingLinked) -> tuple[Fact, ...]:
    """T09, T26b, T31: the application or meeting that follows; never this one again (EC-31)."""
    text_needed(request.next_meeting, "next_meeting")
    info = ctx.m.info.meeting
    if request.next_meeting.strip() in {ctx.meeting, info.id, info.application_no}:
        raise Refusal("next_is_this")
    return (request,)


@verb(f.ArchiveHandedOver)
def hand_over(_ctx: Ctx, request: f.ArchiveHandedOver) -> tuple[Fact, ...]:
    """C66: to a named person."""
    text_needed(request.received_by, "received_by")
    return (request,)


@verb(f.SupervisorApproved)
def approve(ctx: Ctx, request: f.SupervisorApproved) -> tuple[Fact, ...]:
    """T30: 第十一条 again, with stamp, after the changed plan; C61 holds where it blocks; C60 may come later."""
    if not request.stamped:
        raise Refusal("approval_stamp", clause="令37-11")
    revision = ctx.m.after.revision
    days = (request.technical_director_on, request.chief_supervisor_on)
    if revision and min(days) < revision.dated:
        raise Refusal("approval_before", day=revision.dated.isoformat(), clause="令37-13②")
    if days[0] > days[1]:
        raise Refusal("approval_order", clause="令37-11")
    not_ahead(ctx, max(days))
    gate(ctx.case, "T30", but=("C60",))
    return (request,)
