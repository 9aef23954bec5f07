"""A deadline as a line: mark, what, until when and what is left of it, by which clause."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.ui.theme import Space, Type
from app.ui.widgets.labels import WrapLabel
from app.ui.widgets.marks import State, StateMark, tone_of
from app.ui.widgets.surface import Surface


class DueLine(Surface):
    """Read only; the colour goes with the shape and the words."""

    def __init__(self, state: State, title: str, text: str, clause: str, *, open_: bool) -> None:
        super().__init__("well", margin=Space.S)
        self.mark = StateMark(state, 24)
        self.title = WrapLabel(title, Type.BASE, bold=True)
        self.text = WrapLabel(text, Type.BASE)
        self.text.set_ink(tone_of(state) if open_ else "ink2")
        self.clause = WrapLabel(clause, Type.SMALL, ink="ink2")
        words = QVBoxLayout()
        words.setSpacing(0)
        for label in (self.title, self.text, self.clause):
            words.addWidget(label)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addWidget(self.mark)
        row.addLayout(words, 1)
        self.box.addLayout(row)
        self.setAccessibleName(f"{title} {text}")
