"""The answer, the findings and the next step: a column at the right, or a strip where the screen wants the width."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui.i18n import tr
from app.ui.shell.answer import Answer
from app.ui.shell.findings import FindingList
from app.ui.theme import Space, Type
from app.ui.widgets import (
    AnswerBanner,
    Button,
    ChipButton,
    FitScroll,
    Kind,
    State,
    StateMark,
    Surface,
    WrapLabel,
    tone_of,
)

WIDTH = 344


class ButtonBox(QWidget):
    """Holds the buttons of the screen now shown; they stay the screen's own."""

    def __init__(self, *, across: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box: QHBoxLayout | QVBoxLayout = QHBoxLayout(self) if across else QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(Space.S)
        if across:
            self._box.addStretch(1)
        self._first = self._box.count()
        self._lent: list[tuple[QWidget, QWidget]] = []

    def lend(self, owner: QWidget, buttons: Sequence[QWidget]) -> None:
        """Show these buttons of ``owner``, the next step last; give the ones before back."""
        if [b for b, _ in self._lent] == list(buttons):
            return
        for button, before in self._lent:
            self._box.removeWidget(button)
            button.setParent(before)
            button.hide()
        self._lent = [(button, owner) for button in buttons]
        for button in buttons:
            self._box.addWidget(button)
            button.show()
        self.setVisible(bool(buttons))


class SidePanel(Surface):
    """The column at the right: banner, findings, buttons."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("side", parent)
        self.setFixedWidth(WIDTH)
        self.banner = AnswerBanner("desk")
        self.findings = FindingList()
        self.why = Button("", Kind.LINK)
        self.buttons = ButtonBox(across=False)
        self.scroller = FitScroll(self.findings)
        self.scroller.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.scroller.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.box.setSpacing(Space.M)
        self.add(self.banner)
        self.add(self.why)
        self.add(self.scroller, 1)
        self.add(self.buttons)
        self.setAccessibleName(tr("Answer and open points"))

    def set_answer(self, answer: Answer) -> None:
        """Show the answer."""
        self.banner.set_answer(answer.text, answer.sub, answer.state)

    def set_why(self, text: str) -> None:
        """The question that opens the whole list, e.g. 为什么不能开会; "" where nothing is open."""
        self.why.setText(text)
        self.why.setVisible(bool(text))


class Strip(Surface):
    """One line above a wide screen: the answer, and a chip that opens the findings.

    Signals:
        findings_asked: the chip was pressed.
    """

    findings_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("top", parent, margin=0)
        row = QHBoxLayout()
        row.setContentsMargins(Space.L + 4, Space.XS, Space.L + 4, Space.XS)
        row.setSpacing(Space.M)
        self._mark = StateMark(State.WAITING, 26)
        self._text = WrapLabel("", Type.CLOCK, bold=True)
        self._sub = WrapLabel("", Type.BASE, ink="ink2")
        self.chip = ChipButton("", tone_of(State.WAITING))
        self.chip.clicked.connect(self.findings_asked)
        row.addWidget(self._mark)
        row.addWidget(self._text)
        row.addWidget(self._sub, 1)
        row.addWidget(self.chip)
        self.box.addLayout(row)

    def set_answer(self, answer: Answer, findings: str) -> None:
        """Show the answer and how many findings are open."""
        tone = tone_of(answer.state)
        self._mark.set_state(answer.state)
        self._text.setText(answer.text)
        self._text.set_ink(tone)
        self._sub.setText(answer.sub)
        self.chip.set_chip(findings, tone)
        self.chip.setAccessibleName(tr("Open points: {what}").format(what=findings))
        self.setAccessibleName(f"{answer.text}。{answer.sub}")
