"""How far the review is: experts × what each has to give, and what the leader has to conclude."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.models import facts as f
from app.models.checks.session import PARTS, TOPICS
from app.ui.i18n import tr
from app.ui.stages.parts.experts import DELIBERATION, as_leader
from app.ui.stages.parts.people import hm, unit_name
from app.ui.stages.parts.reason import ReasonSheet
from app.ui.stages.review_defects import answer, answered
from app.ui.stages.review_form import VERDICT_TONE, write_form
from app.ui.stages.review_forms import all_in
from app.ui.theme import Space, Tone, Type
from app.ui.widgets import (
    Button,
    Chip,
    ChipButton,
    FitScroll,
    FlowLayout,
    Kind,
    Notice,
    State,
    StateMark,
    Surface,
    TitledCard,
    WrapLabel,
    tone_of,
)

if TYPE_CHECKING:
    from app.models.entry import By
    from app.services.desk.desk import View
    from app.ui.stages.base import Host

TOPICS_PAGE, DEFECTS_PAGE, FORMS_PAGE = "topics", "defects", "forms"


def late(view: View) -> tuple[str, ...]:
    """Experts who came after the opening and have not been briefed (C74)."""
    return tuple(x.subject for x in view.findings if x.check == "C74" and x.is_open)


class ExpertLine(Surface):
    """One row of the matrix: who, the list, the form, and a button for each."""

    def __init__(self, host: Host, page: QWidget, person: str) -> None:
        super().__init__("well", margin=Space.S)
        self.person = person
        self.mark = StateMark(State.WAITING, 24)
        self.name = WrapLabel("", Type.NAME, bold=True)
        self.unit = WrapLabel("", Type.SMALL, ink="ink2")
        self.list = Chip("", Tone.NEUTRAL)
        self.form = Chip("", Tone.NEUTRAL)
        self.answer = Button(tr("Defects"), Kind.SECONDARY)
        self.write = Button(tr("Opinion form"), Kind.SECONDARY)
        self.answer.clicked.connect(lambda: answer(host, page, person))
        self.write.clicked.connect(lambda: write_form(host, page, person))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.name)
        words.addWidget(self.unit)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addWidget(self.mark)
        row.addLayout(words, 1)
        for chip, width in ((self.list, 124), (self.form, 132)):
            cell = QHBoxLayout()
            cell.addWidget(chip)
            cell.addStretch(1)
            holder = QWidget()
            holder.setFixedWidth(width)
            holder.setLayout(cell)
            cell.setContentsMargins(0, 0, 0, 0)
            row.addWidget(holder)
        row.addWidget(self.answer)
        row.addWidget(self.write)
        self.box.addLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def show_expert(self, view: View) -> None:
        """Show how far this expert is."""
        m, person = view.m, self.person
        n, all_ = answered(view, person), len(view.case.defect_items)
        done = n == all_
        given = m.session.conclusions.get(person)
        here = m.present(person)
        self.name.setText(f"{m.name(person)} ★" if person == m.leader else m.name(person))
        self.unit.setText(unit_name(m, person) if here else tr("not here now"))
        self.mark.set_state(State.MISSING if not here else State.PRESENT if done and given else State.WAITING)
        text = tr("List {n} / {all}").format(n=n, all=all_)
        self.list.set_chip(
            text, Tone.PRESENT if done else Tone.NEUTRAL, State.PRESENT if done else State.WAITING
        )
        self._show_form(view)
        closed = "" if view.stage in DELIBERATION else tr("Only while the experts deliberate.")
        away = "" if here else tr("{name} is not in the room.").format(name=m.name(person))
        for button, what in ((self.answer, tr("Defects")), (self.write, tr("Opinion form"))):
            button.set_blocked(closed or away)
            button.setAccessibleName(f"{m.name(person)}，{what}")

    def _show_form(self, view: View) -> None:
        given = view.m.session.conclusions.get(self.person)
        if given is None:
            self.form.set_chip(tr("Form open"), Tone.NEUTRAL, State.WAITING)
        elif all_in(view):
            self.form.set_chip(given.value, VERDICT_TONE[given])
        elif self.person in view.m.session.forms:
            self.form.set_chip(tr("submitted"), Tone.PRESENT, State.PRESENT)
        else:
            self.form.set_chip(tr("conclusion given"), Tone.WARNING, State.WARNING)


class Overview(QWidget):
    """The leader's tasks, late experts, and the matrix. Emits ``asked(page)``."""

    asked = Signal(str)

    def __init__(self, host: Host) -> None:
        super().__init__()
        self.host = host
        self.lines: dict[str, ExpertLine] = {}
        self.chips: dict[str, ChipButton] = {}
        self.leader = QWidget()
        flow = FlowLayout(self.leader, Space.S, 0)
        flow.addWidget(WrapLabel(tr("To be concluded by the leader"), Type.BASE, bold=True))
        for key, page in (
            ("topics", TOPICS_PAGE),
            ("parts", TOPICS_PAGE),
            ("fixed", DEFECTS_PAGE),
            ("forms", FORMS_PAGE),
        ):
            chip = ChipButton("")
            chip.clicked.connect(lambda _=False, to=page: self.asked.emit(to))
            flow.addWidget(chip)
            self.chips[key] = chip
        self.late = Notice("", State.ATTENTION, action=tr("Record the briefing"))
        self.late.acted.connect(lambda: self.brief(self.late_people[0]))
        self.late.hide()
        self.late_people: tuple[str, ...] = ()
        self.matrix = TitledCard(tr("Expert group"))
        self.matrix.box.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.S)
        self._column.addStretch(1)
        self.matrix.add(FitScroll(inner, least=160), 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(Space.M)
        outer.addWidget(self.leader)
        outer.addWidget(self.late)
        outer.addWidget(self.matrix, 1)

    def show_view(self, view: View) -> None:
        """Draw how far it is."""
        session, case = view.m.session, view.case
        fixed = sum(1 for code in case.defect_items if code in session.fixed)
        forms = sum(1 for p in case.present if p in session.conclusions)
        self._chip("topics", tr("Topics {n} / {all}"), len(session.topics), len(TOPICS))
        self._chip("parts", tr("Parts of the plan {n} / {all}"), len(session.parts), len(PARTS))
        self._chip("fixed", tr("Defects fixed {n} / {all}"), fixed, len(case.defect_items))
        self._chip("forms", tr("Opinion forms {n} / {all}"), forms, len(case.present))
        self._show_late(view)
        self._show_lines(view)

    def _chip(self, key: str, text: str, n: int, all_: int) -> None:
        state = State.PRESENT if n >= all_ > 0 else State.ATTENTION
        said = text.format(n=n, all=all_)
        self.chips[key].set_chip(said, tone_of(state), state)
        self.chips[key].setAccessibleName(said)

    def _show_late(self, view: View) -> None:
        self.late_people = late(view)
        self.late.setVisible(bool(self.late_people))
        if not self.late_people:
            return
        person = self.late_people[0]
        text = tr("{name} came at {time}, after the opening; the leader must say what was discussed.").format(
            name=view.m.name(person), time=hm(view.m.first_came(person))
        )
        if text != self.late.text():
            clause = self.host.words.cite(view.case.pack.check("C74").src)
            self.late.set_notice(text, State.ATTENTION, clause=clause, action=tr("Record the briefing"))

    def _show_lines(self, view: View) -> None:
        experts = [p for p in view.m.experts if view.m.first_came(p)]
        experts.sort(key=lambda p: p != view.m.leader)
        for person in [p for p in self.lines if p not in experts]:
            self.lines.pop(person).deleteLater()
        for n, person in enumerate(experts):
            if person not in self.lines:
                self.lines[person] = ExpertLine(self.host, self, person)
            if self._column.indexOf(self.lines[person]) != n:
                self._column.insertWidget(n, self.lines[person])
            self.lines[person].show_expert(view)
        done = sum(line.mark.state() is State.PRESENT for line in self.lines.values())
        self.matrix.side.setText(tr("finished {n} / {all}").format(n=done, all=len(experts)))

    def brief(self, person: str) -> None:
        """The leader notes what the late expert was told (C74)."""
        host = self.host

        def then(by: By) -> None:
            def use(sheet: ReasonSheet, note: str) -> None:
                sheet.send(f.LateExpertBriefed(person=person, note=note), by)

            name = host.store.view.m.name(person) if host.store.view else person
            ReasonSheet(
                host,
                self,
                tr("Briefing of {name}").format(name=name),
                use,
                label=tr("What was told"),
                usual=(tr("Told what was reported and discussed before"),),
                primary=tr("Record the briefing"),
            ).open()

        as_leader(host, tr("Record the briefing"), then)
