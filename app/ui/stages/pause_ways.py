"""What time brings on the day: the waiting time of T07, a pause that lasts too long, and the three ways on of T13."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.models.papers.head import clock
from app.models.stages import obstacles
from app.models.terms import PauseKind, Stage
from app.ui.i18n import tr
from app.ui.stages.checkin_course import not_resumable, pause_words, postpone, stop, why
from app.ui.stages.parts.ask import view_of
from app.ui.stages.parts.dissent import close_without, may_close_without
from app.ui.theme import Space, Type
from app.ui.widgets import Button, Kind, Notice, Sheet, State, Surface, WrapLabel

if TYPE_CHECKING:
    from app.services.desk.desk import View
    from app.services.wording import Words
    from app.ui.stages.base import Host


def wait_over(view: View) -> datetime | None:
    """When the waiting time of T07 ran out, or None while it runs or nothing is missing.

    It runs from the planned start, and again from each resume (8.7-1); a person decides, the time only asks.
    """
    if view.stage not in {Stage.CHECKIN, Stage.READY} or not any(
        x.stops for x in obstacles(view.case, "T06")
    ):
        return None
    m = view.m
    begun = max([m.info.meeting.planned_start, *(s.lifted for s in m.stops if s.lifted)])
    over = begun + timedelta(minutes=view.case.pack.time.stop_wait_minutes)
    return over if view.case.now >= over else None


def pause_over(view: View) -> datetime | None:
    """When an unplanned pause passed ``time.max_pause_hours``, or None; an adjournment to a named time has no limit."""
    pause = view.m.pause
    if view.stage is not Stage.SUSPENDED or pause is None or pause.kind is PauseKind.ADJOURNMENT:
        return None
    over = pause.since + timedelta(hours=view.case.pack.time.max_pause_hours)
    return over if view.case.now > over else None


def resume_reason(words: Words, view: View) -> str:
    """Why the meeting cannot be resumed now; "" if it can."""
    if pause_over(view) is not None:
        limit = view.case.pack.time.max_pause_hours
        return tr("The pause lasts more than {n} hours: only the ways on beside it are left.").format(n=limit)
    return why(words, not_resumable(view))


def pause_line(view: View) -> str:
    """What stands over the page while the meeting is suspended."""
    if pause_over(view) is None:
        return pause_words(view.m)
    said = tr(
        "The pause lasts more than {n} hours; the meeting cannot be resumed. Decide how it ends: '{button}'."
    )
    limit = view.case.pack.time.max_pause_hours
    return said.format(n=limit, button=tr("Cannot be resumed..."))


class WaitNotice(Notice):
    """等候时间届满: asks for a decision; who puts it away is asked again after the next resume."""

    def __init__(self, host: Host, parent: QWidget) -> None:
        super().__init__("", State.ATTENTION, closable=True)
        self._away: datetime | None = None
        self._over: datetime | None = None
        self.acted.connect(lambda: stop(host, parent))
        self.closed.connect(self._put)
        self.hide()

    def _put(self) -> None:
        self._away = self._over

    def show_view(self, view: View) -> None:
        """Ask while the time is over and something is missing."""
        self._over = wait_over(view)
        self.setVisible(self._over is not None and self._over != self._away)
        if self._over is None:
            return
        said = tr(
            "The waiting time was over at {time} and the meeting cannot begin. Stop it, or put this away and wait on."
        ).format(time=clock(self._over, day=False))
        if said != self.text():
            self.set_notice(said, State.ATTENTION, action=tr("Stop the meeting"))


class WaysSheet(Sheet):
    """不能恢复时 (T13): stop and wait until 24:00, postpone, or close without agreement; each says what it means."""

    def __init__(self, host: Host, parent: QWidget) -> None:
        view = view_of(host)
        over = pause_over(view)
        sub = tr("By decision of the owner's verifier or project leader, else of the host.")
        super().__init__(
            parent, tr("The meeting cannot be resumed"), sub, primary=tr("Keep waiting"), width=720
        )
        self.cancel.hide()
        if over is not None:
            text = tr("The limit of the pause was reached at {time}. It can no longer be resumed.")
            self.body.addWidget(Notice(text.format(time=clock(over)), State.BLOCK))
        self.ways: dict[str, Button] = {}
        self._way(
            "stop",
            tr("Stop the meeting"),
            tr("A stop record is made. Who comes until 24:00 today lets it be resumed; at 24:00 it ends."),
            lambda: stop(host, parent),
        )
        self._way(
            "postpone",
            tr("Postpone the meeting"),
            tr("It ends without a report now; a new application with its lead time follows."),
            lambda: postpone(host, parent),
        )
        close = self._way(
            "close",
            tr("Close without agreement"),
            tr("Only after a recorded 'not agree' or a refusal to sign. The leader closes the record."),
            lambda: close_without(host, parent),
        )
        nobody = tr("Nobody has objected or refused to sign.")
        close.set_blocked("" if may_close_without(view) else nobody)

    def _way(self, key: str, text: str, said: str, do: Callable[[], object]) -> Button:
        card = Surface("well", margin=Space.M)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(WrapLabel(text, Type.BASE, bold=True))
        words.addWidget(WrapLabel(said, Type.BASE, ink="ink2"))
        button = Button(text, Kind.SECONDARY)
        button.setFixedWidth(220)
        button.clicked.connect(lambda _=False: self._leave_for(do))
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addLayout(words, 1)
        row.addWidget(button)
        card.box.addLayout(row)
        self.body.addWidget(card)
        self.ways[key] = button
        return button

    def _leave_for(self, do: Callable[[], object]) -> None:
        self.done(int(self.DialogCode.Accepted))
        do()


def ways_on(host: Host, parent: QWidget) -> None:
    """Open the three ways."""
    WaysSheet(host, parent).open()
