"""A meeting of today as a card: when, what, where, how it stands, and the way in."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.agenda import MeetingHead
from app.ui.home.brief import Brief
from app.ui.home.stagewords import rough_word
from app.ui.i18n import tr
from app.ui.shell.moments import clock_text
from app.ui.theme import Space, Tone, Type
from app.ui.widgets import Button, Chip, FlowLayout, Kind, StateMark, Surface, WrapLabel, tone_of


class MeetingCard(Surface):
    """One meeting of today.

    Signals:
        opened: its id.
    """

    opened = Signal(str)

    def __init__(self, head: MeetingHead, *, first: bool, parent: QWidget | None = None) -> None:
        super().__init__("card", parent, margin=Space.L)
        self.head = head
        row = QHBoxLayout()
        row.setSpacing(Space.L)
        self.mark = StateMark(rough_word(head)[1], 44)
        row.addWidget(self.mark)
        row.addWidget(WrapLabel(clock_text(head.start), Type.ANSWER, bold=True))
        row.addLayout(self._words(head), 1)
        self.button = Button(tr("Go to the meeting"), Kind.PRIMARY if first else Kind.SECONDARY)
        self.button.setAccessibleName(tr("Open {title}").format(title=head.title))
        self.button.clicked.connect(lambda: self.opened.emit(head.meeting))
        row.addWidget(self.button)
        self.box.addLayout(row)
        self.setAccessibleName(f"{clock_text(head.start)} {head.title}")
        word, state = rough_word(head)
        self.stage.set_chip(word, tone_of(state), state)

    def _words(self, head: MeetingHead) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(Space.XS)
        column.addWidget(WrapLabel(head.title, Type.TITLE, bold=True))
        parts = (head.project, tr("meeting {id}").format(id=head.meeting), head.place)
        column.addWidget(WrapLabel(" · ".join(part for part in parts if part), Type.SMALL, ink="ink2"))
        chips = QWidget()
        flow = FlowLayout(chips, gap=Space.S)
        self.stage = Chip("", Tone.NEUTRAL)
        self.answer = Chip("", Tone.NEUTRAL)
        self.unsent = Chip("", Tone.NEUTRAL)
        self.due = Chip("", Tone.NEUTRAL)
        for chip in (self.stage, self.answer, self.due, self.unsent):
            flow.addWidget(chip)
        self.answer.hide()
        self.unsent.hide()
        self.due.hide()
        if head.sample:
            flow.addWidget(Chip(tr("Sample: nothing here is real"), Tone.NEUTRAL))
        column.addWidget(chips)
        return column

    def show_brief(self, brief: Brief) -> None:
        """Draw how the meeting stands, once it was folded."""
        self.mark.set_state(brief.state)
        self.stage.set_chip(brief.word, tone_of(brief.word_state), brief.word_state)
        self.answer.set_chip(brief.answer, tone_of(brief.state))
        self.answer.show()
        text = tr("{n} unsent").format(n=brief.unsent) if brief.unsent else tr("Everything is sent")
        self.unsent.set_chip(text, Tone.NEUTRAL if brief.unsent else Tone.PRESENT)
        self.unsent.show()
        self.due.setVisible(brief.due is not None)
        if brief.due is not None:
            text = f"{brief.due.title} · {brief.due.text}"
            self.due.set_chip(text, tone_of(brief.due.state), brief.due.state)
