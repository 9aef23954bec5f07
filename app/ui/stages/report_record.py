"""What can still be done to the record itself: correction, voiding, re-issue, with the papers they make (T32, T32b, GS)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.models import facts as f
from app.models.fold.moves import allowed
from app.models.terms import Document, Stage
from app.ui.i18n import tr
from app.ui.stages.parts.step import StepLine
from app.ui.stages.report_reissue import ReissueSheet
from app.ui.stages.report_void import VoidSheet, correct
from app.ui.theme import Space, Tone, Type
from app.ui.widgets import (
    Button,
    Chip,
    Kind,
    Notice,
    State,
    Surface,
    TitledCard,
    WrapLabel,
)

if TYPE_CHECKING:
    from app.services.desk.desk import View
    from app.ui.stages.base import Host


class CorrectionLine(Surface):
    """One 更正说明 and its paper."""

    def __init__(self, host: Host, number: int, fact: f.CorrectionWritten) -> None:
        super().__init__("well", margin=Space.S)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(WrapLabel(f"{fact.place}：{fact.wrong} → {fact.right}", Type.BASE))
        words.addWidget(WrapLabel(fact.reason, Type.SMALL, ink="ink2"))
        self.paper = Button(tr("Correction note"), Kind.QUIET, icon_name="print")
        self.paper.clicked.connect(lambda: host.show_document(Document.CORRECTION, str(number)))
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addLayout(words, 1)
        row.addWidget(self.paper)
        self.box.addLayout(row)


class RecordCard(TitledCard):
    """Corrections, the voiding and the re-issue."""

    def __init__(self, host: Host) -> None:
        super().__init__(tr("The record itself"))
        self.host = host
        self.state = Chip("", Tone.NEUTRAL)
        self.add_head(self.state)
        self.void_notice = Notice("", State.BLOCK)
        self.correction = StepLine(tr("A slip outside the signed content"), tr("Write a correction note"))
        self.lines: list[CorrectionLine] = []
        self.place = QWidget()
        self._column = QVBoxLayout(self.place)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.S)
        self.void = StepLine(tr("Declare the record void"), tr("Declare it void..."), tr("Void note"))
        self.again = StepLine(tr("Make the report anew"), tr("Gather the people again"))
        for widget in (self.void_notice, self.correction, self.place, self.void, self.again):
            self.add(widget)
        self.correction.button.clicked.connect(lambda: correct(host, self))
        self.void.button.clicked.connect(lambda: VoidSheet(host, self).open())
        self.void.paper.clicked.connect(lambda: host.show_document(Document.VOID))
        self.again.button.clicked.connect(lambda: ReissueSheet(host, self).open())

    def show_view(self, view: View) -> None:
        """Draw what is possible and what was done."""
        m = view.m
        void = m.stage is Stage.VOID
        self.state.setVisible(void)
        if void:
            self.state.set_chip(tr("void"), Tone.BLOCK, State.BLOCK)
        self._void_notice(view)
        may_correct = allowed(f.CorrectionWritten, m.stage)
        self.correction.setVisible(not void)
        n = len(m.after.corrections)
        words = tr("{n} written; the sealed file stays as it is").format(n=n) if n else ""
        early = "" if may_correct else tr("First the central node must have the record.")
        self.correction.set_step(State.PRESENT if n else State.WAITING, words, early)
        self._lines(m.after.corrections)
        self._void(view)
        reissue = void and m.frozen is not None
        self.again.setVisible(reissue)
        if reissue:
            line = tr("while all experts of the old report are together again; else a new meeting")
            self.again.set_step(State.WAITING, line)

    def _void_notice(self, view: View) -> None:
        m = view.m
        self.void_notice.setVisible(m.stage is Stage.VOID)
        if m.stage is not Stage.VOID or m.after.void is None:
            return
        told = tr("the central node was told") if not view.unsent else tr("the central node is not told yet")
        text = tr("{why} The sealed files are kept; every copy says void; {told}.").format(
            why=m.after.void.reason, told=told
        )
        self.void_notice.set_notice(text, State.BLOCK)

    def _void(self, view: View) -> None:
        m = view.m
        void = m.stage is Stage.VOID
        line = tr("by an order of the authority, or signed by leader, owner and secretary")
        if void and m.after.void:
            by = m.after.void
            line = tr("order {number}").format(number=by.order_number)
            if not by.order_number:
                line = tr("signed by {leader} and {owner}").format(
                    leader=m.name(by.leader), owner=m.name(by.owner)
                )
        may = allowed(f.MeetingVoided, m.stage)
        blocked = "" if may else tr("The record is void.") if void else tr("Nothing is sealed yet.")
        self.void.set_step(State.BLOCK if void else State.WAITING, line, blocked)
        self.void.button.setVisible(not void)
        self.void.paper.setVisible(void)

    def _lines(self, corrections: list[f.CorrectionWritten]) -> None:
        if len(corrections) == len(self.lines):
            return
        for line in self.lines:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.lines = [CorrectionLine(self.host, n, fact) for n, fact in enumerate(corrections, 1)]
        for line in self.lines:
            self._column.addWidget(line)
        self.place.setVisible(bool(self.lines))
