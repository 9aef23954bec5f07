"""Applies the facts of 修改后通过 and of the key nodes (T26–T30, T33)."""

from app.models import facts as f
from app.models.after import acting_leader
from app.models.entry import Entry
from app.models.fold.registry import World, on
from app.models.meeting import Meeting
from app.models.meetingparts import Rereview

Answer = f.RevisionReturned | f.RevisionApproved | f.RevisionRejected


@on(f.RevisionFiled)
def _(m: Meeting, fact: f.RevisionFiled, entry: Entry, _world: World) -> None:
    m.after.revision = fact
    m.after.filed.append(fact)
    m.after.notices = {}  # who was told, was told of another change
    m.after.filed_at.append(entry.body.at)


@on(f.ChangeNoticeDelivered)
def _(m: Meeting, fact: f.ChangeNoticeDelivered, _entry: Entry, _world: World) -> None:
    m.after.notices[fact.expert] = fact.delivered_at


@on(f.SupervisorApproved)
def _(m: Meeting, fact: f.SupervisorApproved, _entry: Entry, _world: World) -> None:
    m.after.approval = fact


def _answered(m: Meeting, fact: Answer, entry: Entry) -> None:
    answer = Rereview(
        fact=fact, revision=m.after.revision, by=entry.body.by, at=entry.body.at, acting=acting_leader(m)
    )
    m.after.rereviews.append(answer)


@on(f.RevisionReturned)
def _(m: Meeting, fact: f.RevisionReturned, entry: Entry, _world: World) -> None:
    _answered(m, fact, entry)
    m.after.revision = None  # the contractor files again


@on(f.RevisionApproved)
def _(m: Meeting, fact: f.RevisionApproved, entry: Entry, _world: World) -> None:
    _answered(m, fact, entry)


@on(f.RevisionRejected)
def _(m: Meeting, fact: f.RevisionRejected, entry: Entry, _world: World) -> None:
    _answered(m, fact, entry)


@on(f.KeyNodeInvited)
def _(m: Meeting, fact: f.KeyNodeInvited, _entry: Entry, _world: World) -> None:
    m.after.invitations[fact.node] = fact


@on(f.KeyNodeVisited)
def _(m: Meeting, fact: f.KeyNodeVisited, _entry: Entry, _world: World) -> None:
    m.after.visits.append(fact)


@on(f.KeyNodePushed)
def _(m: Meeting, fact: f.KeyNodePushed, _entry: Entry, _world: World) -> None:
    m.after.pushes[fact.node] = fact
    m.after.pushed_visits[fact.node] = sum(v.node == fact.node for v in m.after.visits)
