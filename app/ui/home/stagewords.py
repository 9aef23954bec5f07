"""A stage of the meeting as one word with a shape (rules.md 4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.i18n import tr
from app.ui.widgets import State

if TYPE_CHECKING:
    from app.models.terms import Stage
    from app.services.agenda import MeetingHead


def stage_word(stage: Stage) -> tuple[str, State]:
    """The word and the shape of a stage."""
    from app.models.terms import Stage

    words = {
        Stage.PREPARED: (tr("In preparation"), State.WAITING),
        Stage.CHECKIN: (tr("Checking in"), State.ATTENTION),
        Stage.READY: (tr("Everyone is here"), State.ATTENTION),
        Stage.STOPPED: (tr("Stopped"), State.BLOCK),
        Stage.IN_SESSION: (tr("In session"), State.PRESENT),
        Stage.SUSPENDED: (tr("Suspended"), State.BLOCK),
        Stage.PROPOSED: (tr("Verdict proposed"), State.ATTENTION),
        Stage.SIGNING: (tr("Being signed"), State.ATTENTION),
        Stage.NO_CONSENSUS: (tr("No agreement"), State.BLOCK),
        Stage.ABORTED: (tr("Ended"), State.BLOCK),
        Stage.SYNC_CONFLICT: (tr("Conflict"), State.BLOCK),
        Stage.AWAIT_REVISION: (tr("Waits for the revision"), State.ATTENTION),
        Stage.REREVIEW: (tr("In re-review"), State.ATTENTION),
        Stage.FAILED: (tr("Not passed"), State.BLOCK),
        Stage.CLOSED: (tr("Done"), State.PRESENT),
        Stage.VOID: (tr("Void"), State.BLOCK),
    }
    return words.get(stage, (tr("Sealed"), State.PRESENT))


def rough_word(head: MeetingHead) -> tuple[str, State]:
    """What the marks alone tell, before the meeting was folded."""
    if head.void:
        return tr("Void"), State.BLOCK
    if head.sealed:
        return tr("Sealed"), State.PRESENT
    if head.opened:
        return tr("Opened"), State.PRESENT
    return tr("In preparation"), State.WAITING
