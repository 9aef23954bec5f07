"""The course of the meeting as decided at the door: open, stop, lift, postpone, cancel, resume (T06–T13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.models import facts as f
from app.models.finding import Finding
from app.models.papers.head import clock
from app.models.stages import GATES
from app.models.terms import Level, Role, Stage
from app.services.desk import requests as r
from app.ui.i18n import tr
from app.ui.stages.checkin_forms import FormSheet
from app.ui.stages.parts.ask import view_of
from app.ui.stages.parts.people import OWNERS
from app.ui.stages.parts.reason import ReasonSheet, suggestions
from app.ui.stages.parts.signature import SignatureSheet
from app.ui.widgets import FormRow, TextArea

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.models.entry import By
    from app.models.meeting import Meeting
    from app.services.desk.desk import View
    from app.services.desk.requests import Drawing
    from app.services.wording import Words
    from app.ui.stages.base import Host

_FEW = 3


def in_the_way(view: View) -> tuple[Finding, ...]:
    """What stops the opening: open B and O, and every W nobody has acknowledged (T06)."""
    levels = {Level.BLOCK, Level.OVERRIDE, Level.WARN}
    return tuple(x for x in view.findings if x.is_open and x.level in levels)


def not_resumable(view: View) -> tuple[Finding, ...]:
    """What stops the resumption (T12)."""
    return tuple(x for x in view.findings if x.stops and x.check in GATES["T12"])


def why(words: Words, found: tuple[Finding, ...]) -> str:
    """The reason on a blocked button: how many, and the first of them by name."""
    if not found:
        return ""
    names = "；".join(words.finding(x).title for x in found[:_FEW])
    return tr("{n} still open: {names}").format(n=len(found), names=names)


def pause_words(m: Meeting) -> str:
    """What stands over the board while the meeting is suspended: kind, reason, until when; empty otherwise."""
    pause = m.pause
    if pause is None:
        return ""
    until = tr("until {time}").format(time=clock(pause.until)) if pause.until else ""
    kind = "，".join(x for x in (pause.kind.value, pause.reason, until) if x)
    said = tr("The meeting is suspended ({kind}). Call everybody back, take the roll-call, then resume.")
    return said.format(kind=kind)


def open_meeting(host: Host) -> None:
    """宣布开会 by the host, identified now (T06)."""
    mode = view_of(host).m.info.meeting.mode

    def then(by: By) -> None:
        host.ask(f.MeetingOpened(mode=mode), by, lambda _view: host.go("review"))

    host.identify((Role.HOST,), tr("Open the meeting"), then)


def resume(host: Host) -> None:
    """恢复会议 by the host (T12)."""
    came_from = view_of(host).m.pause
    target = "sign" if came_from and came_from.came_from is Stage.SIGNING else "review"

    def then(by: By) -> None:
        host.ask(f.SessionResumed(), by, lambda _view: host.go(target))

    host.identify((Role.HOST,), tr("Resume the meeting"), then)


def as_decider(host: Host, title: str, then: Callable[[By], object]) -> None:
    """T07: the owner's verifier or project leader; the host only when nobody of the owner is here."""
    m = view_of(host).m
    owners = any(m.present(h.person) for role in OWNERS for h in m.holders(role))
    host.identify(OWNERS if owners else (Role.HOST,), title, then)


class StopSheet(SignatureSheet):
    """停止论证会: what is missing stands in it by itself; reason and signature of who decides (3.6)."""

    def __init__(self, host: Host, parent: QWidget, by: By) -> None:
        self._by = by
        view = view_of(host)
        missing = tuple(x for x in view.findings if x.stops)
        names = [host.words.finding(x).title for x in missing]
        self.reason = TextArea(least=2, longest=400)
        super().__init__(
            host,
            parent,
            tr("Stop the meeting"),
            tr("Missing now: {names}").format(names="；".join(names) or "—"),
            self._send,
            sub=tr("Decided by {name}. A stop record is made.").format(name=by.name),
            primary=tr("Stop the meeting"),
            danger=True,
        )
        self.extra.addWidget(FormRow(tr("Reason"), self.reason, required=True))
        self.first = self.reason
        usual = [tr("Required people did not come although we waited")] if names else []
        self.extra.addWidget(suggestions(usual, self.reason.setPlainText))
        self.reason.textChanged.connect(self.renew)

    def lack(self) -> str:
        """The reason."""
        return "" if self.reason.toPlainText().strip() else tr("Please give the reason first.")

    def _send(self, _sheet: SignatureSheet, drawing: Drawing) -> None:
        self.send(r.Stop(reason=self.reason.toPlainText().strip(), drawing=drawing), self._by)


def stop(host: Host, parent: QWidget) -> None:
    """Open the stop for who decides."""
    as_decider(host, tr("Stop the meeting"), lambda by: StopSheet(host, parent, by).open())


def lift(host: Host, parent: QWidget) -> None:
    """解除停止: those missing came the same day (T08)."""

    def then(by: By) -> None:
        def use(sheet: ReasonSheet, reason: str) -> None:
            sheet.send(f.StopLifted(reason=reason), by)

        ReasonSheet(
            host,
            parent,
            tr("Lift the stop"),
            use,
            sub=tr("Only on the same day, when those missing have come."),
            usual=(tr("Those missing have come today"),),
            primary=tr("Lift the stop"),
        ).open()

    as_decider(host, tr("Lift the stop"), then)


class PostponeSheet(FormSheet):
    """改期 (T09, T13): reason and, if known, the next application."""

    def __init__(self, host: Host, parent: QWidget, by: By) -> None:
        super().__init__(
            host,
            parent,
            tr("Postpone the meeting"),
            tr("This meeting ends without a report. Experts who never came are recorded as absent."),
            primary=tr("Postpone the meeting"),
        )
        self._by = by
        self.reason = self.field(tr("Reason"), longest=400)
        self.next = self.field(tr("Number of the next application"), needed=False)
        self.renew()

    def accept(self) -> None:
        """Ask the desk."""
        if self.primary.is_free():
            fact = f.MeetingPostponed(
                reason=self.reason.text().strip(), next_application=self.next.text().strip()
            )
            self.send(fact, self._by)


def postpone(host: Host, parent: QWidget) -> None:
    """Open the postponement for who decides."""
    as_decider(host, tr("Postpone the meeting"), lambda by: PostponeSheet(host, parent, by).open())


def cancel(host: Host, parent: QWidget) -> None:
    """取消会议 by the secretary (T10)."""

    def use(sheet: ReasonSheet, reason: str) -> None:
        sheet.send(f.MeetingCancelled(reason=reason), host.secretary())

    ReasonSheet(
        host,
        parent,
        tr("Cancel the meeting"),
        use,
        sub=tr("The meeting then cannot be held any more. A new one needs a new application."),
        usual=(tr("Too few people, cannot be held"), tr("The applicant withdrew")),
        primary=tr("Cancel the meeting for good"),
        danger=True,
    ).open()
