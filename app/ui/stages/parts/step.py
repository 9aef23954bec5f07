"""A step of a way: its mark, what it is, how it stands, what to do, and the paper it makes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.theme import Space, Type
from app.ui.widgets import Button, Kind, State, StateMark, WrapLabel


class StepLine(QWidget):
    """A mark, what the step is, how it stands, a button, and beside it one for its paper if it has one."""

    def __init__(self, text: str, action: str, paper: str = "") -> None:
        super().__init__()
        self.mark = StateMark(State.WAITING, 26)
        self.words = WrapLabel(text, Type.NAME, bold=True)
        self.line = WrapLabel("", Type.SMALL, ink="ink2")
        self.button = Button(action, Kind.SECONDARY)
        self.paper = Button(paper, Kind.QUIET, icon_name="print")
        self.paper.setVisible(bool(paper))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.words)
        words.addWidget(self.line)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, Space.XS, 0, Space.XS)
        row.setSpacing(Space.M)
        row.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self.paper)
        row.addWidget(self.button)

    def set_step(self, state: State, line: str, blocked: str = "") -> None:
        """Draw it."""
        self.mark.set_state(state)
        self.line.setText(line)
        self.line.setVisible(bool(line))
        self.button.set_blocked(blocked)
        self.setAccessibleName(f"{self.words.text()} {line}")
