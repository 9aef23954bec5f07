"""What the window says when the answer is no: the rules (a refusal), or the world (disk, another program)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models.terms import Level
from app.ui.i18n import tr
from app.ui.theme import Space
from app.ui.widgets import Action, FindingCard, FitScroll, Notice, Sheet, State
from app.ui.widgets.finding import Level as CardLevel

if TYPE_CHECKING:
    from app.models.finding import Finding
    from app.services.desk.refusal import Refusal
    from app.services.wording import Sentence, Words

CARD_LEVEL: dict[Level, CardLevel] = {
    Level.BLOCK: CardLevel.MUST,
    Level.OVERRIDE: CardLevel.ALLOW,
    Level.WARN: CardLevel.HINT,
    Level.RECORD: CardLevel.RECORD,
    Level.OFF: CardLevel.RECORD,
}


class RefusalSheet(Sheet):
    """Why the desk did not do it, what stands in the way, and where each of it is resolved.

    Signals:
        go: (stage key, key of the finding) of the finding whose button was pressed; the sheet has closed itself.
    """

    go = Signal(str, str)

    def __init__(self, parent: QWidget, said: Refusal, words: Words) -> None:
        sentence = words.refusal(said)
        super().__init__(parent, sentence.text, sentence.next, primary=tr("Understood"), width=620)
        self.cancel.hide()
        if sentence.clause:
            self.body.addWidget(Notice(tr("Why"), State.NOTE, clause=sentence.clause))
        if said.findings:
            self.body.addWidget(self._findings(said.findings, words), 1)

    def _findings(self, found: Sequence[Finding], words: Words) -> QWidget:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        for one in found:
            column.addWidget(self._card(one, words.finding(one)))
        return FitScroll(inside, least=220)

    def _card(self, one: Finding, said: Sentence) -> FindingCard:
        actions = (Action("go", said.act or tr("Go there")),) if said.go else ()
        card = FindingCard(CARD_LEVEL[one.level], said.title, said.text, said.clause, actions)
        card.acted.connect(lambda _key: self._leave(said.go, one.key))
        return card

    def _leave(self, stage: str, subject: str) -> None:
        self.accept()
        self.go.emit(stage, subject)


class TroubleSheet(Sheet):
    """The disk or the program failed. Nothing recorded is lost: a fact is on disk before it is shown (DESIGN.md 3.1)."""

    def __init__(self, parent: QWidget | None, text: str, next_step: str) -> None:
        super().__init__(parent, tr("That did not work"), text, primary=tr("Understood"), width=560)
        self.cancel.hide()
        if next_step:
            self.body.addWidget(Notice(next_step, State.NOTE))
        self.body.addWidget(Notice(tr("Everything recorded so far is safe on this computer."), State.PRESENT))
