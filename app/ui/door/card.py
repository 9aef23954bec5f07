"""A scan while something else is being done: a card in the corner answers it, and takes neither focus nor place from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.ui import theme
from app.ui.door.actions import Actions
from app.ui.door.buttons import DoorButton
from app.ui.door.certificates import needs_number
from app.ui.door.controller import Door
from app.ui.door.denial import DenialSheet
from app.ui.door.facades import facade_of
from app.ui.door.face import AnswerFace
from app.ui.door.kiosk_side import DoorLabel, line_words
from app.ui.door.visit import Step, Visit
from app.ui.i18n import tr
from app.ui.theme import DOOR, Radius, Size, Space
from app.ui.widgets.announce import announce
from app.ui.widgets.paint import rounded

if TYPE_CHECKING:
    from app.ui.door.sounds import Sounds

_WIDE = 460
_STAYS_MS = {
    Step.IN: 3500,
    Step.ROLLED: 2500,
    Step.OUT: 3500,
    Step.CERTIFICATE_KEPT: 3500,
    Step.SWAPPED: 60_000,
}
_REFUSED_MS = 12_000
_HIGH, _BAR, _FIELD = 216, 84, 56
"""Heights of the answer, the buttons, the field for a number."""


class DoorCard(QWidget):
    """One answer in a small window of its own that never takes the focus; a press on it is a press at the door.

    ``typing``: there is a field in it to write into; then it has the focus once somebody presses there, and no sooner.
    """

    def __init__(self, over: QWidget, *, typing: bool = False) -> None:
        flags = Qt.WindowType.Tool | Qt.WindowType.FramelessWindowHint
        if not typing:
            flags |= Qt.WindowType.WindowDoesNotAcceptFocus
        super().__init__(over.window(), flags)
        self.typing = typing
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Door"))
        self.face = AnswerFace(compact=True)
        self.actions_ = Actions(small=True)
        self.away = DoorButton("×", small=True)
        self.away.setAccessibleName(tr("Close this message"))
        for button in (self.away, self.actions_.yes, self.actions_.no, self.actions_.wait, self.actions_.out):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, Space.S, 0)
        head.addWidget(self.face, 1)
        head.addWidget(self.away, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(3, 3, 3, Space.M)
        column.setSpacing(Space.S)
        column.addLayout(head, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(Space.L, 0, Space.L, 0)
        foot.addWidget(self.actions_)
        column.addLayout(foot)
        self.line = DoorLabel("", 15, bold=True)
        self.line.hide()
        self._asks = False
        below = QHBoxLayout()
        below.setContentsMargins(Space.L, 0, Space.L, 0)
        below.addWidget(self.line)
        column.addLayout(below)
        self.setFixedWidth(_WIDE)

    def show_visit(self, visit: Visit, door: Door, now: datetime) -> None:
        """Show an answer; its height follows."""
        view = door.store.view
        if view is None:
            return
        self.paint_face(visit, door, now)
        self.actions_.show_visit(visit, three=door.needs_three())
        self.away.set_look(visit.look)
        self.line.look = visit.look
        self._asks = self.actions_.isVisibleTo(self)
        self.set_line(door.waiting)
        self.update()

    def paint_face(self, visit: Visit, door: Door, now: datetime) -> None:
        """Draw the answer as things stand now; what is being typed stays."""
        view = door.store.view
        if view is not None:
            self.face.show_facade(facade_of(visit, view, door.store.heard, now, door.waiting))
            self.setAccessibleName(self.face.facade.spoken)

    def set_line(self, waiting: tuple[Visit, ...]) -> None:
        """Say who waits behind the one shown: nobody is to believe that his scan was not heard."""
        self.line.set_text(line_words(waiting))
        self.line.setVisible(bool(waiting))
        room = self.line.heightForWidth(_WIDE - 2 * Space.L) + Space.S if waiting else 0
        self.setFixedHeight(_HIGH + _BAR * self._asks + _FIELD * self.typing + room)

    def place(self, window: QWidget) -> None:
        """Stand in the upper right corner of the desk's window, below its bar."""
        corner = window.mapToGlobal(window.rect().topRight())
        self.move(corner.x() - self.width() - Space.L, corner.y() + Size.TOPBAR + Space.L)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground and a line around it."""
        colours, painter = DOOR[self.face.facade.look], QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.palette().card))
        rounded(painter, QRectF(self.rect()), Radius.SMALL, colours.ground, colours.soft, width=2)


class CornerCards(QObject):
    """Shows the door's answers in the corner, over whatever window is in front, unless the kiosk shows them."""

    def __init__(
        self,
        door: Door,
        window: QWidget,
        sounds: Sounds,
        now: Callable[[], datetime],
        went_in: Callable[[str], object],
    ) -> None:
        super().__init__(window)
        self.door, self.window, self.sounds = door, window, sounds
        self.resting = False
        self.card: DoorCard | None = None
        self._now, self._went_in = now, went_in
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(door.free)
        door.shown.connect(self._shown)
        door.settled.connect(self._settled)
        door.line_changed.connect(lambda _n: self._lined())
        door.store.changed.connect(lambda _view: self._again_painted())
        door.store.heard_changed.connect(self._again_painted)

    def _again_painted(self) -> None:
        """The node has answered, or something of his waits behind him."""
        visit = self.door.current
        if self.card is not None and isValid(self.card) and visit is not None:
            self.card.paint_face(visit, self.door, self._now())

    def rest(self, *, resting: bool) -> None:
        """The kiosk shows the answers from now on, or no longer."""
        self.resting = resting
        self._timer.stop()
        if resting:
            self._close()

    def _shown(self, visit: Visit | None) -> None:
        if self.resting:
            return
        self._timer.stop()
        if visit is None:
            self._close()
            return
        self._open(typing=needs_number(visit)).show_visit(visit, self.door, self._now())
        if self.card is not None:
            self.card.place(self.window.window())
            self._show_aside(self.card)
            announce(self.card, self.card.face.facade.spoken, urgent=True)
        if visit.asks:
            self.sounds.play("look")
        else:
            self._timer.start(_STAYS_MS.get(visit.step, _REFUSED_MS))

    def _lined(self) -> None:
        if self.card is not None and isValid(self.card):
            self.card.set_line(self.door.waiting)
        if any(v.whose for v in self.door.waiting):
            self._again_painted()

    @staticmethod
    def _show_aside(card: DoorCard) -> None:
        """Some window systems make active what they show all the same: then the window before gets its place back."""
        before = QApplication.activeWindow()
        card.show()
        if before is not None and before is not card and QApplication.activeWindow() is not before:
            before.activateWindow()

    def _settled(self, visit: Visit) -> None:
        if self.resting:
            return
        self.sounds.play(visit.sound)
        if visit.step is Step.IN:
            self._went_in(visit.person)
            self._come_forward()

    def _come_forward(self) -> None:
        """The signature is asked for in a sheet that has just opened over the answer: it stays readable for its time."""
        visit, front = self.door.current, QApplication.activeModalWidget()
        behind = self.card is not None and isValid(self.card) and self.card.parentWidget() is not front
        if visit is None or front is None or not behind:
            return
        card = self._open(typing=needs_number(visit))
        card.show_visit(visit, self.door, self._now())
        card.place(self.window.window())
        self._show_aside(card)

    def _open(self, *, typing: bool) -> DoorCard:
        """The card, on the window that is in front: a modal sheet would keep presses from any other."""
        front = QApplication.activeModalWidget() or self.window.window()
        old = self.card
        if old is not None and isValid(old) and old.parentWidget() is front and old.typing == typing:
            return old
        self._close()
        card = self.card = DoorCard(front, typing=typing)
        card.actions_.confirmed.connect(self.door.say_yes)
        card.actions_.denied.connect(self._deny)
        card.actions_.later.connect(self.door.skip)
        card.actions_.leave.connect(self.door.leave)
        card.away.clicked.connect(self._away)
        card.installEventFilter(self)
        return card

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """If the sheet under a question closes, the question comes back over the window that is in front then."""
        if watched is self.card and event.type() is QEvent.Type.Hide and self.door.current is not None:
            self.card = None
            QTimer.singleShot(0, self, self._again)
        return False

    def _again(self) -> None:
        if self.card is None and self.door.current is not None and not self.resting:
            self._shown(self.door.current)

    def _deny(self) -> None:
        visit = self.door.current
        if visit is not None:
            DenialSheet(QApplication.activeModalWidget() or self.window, visit, self.door).open()

    def _away(self) -> None:
        if self.door.current is not None and self.door.current.asks:
            self.door.skip()
        else:
            self.door.free()

    def _close(self) -> None:
        card, self.card = self.card, None
        if card is not None and isValid(card):
            card.removeEventFilter(self)
            wrote = card.typing and card.isActiveWindow()
            card.close()
            if wrote:  # whoever typed a number into it goes on where he was
                (QApplication.activeModalWidget() or self.window.window()).activateWindow()
