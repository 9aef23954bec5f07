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
    if fact.how == "stored_with_note":
        m.after.conflict_note = fact.reason


@on(f.UploadReceiptRecorded)
def _(m: Meeting, fact: f.UploadReceiptRecorded, _entry: Entry, _world: World) -> None:
    m.after.uploads[fact.item] = fact


@on(f.MeetingVoided)
def _(m: Meeting, fact: f.MeetingVoided, _entry: Entry, _world: World) -> None:
    m.after.void, m.after.void_reason = fact, fact.reason


@on(f.RecordWithdrawn)
def _(m: Meeting, fact: f.RecordWithdrawn, _entry: Entry, _world: World) -> None:
    m.after.withdrawn = fact.reason
    m.after.next_meeting = fact.next_meeting or m.after.next_meeting


@on(f.ExpertRegistered)
def _(m: Meeting, fact: f.ExpertRegistered, _entry: Entry, _world: World) -> None:
    m.after.registered.setdefault(fact.expert, fact)


@on(f.ExpertScored)
def _(m: Meeting, fact: f.ExpertScored, _entry: Entry, _world: World) -> None:
    m.after.scores.append(fact)


@on(f.CorrectionWritten)
def _(m: Meeting, fact: f.CorrectionWritten, entry: Entry, _world: World) -> None:
    m.after.corrections.append(fact)
    m.after.corrected_at.append(entry.body.at)


@on(f.LeaderReplaced)
def _(m: Meeting, fact: f.LeaderReplaced, _entry: Entry, _world: World) -> None:
    m.after.leader = fact


@on(f.NextMeetingLinked)
def _(m: Meeting, fact: f.NextMeetingLinked, _entry: Entry, _world: World) -> None:
    m.after.next_meeting = fact.next_meeting


@on(f.ArchiveHandedOver)
def _(m: Meeting, fact: f.ArchiveHandedOver, _entry: Entry, _world: World) -> None:
    m.after.archives[fact.archive] = fact
