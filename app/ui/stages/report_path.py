"""The way to 办结 by verdict: steps with what is done, what is next, and why (T24–T31, T34)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.models import after
from app.models import facts as f
from app.models.fold.moves import allowed
from app.models.terms import Stage, Verdict
from app.ui.i18n import tr
from app.ui.stages.parts.record import short
from app.ui.stages.report_revision import ApprovalSheet, RevisionSheet, TellSheet, told_line
from app.ui.theme import Space, Tone, Type
from app.ui.widgets import (
    Button,
    ChipButton,
    FlowLayout,
    Kind,
    Notice,
    State,
    StateMark,
    TitledCard,
    WrapLabel,
)

if TYPE_CHECKING:
    from app.services.desk.desk import View
    from app.ui.stages.base import Host


class StepLine(QWidget):
    """A mark, what the step is, how it stands, and a button."""

    def __init__(self, text: str, action: str) -> None:
        super().__init__()
        self.mark = StateMark(State.WAITING, 26)
        self.words = WrapLabel(text, Type.NAME, bold=True)
        self.line = WrapLabel("", Type.SMALL, ink="ink2")
        self.button = Button(action, Kind.SECONDARY)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.words)
        words.addWidget(self.line)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, Space.XS, 0, Space.XS)
        row.setSpacing(Space.M)
        row.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self.button)

    def set_step(self, state: State, line: str, blocked: str = "") -> None:
        """Draw it."""
        self.mark.set_state(state)
        self.line.setText(line)
        self.line.setVisible(bool(line))
        self.button.set_blocked(blocked)
        self.setAccessibleName(f"{self.words.text()} {line}")


class PathCard(TitledCard):
    """What the verdict asks for after the seal."""

    def __init__(self, host: Host) -> None:
        super().__init__(tr("After the conclusion"))
        self.host = host
        self.notice = Notice("", State.NOTE)
        self.filed = StepLine(tr("Changed plan with an answer to each point"), tr("Go and register"))
        self.told = StepLine(tr("Experts told of the changes"), tr("All were told"))
        self.approved = StepLine(tr("Signed and stamped again (article 11)"), tr("Go and register"))
        self.people = QWidget()
        self._flow = FlowLayout(self.people, Space.S, 0)
        self.chips: dict[str, ChipButton] = {}
        self.filed.button.clicked.connect(lambda: RevisionSheet(host, self).open())
        self.told.button.clicked.connect(self._tell_all)
        self.approved.button.clicked.connect(lambda: ApprovalSheet(host, self).open())
        for widget in (self.notice, self.filed, self.told, self.people, self.approved):
            self.add(widget)

    def show_view(self, view: View) -> None:
        """Draw the steps of this verdict."""
        m = view.m
        changes = m.frozen is not None and m.verdict is Verdict.PASS_AFTER_REVISION and not m.no_consensus
        for widget in (self.filed, self.told, self.people, self.approved):
            widget.setVisible(changes)
        self._notice(view, changes=changes)
        if changes:
            self._steps(view)

    def _notice(self, view: View, *, changes: bool) -> None:
        m = view.m
        if view.stage is Stage.CLOSED:
            text, state = tr("The record is done and closed."), State.PRESENT
        elif m.frozen is None or m.no_consensus or m.abort_reason:
            text = tr("No report was made. A new application and a new meeting are needed.")
            state = State.WARNING
        elif m.verdict is Verdict.FAIL:
            text = tr(
                "Not passed: the plan is to be written anew and reviewed in a new meeting, as the second review "
                "of this plan. This record is closed when the uploads are receipted."
            )
            state = State.BLOCK
        elif changes:
            text = tr("Passed after changes: the plan may be carried out only when these steps are done.")
            state = State.WARNING
        else:
            text = tr("Passed: the record is closed when the uploads are receipted.")
            state = State.NOTE
        if text != self.notice.text():
            self.notice.set_notice(text, state)

    def _steps(self, view: View) -> None:
        m = view.m
        revision = m.after.revision
        early = _early(view)
        line = early
        if revision:
            line = f"{revision.plan_version} · {revision.dated} · {short(revision.plan_sha256)}"
        may_file = allowed(f.RevisionFiled, m.stage)
        self.filed.set_step(
            State.PRESENT if revision else (State.WAITING if early else State.MISSING),
            line,
            early or ("" if may_file else tr("This step is over.")),
        )
        untold = after.untold_experts(m)
        due = len(after.report_experts(m))
        done = revision is not None and not untold
        first = "" if revision else tr("First register the changed plan.")
        self.told.set_step(
            State.PRESENT if done else (State.WAITING if early or first else State.MISSING),
            tr("{n} of {of} told").format(n=due - len(untold), of=due),
            early or first or (tr("All have been told.") if not untold else ""),
        )
        self._people(view, blocked=bool(early or first))
        self._approval(view, early)

    def _approval(self, view: View, early: str) -> None:
        m = view.m
        approval = m.after.approval
        line = ""
        if approval:
            line = tr("technical director {one}, chief supervisor {two}").format(
                one=approval.technical_director_on, two=approval.chief_supervisor_on
            )
        waiting = (
            "" if view.stage is Stage.REVIEWED else tr("First the plan is changed and the experts are told.")
        )
        blocked = early or (tr("This is recorded already.") if approval else waiting)
        state = State.WAITING if blocked else State.MISSING
        self.approved.set_step(State.PRESENT if approval else state, line, blocked)

    def _people(self, view: View, *, blocked: bool) -> None:
        m, people = view.m, after.report_experts(view.m)
        if list(people) != list(self.chips):
            while self._flow.count():
                self._flow.takeAt(0)
            for chip in self.chips.values():
                chip.deleteLater()
            self.chips = {p: ChipButton("") for p in people}
            for person, chip in self.chips.items():
                chip.clicked.connect(lambda _=False, p=person: self._tell((p,)))
                self._flow.addWidget(chip)
                chip.show()
        for person, chip in self.chips.items():
            when = told_line(m, person)
            text = f"{m.name(person)} {when}".strip()
            chip.set_chip(
                text, Tone.PRESENT if when else Tone.NEUTRAL, State.PRESENT if when else State.MISSING
            )
            chip.setEnabled(not blocked)
        self.people.updateGeometry()

    def _tell_all(self) -> None:
        view = self.host.store.view
        if view is not None:
            self._tell(after.untold_experts(view.m))

    def _tell(self, people: tuple[str, ...]) -> None:
        if people:
            TellSheet(self.host, self, people).open()


def _early(view: View) -> str:
    if view.stage in {Stage.SEALED, Stage.SYNC_PENDING, Stage.SYNC_CONFLICT}:
        return tr("First the central node must have the record.")
    return tr("The record is done and closed.") if view.stage in {Stage.CLOSED, Stage.VOID} else ""
