"""What a place shows when there is nothing, when it is still reading, and when that failed."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from app.ui.i18n import tr
from app.ui.theme import Space, Type
from app.ui.widgets.announce import announce
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.labels import WrapLabel
from app.ui.widgets.marks import State, StateMark

_SLOW_MS = 8000


class EmptyState(QWidget):
    """A shape, a sentence that says why there is nothing, and the next step; emits `acted`."""

    acted = Signal()

    def __init__(
        self,
        sentence: str,
        next_step: str = "",
        action: str = "",
        *,
        state: State = State.NOTE,
        small: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        centre = Qt.AlignmentFlag.AlignHCenter
        self._mark = StateMark(state, 28 if small else 48)
        self._sentence = WrapLabel(sentence, Type.BASE if small else Type.TITLE, bold=not small, align=centre)
        self._next = WrapLabel(next_step, Type.BASE - 1 if small else Type.BASE, ink="ink2", align=centre)
        self._next.setVisible(bool(next_step))
        self.action = Button(action, Kind.SECONDARY)
        self.action.setVisible(bool(action))
        self.action.clicked.connect(self.acted)
        margin = Space.L if small else Space.XL
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(margin, margin, margin, margin)
        self._box.setSpacing(Space.S)
        self._box.addStretch(1)
        self._box.addWidget(self._mark, 0, centre)
        self._box.addSpacing(0 if small else Space.XS)
        self._box.addWidget(self._sentence)
        self._box.addWidget(self._next)
        self._box.addSpacing(Space.XS)
        self._box.addWidget(self.action, 0, centre)
        self._box.addStretch(1)
        self.setAccessibleName(f"{sentence} {next_step}".strip())

    def set_texts(self, sentence: str, next_step: str = "", action: str = "") -> None:
        """Show another sentence, next step and action."""
        self._sentence.setText(sentence)
        for widget, text in ((self._next, next_step), (self.action, action)):
            widget.setText(text)
            widget.setVisible(bool(text))
        self.setAccessibleName(f"{sentence} {next_step}".strip())


class FailedState(EmptyState):
    """The same for a failure: what happened, and what to do now; `acted` asks to try again."""

    def __init__(
        self, sentence: str, next_step: str, action: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(sentence, next_step, action or tr("Try again"), state=State.BLOCK, parent=parent)


class LoadingState(EmptyState):
    """What is being read. Nothing spins; after eight seconds it says that it still goes on.

    `set_progress` shows how far it is; `acted` is the wish to stop, if `stop` gives it a word.
    """

    def __init__(self, sentence: str, stop: str = "", parent: QWidget | None = None) -> None:
        super().__init__(sentence, "", stop, state=State.WAITING, parent=parent)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedSize(260, Space.S)
        self.bar.setAccessibleName(sentence)
        self.bar.hide()
        self._box.insertWidget(self._box.count() - 2, self.bar, 0, Qt.AlignmentFlag.AlignHCenter)
        self._slow = QTimer(self, singleShot=True, interval=_SLOW_MS)
        self._slow.timeout.connect(self.say_slow)

    def set_progress(self, done: int, of: int) -> None:
        """Show `done` of `of` (any unit)."""
        self.bar.setRange(0, max(of, 1))
        self.bar.setValue(min(done, of))
        self.bar.show()

    def say_slow(self) -> None:
        """Tell that it takes longer than usual and that nothing is lost."""
        text = tr("This takes longer than usual. It goes on; nothing is lost.")
        self._next.setText(text)
        self._next.show()
        announce(self, text)

    def showEvent(self, event: QShowEvent) -> None:
        """Start counting."""
        self._slow.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop counting."""
        self._slow.stop()
        super().hideEvent(event)


__all__ = ["EmptyState", "FailedState", "LoadingState"]
