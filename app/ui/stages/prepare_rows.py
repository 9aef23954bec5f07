"""A row of the prepare list: shape, what it is, how it stands, and what one can do about it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.theme import Space, Type
from app.ui.widgets import FlowLayout, State, StateMark, Surface, WrapLabel


class TaskRow(Surface):
    """Title and state at the left, controls at the right; controls wrap below on a narrow window."""

    def __init__(self, title: str, controls: Sequence[QWidget], parent: QWidget | None = None) -> None:
        super().__init__("well", parent, margin=Space.M)
        self.setAccessibleName(title)
        self._title = title
        self.mark = StateMark(State.WAITING, 24)
        self.text = WrapLabel("", Type.SMALL, ink="ink2")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(WrapLabel(title, Type.BASE, bold=True))
        words.addWidget(self.text)
        words.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words, 1)
        for control in controls:
            row.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)
        self.box.addLayout(row)

    def show_state(self, state: State, text: str) -> None:
        """How it stands now."""
        self.mark.set_state(state)
        self.text.setText(text)
        self.text.setVisible(bool(text))
        self.setAccessibleName(f"{self._title}。{self.mark.accessibleName()}。{text}")


class Pairs(QWidget):
    """Label and value, two columns of them where there is room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = FlowLayout(self, gap=Space.XL)
        self._values: dict[str, WrapLabel] = {}

    def set_pairs(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Show these; labels never change their order."""
        for label, value in pairs:
            if label not in self._values:
                self._values[label] = self._make(label)
            self._values[label].setText(value or "—")

    def _make(self, label: str) -> WrapLabel:
        cell = QWidget()
        cell.setMinimumWidth(250)
        column = QVBoxLayout(cell)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(WrapLabel(label, Type.SMALL, ink="ink2"))
        value = WrapLabel("", Type.BASE)
        column.addWidget(value)
        self._flow.addWidget(cell)
        return value
