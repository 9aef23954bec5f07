"""The one answer of the meeting, computed from the view each time and stored nowhere (LOOK.md)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.models.checks.sign import signers
from app.models.stages import obstacles
from app.models.terms import Document, Level, Stage, Stance
from app.ui.i18n import tr
from app.ui.shell.moments import clock_text
from app.ui.widgets.labels import gist
from app.ui.widgets.marks import State

if TYPE_CHECKING:
    from app.services.desk.desk import View

_LONGEST = 60  # characters of a reason; the page tells it whole


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands in the banner: the answer, why or how far, and its shape."""

    text: str
    sub: str
    state: State


def answer_of(view: View, shown: str = "") -> Answer:
    """Return the answer of the stage; while the experts deliberate it depends on the screen ``shown``."""
    if view.stage is Stage.IN_SESSION and shown == "verdict":
        return _verdict(view)
    return _OF.get(view.stage, _closed)(view)


def _still(n: int) -> str:
    return tr("{n} points still open").format(n=n)


def _stops(view: View) -> int:
    return sum(1 for found in view.findings if found.stops)


def _prepared(view: View) -> Answer:
    n = _stops(view)
    if n:
        return Answer(
            tr("May not begin"), tr("Before the day: {n} points still open").format(n=n), State.BLOCK
        )
    return Answer(
        tr("Not checked in yet"), tr("Everything is prepared; check-in can start."), State.ATTENTION
    )


def _checkin(view: View) -> Answer:
    found = obstacles(view.case, "T06")
    if not found:
        return Answer(tr("May begin"), tr("Everyone is here and verified by the owner."), State.PRESENT)
    if all(one.check == "C29" for one in found):
        return Answer(tr("May not begin"), tr("Only the owner's verification is missing."), State.ATTENTION)
    return Answer(tr("May not begin"), _still(len(found)), State.BLOCK)


def _stopped(view: View) -> Answer:
    stop = view.m.stops[-1] if view.m.stops else None
    why = gist(stop.fact.reason, _LONGEST) if stop else ""
    when = clock_text(stop.at) if stop else ""
    return Answer(tr("Stopped"), tr("{time} - {reason}").format(time=when, reason=why), State.BLOCK)


def _session(view: View) -> Answer:
    lost = [x for x in view.findings if x.is_open and x.check in {"C39", "C40"} and x.level is Level.BLOCK]
    if lost:
        return Answer(tr("Must pause"), _still(len(lost)), State.BLOCK)
    n = _stops(view)
    return Answer(tr("May go on"), _still(n) if n else tr("In session"), State.PRESENT)


def _suspended(view: View) -> Answer:
    pause = view.m.pause
    if pause is None:
        return Answer(tr("Suspended"), "", State.BLOCK)
    words = (clock_text(pause.since), pause.kind.value, pause.reason)
    return Answer(tr("Suspended"), " · ".join(word for word in words if word), State.BLOCK)


def _verdict(view: View) -> Answer:
    n = len(obstacles(view.case, "T14"))
    if n:
        return Answer(tr("No verdict yet"), _still(n), State.ATTENTION)
    return Answer(tr("Ready for a verdict"), tr("The leader proposes it."), State.PRESENT)


def _proposed(view: View) -> Answer:
    proposal = view.m.session.proposal
    if proposal is None:
        return _verdict(view)
    due = len(view.m.present_experts())
    agreed = sum(1 for stance in proposal.stances.values() if stance is Stance.AGREE)
    n = len(obstacles(view.case, "T16"))
    text = tr("{n} / {of} agreed").format(n=agreed, of=due)
    words = (tr("Proposed: {verdict}").format(verdict=proposal.verdict.value), _still(n) if n else "")
    state = State.ATTENTION if n or agreed < due else State.PRESENT
    return Answer(text, " · ".join(word for word in words if word), state)


def _signing(view: View) -> Answer:
    due = signers(view.case)
    given = sum(1 for person in due if (Document.REPORT, person) in view.m.signatures)
    n = len(obstacles(view.case, "T19"))
    text = tr("{n} / {of} signed").format(n=given, of=len(due))
    if n:
        return Answer(text, tr("Before sealing: {n} points still open").format(n=n), State.ATTENTION)
    return Answer(text, tr("Can be sealed."), State.PRESENT)


def _closed(view: View) -> Answer:
    unsent = view.unsent
    waiting = (
        tr("{n} entries not sent yet").format(n=unsent) if unsent else tr("Received by the central node.")
    )
    return Answer(tr("Sealed"), waiting, State.ATTENTION if unsent else State.PRESENT)


def _fixed(text: Callable[[], str], sub: Callable[[], str], state: State) -> Callable[[View], Answer]:
    def make(_view: View) -> Answer:
        return Answer(text(), sub(), state)

    return make


def _conflict(view: View) -> Answer:
    n = len(view.m.after.conflicts)
    return Answer(tr("Conflict"), tr("The central node disagrees on {n} points.").format(n=n), State.BLOCK)


def _ended(view: View) -> Answer:
    text = tr("Ended") if view.stage is Stage.ABORTED else tr("No agreement")
    return Answer(text, gist(view.m.abort_reason or view.m.no_consensus, _LONGEST), State.BLOCK)


def _void(view: View) -> Answer:
    return Answer(tr("Void"), gist(view.m.after.void_reason, _LONGEST), State.BLOCK)


_OF: dict[Stage, Callable[[View], Answer]] = {
    Stage.PREPARED: _prepared,
    Stage.CHECKIN: _checkin,
    Stage.READY: _checkin,
    Stage.STOPPED: _stopped,
    Stage.IN_SESSION: _session,
    Stage.SUSPENDED: _suspended,
    Stage.PROPOSED: _proposed,
    Stage.SIGNING: _signing,
    Stage.NO_CONSENSUS: _ended,
    Stage.ABORTED: _ended,
    Stage.SYNC_CONFLICT: _conflict,
    Stage.VOID: _void,
    Stage.AWAIT_REVISION: _fixed(
        lambda: tr("Waits for the revision"),
        lambda: tr("The revised plan is to be registered."),
        State.ATTENTION,
    ),
    Stage.REREVIEW: _fixed(
        lambda: tr("In re-review"), lambda: tr("The leader looks at the revised plan."), State.ATTENTION
    ),
    Stage.REVIEWED: _fixed(
        lambda: tr("Reviewed"),
        lambda: tr("The chief supervisor's approval is to be registered."),
        State.PRESENT,
    ),
    Stage.FAILED: _fixed(
        lambda: tr("Not passed"),
        lambda: tr("The plan is to be written anew and reviewed again."),
        State.BLOCK,
    ),
    Stage.CLOSED: _fixed(lambda: tr("Done"), lambda: tr("Nothing is left to do."), State.PRESENT),
}
