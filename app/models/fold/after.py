"""Applies the facts after the seal."""

from app.models import facts as f
from app.models.entry import Entry
from app.models.fold.registry import World, on
from app.models.meeting import Meeting
from app.models.terms import Stage


@on(f.ReceiptStored)
def _(m: Meeting, fact: f.ReceiptStored, _entry: Entry, _world: World) -> None:
    for part in fact.ranges:
        m.after.sent_upto[part.device] = max(part.upto, m.after.sent_upto.get(part.device, 0))
    if m.seal and fact.seal_hash == m.seal.seal_hash:
        m.after.received_at = m.after.received_at or fact.received_at


@on(f.ConflictNoticed)
def _(m: Meeting, fact: f.ConflictNoticed, _entry: Entry, _world: World) -> None:
    m.after.conflicts.append(fact.reason)


@on(f.ConflictSettled)
def _(m: Meeting, fact: f.ConflictSettled, _entry: Entry, _world: World) -> None:
    m.stage = Stage.SYNC_PENDING if fact.how == "resend" else Stage.SYNCED


@on(f.UploadReceiptRecorded)
def _(m: Meeting, fact: f.UploadReceiptRecorded, _entry: Entry, _world: World) -> None:
    m.after.uploads[fact.item] = fact


@on(f.RevisionFiled)
def _(m: Meeting, fact: f.RevisionFiled, _entry: Entry, _world: World) -> None:
    m.after.revision = fact


@on(f.ChangeNoticeDelivered)
def _(m: Meeting, fact: f.ChangeNoticeDelivered, _entry: Entry, _world: World) -> None:
    m.after.notices[fact.expert] = fact.delivered_at


@on(f.SupervisorApproved)
def _(m: Meeting, fact: f.SupervisorApproved, _entry: Entry, _world: World) -> None:
    m.after.approval = fact


@on(f.MeetingVoided)
def _(m: Meeting, fact: f.MeetingVoided, _entry: Entry, _world: World) -> None:
    m.after.void_reason = fact.reason


@on(f.RecordWithdrawn)
def _(m: Meeting, fact: f.RecordWithdrawn, _entry: Entry, _world: World) -> None:
    m.after.withdrawn = fact.reason


@on(f.KeyNodeVisited)
def _(m: Meeting, fact: f.KeyNodeVisited, _entry: Entry, _world: World) -> None:
    m.after.visits.append(fact)
