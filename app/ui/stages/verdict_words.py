"""总体评价 and 建议 as the leader writes them (3.2 part 三). What is typed stays through every new view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from app.models import facts as f
from app.ui.i18n import tr
from app.ui.stages.parts.experts import as_leader
from app.ui.theme import Space
from app.ui.widgets import Button, FormRow, Kind, TextArea, TitledCard, WrapLabel

if TYPE_CHECKING:
    from app.models.entry import By
    from app.services.desk.desk import View
    from app.ui.stages.base import Host


class WordsCard(TitledCard):
    """Two texts and one button.

    Signals:
        changed: something is being typed, or was recorded.
    """

    changed = Signal()

    def __init__(self, host: Host) -> None:
        super().__init__(tr("Overall assessment"))
        self.host = host
        self._was = ("", "")
        self.text = TextArea("", tr("What the group thinks of the plan as a whole"), least=2, most=8)
        self.advice = TextArea("", tr("Advice that need not be followed; may stay empty"), least=1, most=6)
        self.state = WrapLabel("", ink="ink2")
        self.save = Button(tr("The leader records the assessment"), Kind.SECONDARY)
        self.save.clicked.connect(self._save)
        foot = QHBoxLayout()
        foot.setSpacing(Space.M)
        foot.addWidget(self.state, 1)
        foot.addWidget(self.save)
        self.add(FormRow(tr("Overall assessment"), self.text, required=True))
        self.add(FormRow(tr("Advice (not compulsory)"), self.advice))
        self.box.addLayout(foot)
        for field in (self.text, self.advice):
            field.textChanged.connect(self._renew)

    def show_view(self, view: View, *, open_: bool) -> None:
        """Show what is recorded, unless something else is being typed."""
        said = view.m.session.assessment
        new = (said.text, said.advice) if said else ("", "")
        clean = self._now() == self._was
        self._was = new
        if clean and self._now() != new:
            self.text.setPlainText(new[0])
            self.advice.setPlainText(new[1])
        for field in (self.text, self.advice):
            field.setReadOnly(not open_)
        self.save.setVisible(open_)
        self._renew()

    def _now(self) -> tuple[str, str]:
        return (self.text.toPlainText().strip(), self.advice.toPlainText().strip())

    def dirty(self) -> bool:
        """Does it differ from what is recorded?"""
        return self._now() != self._was

    def lack(self) -> str:
        """What is missing before a conclusion can be proposed."""
        if self.dirty():
            return tr("The assessment is not recorded yet.")
        return "" if self._was[0] else tr("Write the overall assessment first.")

    def _renew(self) -> None:
        if self.dirty():
            self.state.setText(tr("Typed, not recorded yet"))
        else:
            self.state.setText(tr("Recorded") if self._was[0] else "")
        empty = tr("Write the overall assessment first.") if not self._now()[0] else ""
        self.save.set_blocked(empty or ("" if self.dirty() else tr("This is recorded already.")))
        self.changed.emit()

    def _save(self) -> None:
        text, advice = self._now()

        def then(by: By) -> None:
            self.host.ask(f.AssessmentWritten(text=text, advice=advice), by)

        as_leader(self.host, tr("The leader records the assessment"), then)
