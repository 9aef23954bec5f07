"""The experts after the meeting: registration (C62), absence and duty (C64), scores (C65, hidden until the seal)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.models import after, duties
from app.models import facts as f
from app.models.fold.moves import allowed
from app.models.papers.duty import score_name
from app.models.terms import AbsenceKind, Document
from app.services.documents.formtable import SLIPS
from app.ui.i18n import tr
from app.ui.shell.moments import moment_text
from app.ui.stages.report_expertsheets import AbsenceSheet, RegisterSheet, ScoreSheet, scheme_of
from app.ui.theme import Space, Tone, Type
from app.ui.widgets import (
    Button,
    Chip,
    FlowLayout,
    Kind,
    State,
    StateMark,
    Surface,
    TitledCard,
    WrapLabel,
)

if TYPE_CHECKING:
    from app.services.desk.desk import View
    from app.ui.stages.base import Host

_MISCONDUCT = frozenset({AbsenceKind.ABSENT, AbsenceKind.SUBSTITUTE})


class DraftLine(QWidget):
    """What the facts say of an expert's duty, not confirmed yet."""

    def __init__(self, host: Host, view: View, draft: f.AbsenceRecorded) -> None:
        super().__init__()
        self.draft = draft
        name = view.m.name(draft.person)
        text = " · ".join(x for x in (name, draft.absence.value, draft.reason) if x)
        self.confirm = Button(tr("Confirm"), Kind.SECONDARY)
        self.confirm.setAccessibleName(tr("Confirm: {what}").format(what=text))
        self.confirm.clicked.connect(lambda: host.ask(draft, host.secretary()))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addWidget(StateMark(State.ATTENTION, 24))
        row.addWidget(WrapLabel(text, Type.BASE), 1)
        row.addWidget(Chip(tr("to be confirmed"), Tone.WARNING))
        row.addWidget(self.confirm)


class ExpertRow(Surface):
    """One expert: what is recorded of him and what can be recorded."""

    def __init__(self, host: Host, person: str, owner: QWidget) -> None:
        super().__init__("well", margin=Space.M)
        self.host, self.person = host, person
        self.mark = StateMark(State.WAITING, 24)
        self.name = WrapLabel("", Type.NAME, bold=True)
        self.unit = WrapLabel("", Type.SMALL, ink="ink2")
        self.register = Button(tr("Registered"), Kind.SECONDARY)
        self.slip = Button(tr("Slip"), Kind.QUIET, icon_name="print")
        self.duty = Button(tr("Absence or duty"), Kind.SECONDARY)
        self.score = Button(tr("Score"), Kind.SECONDARY)
        self.chips = QWidget()
        self._flow = FlowLayout(self.chips, Space.S, 0)
        words = QVBoxLayout()
        words.setSpacing(2)
        for widget in (self.name, self.unit, self.chips):
            words.addWidget(widget)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        for button in (self.slip, self.register, self.duty, self.score):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.box.addLayout(row)
        self.register.clicked.connect(lambda: RegisterSheet(host, owner, (person,)).open())
        self.slip.clicked.connect(lambda: host.show_document(Document.DUTY, f"{SLIPS}:{person}"))
        self.duty.clicked.connect(lambda: AbsenceSheet(host, owner, person).open())
        self.score.clicked.connect(lambda: ScoreSheet(host, owner, person).open())

    def show_expert(self, view: View) -> None:
        """Draw it."""
        m, person = view.m, self.person
        self.name.setText(m.name(person))
        self.unit.setText(m.experts[person].employer_name)
        asked = after.registers(m, view.case.pack) and person in after.report_experts(m)
        done = m.after.registered.get(person)
        self.register.setVisible(asked and done is None)
        self.slip.setVisible(asked and done is None)
        self._draw(_chips(view, person))
        self.mark.set_state(self._state(view, asked=asked))
        shut = "" if allowed(f.AbsenceRecorded, m.stage) else tr("This record is no longer open.")
        self.duty.set_blocked(shut)
        scored = scheme_of(view) != "" and m.seal is not None
        self.score.setVisible(scored)
        if scored:
            open_ = allowed(f.ExpertScored, m.stage)
            self.score.set_blocked("" if open_ else tr("First the central node must have the record."))
        for button in (self.register, self.slip, self.duty, self.score):
            button.setAccessibleName(f"{button.text()} {m.name(person)}")

    def _state(self, view: View, *, asked: bool) -> State:
        if asked and self.person not in view.m.after.registered:
            late = any(x.check == "C62" and x.subject == self.person for x in view.findings)
            return State.ATTENTION if late else State.MISSING
        recorded = any(person == self.person for person, _kind in view.m.duties)
        return State.WARNING if recorded else State.PRESENT

    def _draw(self, chips: list[tuple[str, Tone, State | None]]) -> None:
        while self._flow.count():
            item = self._flow.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for text, tone, state in chips:
            chip = Chip(text, tone, state=state)
            self._flow.addWidget(chip)
            chip.show()
        self.chips.setVisible(bool(chips))
        self._flow.invalidate()
        self.chips.updateGeometry()
        self.box.invalidate()
        self.updateGeometry()


def _chips(view: View, person: str) -> list[tuple[str, Tone, State | None]]:
    m = view.m
    found: list[tuple[str, Tone, State | None]] = []
    done = m.after.registered.get(person)
    if done is not None:
        text = tr("registered {time} {number}").format(
            time=moment_text(done.registered_at), number=done.number
        )
        found.append((text.strip(), Tone.PRESENT, State.PRESENT))
    for (who, _kind), duty in m.duties.items():
        if who == person:
            tone = Tone.BLOCK if duty.absence in _MISCONDUCT else Tone.WARNING
            found.append((" ".join(x for x in (duty.absence.value, duty.reason) if x), tone, None))
    if person in m.sign_refusals:
        found.append((tr("did not sign: his right"), Tone.NEUTRAL, None))
    if m.seal is not None:
        lines = {(s.scheme, s.item): s for s in m.after.scores if s.expert == person}
        found += [
            (f"{score_name(view.case, s.scheme, s.item)} {s.points:g}", Tone.BRAND, None)
            for s in lines.values()
        ]
    return found


class ExpertsCard(TitledCard):
    """All experts of the roster."""

    def __init__(self, host: Host) -> None:
        super().__init__(tr("Experts: registration, duty, scores"))
        self.host = host
        self.rows: dict[str, ExpertRow] = {}
        self.drafts: list[DraftLine] = []
        self.record = Button(tr("Record of absence and duty"), Kind.QUIET, icon_name="print")
        self.slips = Button(tr("All slips"), Kind.QUIET, icon_name="print")
        self.all = Button(tr("Register several"), Kind.SECONDARY)
        for button in (self.record, self.slips, self.all):
            self.add_head(button)
        self.record.clicked.connect(lambda: host.show_document(Document.DUTY))
        self.slips.clicked.connect(lambda: host.show_document(Document.DUTY, SLIPS))
        self.all.clicked.connect(self._register_all)
        self.place = QVBoxLayout()
        self.place.setSpacing(Space.S)
        self.box.addLayout(self.place)

    def show_view(self, view: View) -> None:
        """Draw drafts and rows."""
        people = list(view.m.experts)
        self.setVisible(bool(people))
        if people != list(self.rows):
            for row in self.rows.values():
                self.box.removeWidget(row)
                row.deleteLater()
            self.rows = {person: ExpertRow(self.host, person, self) for person in people}
            for row in self.rows.values():
                self.add(row)
        self._drafts(view)
        for row in self.rows.values():
            row.show_expert(view)
        asked = after.registers(view.m, view.case.pack)
        left = self._left(view)
        self.slips.setVisible(asked)
        self.all.setVisible(len(left) > 1)
        due = len(after.report_experts(view.m))
        words = tr("{n} of {of} registered").format(n=due - len(left), of=due) if asked else ""
        self.side.setText(words)

    def _left(self, view: View) -> tuple[str, ...]:
        if not after.registers(view.m, view.case.pack):
            return ()
        return tuple(p for p in after.report_experts(view.m) if p not in view.m.after.registered)

    def _register_all(self) -> None:
        view = self.host.store.view
        if view is not None and self._left(view):
            RegisterSheet(self.host, self, self._left(view)).open()

    def _drafts(self, view: View) -> None:
        found = duties.drafts(view.case)
        if [d.draft for d in self.drafts] == list(found):
            return
        for line in self.drafts:
            self.place.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.drafts = [DraftLine(self.host, view, draft) for draft in found]
        for line in self.drafts:
            self.place.addWidget(line)
