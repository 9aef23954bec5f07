"""Messages that stay in place (Notice) or pass (Toast): what happened, and what to do next."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.i18n import tr
from app.ui.theme import Radius, Space, Tone, Type
from app.ui.widgets.announce import announce
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.labels import WrapLabel, gist
from app.ui.widgets.marks import State, StateMark, tone_of
from app.ui.widgets.paint import rounded

_TOAST_MS = 6000
_TOAST_WIDTH = 520
_LONGEST = 200  # characters; the rest stands in the tool tip


class Notice(QWidget):
    """A message on its tone's ground, with its next step as a button.

    `state` is NOTE, PRESENT (done well), WARNING, ATTENTION or BLOCK (error). Emits `acted`
    when the next step is pressed and `closed` when it is put away.
    """

    acted = Signal()
    closed = Signal()

    def __init__(
        self,
        text: str = "",
        state: State = State.NOTE,
        *,
        clause: str = "",
        action: str = "",
        closable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._mark = StateMark(state, 22)
        self._text = WrapLabel(text, Type.BASE)
        self._clause = WrapLabel(clause, Type.SMALL)
        self.action = Button(action, Kind.LINK)
        self.action.clicked.connect(self.acted)
        self.close_button = Button("", Kind.QUIET, icon_name="close")
        self.close_button.setAccessibleName(tr("Close this message"))
        self.close_button.clicked.connect(self._put_away)
        self.close_button.setVisible(closable)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._text)
        words.addWidget(self._clause)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, 6, Space.S, 6)
        row.setSpacing(Space.M)
        row.addWidget(self._mark)
        row.addLayout(words, 1)
        row.addWidget(self.action)
        row.addWidget(self.close_button)
        self.setMinimumHeight(theme.Size.TOUCH)
        self.set_notice(text, state, clause=clause, action=action)

    def set_notice(self, text: str, state: State, *, clause: str = "", action: str = "") -> None:
        """Show another message, and say it to people who listen."""
        tone = tone_of(state)
        ink = "ink" if tone is Tone.NEUTRAL else f"answer_{tone.value}"
        self._mark.set_state(state)
        for label, words in ((self._text, text), (self._clause, clause)):
            label.set_ink(ink)
            label.setText(gist(words, _LONGEST))
            label.setToolTip(words if len(words) > _LONGEST else "")
            label.setVisible(bool(words))
        self._said = text
        self.action.setText(action)
        self.action.setVisible(bool(action))
        self.setAccessibleName(" ".join(part for part in (text, clause) if part))
        self.update()
        if text:
            announce(self, self.accessibleName(), urgent=state is State.BLOCK)

    def text(self) -> str:
        """Return the whole sentence; of a very long one only the beginning is shown."""
        return self._said

    def state(self) -> State:
        """Return the state shown."""
        return self._mark.state()

    def _put_away(self) -> None:
        self.hide()
        self.closed.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground."""
        soft = theme.palette().soft(tone_of(self._mark.state()))
        rounded(QPainter(self), QRectF(self.rect()), Radius.CONTROL, soft)


class Toast(Notice):
    """A message over the lower edge of a window, gone after six seconds unless it is an error.

    It stays while the pointer or the focus is on it. One window shows one at a time.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(closable=True, parent=window)
        self._window = window
        self.setObjectName("toast")
        self._timer = QTimer(self, singleShot=True, interval=_TOAST_MS)
        self._timer.timeout.connect(self._leave)
        window.installEventFilter(self)
        self.hide()

    @staticmethod
    def on(window: QWidget) -> Toast:
        """Return the toast of the window that `window` belongs to, made at first use."""
        top = window.window()
        found = top.findChild(Toast, "toast", Qt.FindChildOption.FindDirectChildrenOnly)
        return found if isinstance(found, Toast) else Toast(top)

    def say(self, text: str, state: State = State.PRESENT, *, action: str = "") -> None:
        """Show a message now, in place of the one before."""
        self.set_notice(text, state, action=action)
        self._place()
        self.show()
        self.raise_()
        if state in (State.BLOCK, State.ATTENTION):
            self._timer.stop()
        else:
            self._timer.start()

    def _place(self) -> None:
        window = self._window
        width = min(_TOAST_WIDTH, window.width() - 2 * Space.L)
        height = max(self.heightForWidth(width), theme.Size.TOUCH + 8)
        # at the left, beside the rail: the steps to press stand at the right
        left = min(theme.Size.RAIL + Space.L, (window.width() - width) // 2)
        self.setGeometry(left, window.height() - height - Space.L, width, height)

    def _leave(self) -> None:
        if self.underMouse() or self.action.hasFocus() or self.close_button.hasFocus():
            self._timer.start()
        else:
            self.hide()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Stay at the lower edge when the window changes its size."""
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and a line, as it lies over other things."""
        super().paintEvent(event)
        colours = theme.palette()
        edge = colours.strong(tone_of(self.state()))
        rounded(QPainter(self), QRectF(self.rect()), Radius.CONTROL, None, edge)
