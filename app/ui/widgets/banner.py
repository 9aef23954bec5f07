"""The one answer of a screen, readable from two metres."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.theme import Radius, Space, Tone, Type
from app.ui.widgets.announce import announce
from app.ui.widgets.labels import WrapLabel
from app.ui.widgets.marks import State, StateMark, tone_of
from app.ui.widgets.paint import rounded

Distance = Literal["desk", "wall", "door"]
_SIZES: dict[Distance, tuple[int, int, int, int]] = {
    # answer, sub-line, mark, margin: px
    "desk": (Type.ANSWER, Type.BASE, 44, Space.L),
    "wall": (Type.WALL, Type.ANSWER, 100, Space.XXL),
    "door": (Type.DOOR, 36, 140, Space.XXL),
}


class AnswerBanner(QWidget):
    """Mark, answer and a sub-line on the tone's ground; a change is announced to people who listen.

    `state` picks shape and colour: PRESENT (yes), BLOCK (no), ATTENTION or WARNING (not yet),
    WAITING (not known).
    """

    def __init__(self, distance: Distance = "desk", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        answer, sub, mark, margin = _SIZES[distance]
        self._mark = StateMark(State.WAITING, mark)
        self._answer = WrapLabel("", answer, bold=True)
        self._sub = WrapLabel("", sub)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self._answer)
        words.addWidget(self._sub)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(margin + 2, margin - 6, margin, margin - 6)
        row.setSpacing(margin)
        row.addWidget(self._mark)
        row.addLayout(words, 1)

    def set_answer(self, answer: str, sub: str = "", state: State = State.BLOCK) -> None:
        """Show an answer; says it aloud through assistive technology when it changed."""
        changed = answer != self._answer.text()
        self._mark.set_state(state)
        tone = tone_of(state)
        ink = "ink" if tone is Tone.NEUTRAL else f"answer_{tone.value}"
        self._answer.set_ink(ink)
        self._sub.set_ink(ink)
        self._answer.setText(answer)
        self._sub.setText(sub)
        self._sub.setVisible(bool(sub))
        self.setAccessibleName(f"{answer}。{sub}" if sub else answer)
        self.updateGeometry()
        self.update()
        if changed and answer:
            announce(self, self.accessibleName(), urgent=state is State.BLOCK)

    def answer(self) -> str:
        """Return the answer shown."""
        return self._answer.text()

    def state(self) -> State:
        """Return the state shown."""
        return self._mark.state()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground."""
        soft = theme.palette().soft(tone_of(self._mark.state()))
        rounded(QPainter(self), QRectF(self.rect()), Radius.CARD, soft)
