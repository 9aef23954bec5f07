"""The kiosk for site staff: the whole screen, scanning only; it is left with the PIN of this computer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from app.models.badge import Outcome
from app.models.terms import Stage
from app.ui.door.actions import Actions
from app.ui.door.controller import OPEN, Door
from app.ui.door.denial import DenialSheet
from app.ui.door.facades import facade_of, ready
from app.ui.door.face import AnswerFace
from app.ui.door.kiosk_side import KioskSide
from app.ui.door.ready import ReadyBoard, counts
from app.ui.door.sounds import Sounds
from app.ui.door.visit import Mode, Step, Visit
from app.ui.host_identity import utc_now
from app.ui.i18n import tr
from app.ui.theme import DOOR, Space
from app.ui.widgets.announce import announce

if TYPE_CHECKING:
    from app.services.desk.desk import View

STAYS_MS = {
    Step.IN: 2500,
    Step.ROLLED: 1800,
    Step.OUT: 2500,
    Step.CERTIFICATE_KEPT: 2500,
    Step.SWAPPED: 60_000,
}
"""How long a result stays; a next scan replaces it at once."""

REFUSED_MS = 9000
LINE_MS = 3500
"""A result stays no longer while others wait to be looked at, nor one that whoever stands there has just said himself."""

UNANSWERED_MS = 90_000
"""A question nobody answers is put away: the person is not in, and the history says so."""

_IDLE_MS = 120
_TYPED_SECONDS = 1.5
"""After a letter was typed, Enter is the end of a slow scanner's code and not a decision."""


class Kiosk(QWidget):
    """Shows the door in full screen.

    Signals:
        leave_asked: somebody wants out; whoever owns the kiosk asks for the PIN and calls ``leave``.
        history_asked: the history is to be shown.
        search_asked: a person without a badge is to be found by name.
        sound_changed: somebody turned it on or off.
        left: it has closed.
    """

    leave_asked = Signal()
    search_asked = Signal()
    history_asked = Signal()
    sound_changed = Signal(bool)
    left = Signal()

    def __init__(
        self,
        door: Door,
        *,
        eye: QWidget | None = None,
        now: Callable[[], datetime] = utc_now,
        sound: bool = True,
    ) -> None:
        super().__init__(None, Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint)
        self.setWindowTitle(tr("Door"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # each part fills its own ground, once
        self.door, self._now = door, now
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._may_leave = False
        self._typed = 0.0
        self.sounds = Sounds(self, on=sound)
        self.side = KioskSide(now, eye)
        self.side.sound.setChecked(sound)
        self.face = AnswerFace()
        self.actions_ = Actions()
        self.board = ReadyBoard()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._time_is_up)
        self._idle = QTimer(self, singleShot=True, interval=_IDLE_MS)
        self._idle.timeout.connect(self._show_idle)
        self._build()
        self._connect()
        self._show(door.current)
        if door.store.view is not None:
            self._viewed(door.store.view)

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.side)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.face, 1)
        below = QVBoxLayout()
        below.setContentsMargins(56, 0, 56, Space.XXL + 8)
        below.addWidget(self.board)
        below.addWidget(self.actions_)
        right.addLayout(below)
        row.addLayout(right, 1)

    def _connect(self) -> None:
        door, side = self.door, self.side
        door.shown.connect(self._show)
        door.settled.connect(self._settled)
        door.line_changed.connect(self._lined)
        door.mode_changed.connect(lambda _m: self._modes())
        door.store.changed.connect(self._viewed)
        door.store.heard_changed.connect(self._paint_face)
        side.mode_asked.connect(door.set_mode)
        side.search_asked.connect(self.search_asked)
        side.history_asked.connect(self.history_asked)
        side.sound_asked.connect(self._sound)
        side.leave_asked.connect(self.leave_asked)
        self.actions_.confirmed.connect(self.door.say_yes)
        self.actions_.denied.connect(self._deny)
        self.actions_.later.connect(door.skip)
        self.actions_.leave.connect(door.leave)
        self.actions_.seen.connect(door.free)

    # --- shown ------------------------------------------------------------------------------------------

    def _viewed(self, view: View) -> None:
        self.side.figures.set_counts(*counts(view))
        self._modes()
        self._idle.start()

    def _lined(self, _n: int) -> None:
        waiting = self.door.waiting
        self.side.set_line(waiting)
        if any(v.whose for v in waiting):
            self._paint_face()

    def _paint_face(self) -> None:
        """Draw the answer as things stand now; what is being typed stays."""
        door, view = self.door, self.door.store.view
        if view is None:
            return
        visit, heard, now = door.current, door.store.heard, self._now()
        shown = (
            ready(door.mode, view.m, heard, now, open_=view.stage in OPEN, sent_away=door.sent_away)
            if visit is None
            else facade_of(visit, view, heard, now, door.waiting)
        )
        self.face.show_facade(shown)

    def _modes(self) -> None:
        view = self.door.store.view
        paused = view is not None and view.m.stage is Stage.SUSPENDED
        if self.door.mode is Mode.ROLL and not paused:
            self.door.set_mode(Mode.IN)
            return
        self.side.set_mode(self.door.mode, roll=paused)
        self._idle.start()

    def _show_idle(self) -> None:
        """Count anew, and say how things stand now. Not at once: an answer may be on its way, and it comes first."""
        view = self.door.store.view
        if view is None:
            return
        self.side.recent.show_meeting(view.m)
        self.side.set_offer(offer=view.case.pack.checkin.ecert_scan)
        if self.door.current is None:
            self._show(None)
        else:
            self._paint_face()

    def _show(self, visit: Visit | None) -> None:
        view = self.door.store.view
        if view is None:
            return
        self._paint_face()
        shown = self.face.facade
        self.actions_.show_visit(visit, three=self.door.needs_three())
        free = visit is None and view.stage in OPEN
        if free:
            self.board.show_view(view, roll=self.door.mode is Mode.ROLL)
        self.board.setVisible(free)
        self.board.look = shown.look
        self.side.set_look(shown.look)
        self.update()
        self._timer.stop()
        if visit is not None:
            announce(self, shown.spoken, urgent=not visit.asks)
            if visit.asks:
                self.sounds.play("look")
                if visit.problem and visit.step is Step.ASK_IN:
                    self.actions_.four.setFocus()
                else:
                    self.actions_.begin()
            else:
                self.setFocus()
            self._timer.start(self._stays(visit))

    def _stays(self, visit: Visit) -> int:
        """How long it is shown, ms."""
        if visit.asks:
            return UNANSWERED_MS
        short = bool(self.door.waiting) or visit.look == Outcome.NOT_COMPARED
        stays = STAYS_MS.get(
            visit.step, REFUSED_MS
        )  # a swapped certificate stays until somebody has understood it
        return min(stays, LINE_MS) if short and visit.step is not Step.SWAPPED else stays

    def _settled(self, visit: Visit) -> None:
        self.sounds.play(visit.sound)

    def _time_is_up(self) -> None:
        if isinstance(
            QApplication.activeModalWidget(), DenialSheet
        ):  # somebody is writing what does not match
            self._timer.start(LINE_MS)
        elif self.door.current is not None and self.door.current.asks:
            self.door.skip()
        else:
            self.door.free()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground under the buttons."""
        QPainter(self).fillRect(self.rect(), QColor(DOOR[self.face.facade.look].ground))

    # --- done -------------------------------------------------------------------------------------------

    def _deny(self) -> None:
        visit = self.door.current
        if visit is not None:
            DenialSheet(self, visit, self.door).open()

    def _sound(self) -> None:
        self.sounds.on = self.side.sound.isChecked()
        self.sound_changed.emit(self.sounds.on)

    def event(self, event: QEvent) -> bool:
        """Remember when a letter was typed."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.ShortcutOverride
            and event.text().isprintable()
        ):
            self._heard(event)
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter right after letters is the end of a slow scanner's code: it decides nothing here.

        A sheet over the kiosk (a name, a reason) is typed into, and its Enter is meant.
        """
        if not isinstance(watched, QWidget) or watched.window() is not self:
            return False
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                fields = (self.actions_.four, self.actions_.number)
                return monotonic() - self._typed < _TYPED_SECONDS and not any(x.hasFocus() for x in fields)
            self._heard(event)
        return False

    def _heard(self, event: QKeyEvent) -> None:
        if event.text() and event.text().isprintable() and event.text() != " ":
            self._typed = monotonic()

    # --- in and out ---------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Take the whole screen."""
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)
        self.showFullScreen()
        self.activateWindow()

    def leave(self) -> None:
        """The PIN was right."""
        self._may_leave = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """No other way out: a closed window asks for the PIN."""
        if not self._may_leave:
            event.ignore()
            self.leave_asked.emit()
            return
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        self.left.emit()
        super().closeEvent(event)
