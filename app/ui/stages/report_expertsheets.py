"""What is recorded of an expert after the meeting: registration (C62), a class of 3.7 (C64), a score (C65)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from PySide6.QtWidgets import QWidget

from app.models import facts as f
from app.models.papers.duty import score_name
from app.models.terms import AbsenceKind
from app.ui.i18n import tr
from app.ui.stages.parts.ask import AskSheet, view_of
from app.ui.widgets import (
    Choice,
    FormRow,
    MomentField,
    Notice,
    Segment,
    Segments,
    State,
    TextArea,
    TextField,
    Tick,
)

if TYPE_CHECKING:
    from app.services.desk.desk import View
    from app.ui.stages.base import Host

Scheme = Literal["", "organiser", "term"]
_SCHEMES: dict[str, Scheme] = {"organiser_may_score_experts": "organiser", "term_score_base_100": "term"}
NOT_SCORED = "-"


def scheme_of(view: View) -> Scheme:
    """Which score sheet this place uses, "" for none."""
    return _SCHEMES.get(view.case.pack.score.mode, "")


class RegisterSheet(AskSheet):
    """登记确认 in the management system: when, and the number if it gives one; one fact for each expert."""

    def __init__(self, host: Host, parent: QWidget, people: Sequence[str]) -> None:
        m = view_of(host).m
        names = "、".join(m.name(p) for p in people)
        title = tr("Registered in the management system")
        super().__init__(host, parent, title, primary=tr("Record it"), width=620)
        self._people = tuple(people)
        self.ticks = {p: Tick(m.name(p), checked=True) for p in people} if len(people) > 1 else {}
        self.sub.setText(names if not self.ticks else tr("Tick only who has registered himself."))
        self.sub.show()
        box = self.scrolled(160) if self.ticks else self.body
        for tick in self.ticks.values():
            box.addWidget(tick)
            tick.toggled.connect(self.renew)
        self.at = MomentField(view_of(host).case.now)
        self.number = TextField("", longest=80)
        box.addWidget(FormRow(tr("When (Beijing time)"), self.at))
        if not self.ticks:
            box.addWidget(FormRow(tr("Number of the registration, if there is one"), self.number))
        self.renew()

    def chosen(self) -> tuple[str, ...]:
        """Who has registered."""
        return tuple(p for p in self._people if not self.ticks or self.ticks[p].isChecked())

    def renew(self) -> None:
        """Say what is lacking."""
        self.primary.set_blocked("" if self.chosen() else tr("Tick somebody."))

    def accept(self) -> None:
        """Send."""
        if not self.primary.is_free():
            return
        by, at, number = self.host.secretary(), self.at.moment(), self.number.text().strip()
        facts = [f.ExpertRegistered(expert=p, registered_at=at, number=number) for p in self.chosen()]
        for fact in facts[:-1]:
            self.host.ask(fact, by)
        self.send(facts[-1], by)


class AbsenceSheet(AskSheet):
    """缺席、请假、迟到 …: the class, what happened, what proves it, what the expert himself says (3.7)."""

    def __init__(self, host: Host, parent: QWidget, person: str) -> None:
        view = view_of(host)
        title = tr("Absence or duty: {name}").format(name=view.m.name(person))
        super().__init__(host, parent, title, primary=tr("Record it"), width=700)
        self._person = person
        self.kind = Choice([("", tr("choose")), *((k.value, k.value) for k in AbsenceKind)])
        self.reason = TextArea("", least=1, longest=1000)
        self.evidence = TextField("", longest=300)
        self.statement = TextArea("", least=1, longest=1000)
        self.asked = Tick(tr("He asked for leave beforehand"))
        self.at = MomentField(view.case.now)
        self.excused = Segments([Segment("yes", tr("with a cause")), Segment("no", tr("without"))])
        note = tr("That an expert does not sign is his right; it is never recorded here.")
        box = self.scrolled(380)
        box.addWidget(Notice(note, State.NOTE))
        box.addWidget(FormRow(tr("Class"), self.kind, required=True))
        box.addWidget(FormRow(tr("What happened, and when"), self.reason, required=True))
        box.addWidget(FormRow(tr("Evidence (check-in, photo, paper)"), self.evidence))
        box.addWidget(FormRow(tr("His own words"), self.statement))
        box.addWidget(self.asked)
        box.addWidget(self.at)
        box.addWidget(FormRow(tr("Cause, if it can be judged here"), self.excused))
        self.kind.currentIndexChanged.connect(self._known)
        self.reason.textChanged.connect(self.renew)
        self.evidence.textChanged.connect(self.renew)
        self.asked.toggled.connect(self.renew)
        self.first = self.kind
        self.renew()

    def _known(self) -> None:
        """What is recorded already of this class is shown, to be completed."""
        was = view_of(self.host).m.duties.get((self._person, self.kind.key()))
        if was is not None:
            self.reason.setPlainText(was.reason)
            self.evidence.setText(was.evidence)
            self.statement.setPlainText(was.statement)
        self.renew()

    def renew(self) -> None:
        """Say what is lacking."""
        self.at.setVisible(self.asked.isChecked())
        lack = "" if self.kind.key() else tr("Choose the class.")
        if not lack and not self.reason.toPlainText().strip():
            lack = tr("Write what happened.")
        proof = self.kind.key() != AbsenceKind.SUBSTITUTE or bool(self.evidence.text().strip())
        if not lack and not proof:
            lack = tr("A suspected substitution needs its evidence.")
        self.primary.set_blocked(lack)

    def accept(self) -> None:
        """Send."""
        if not self.primary.is_free():
            return
        key = self.excused.key()
        fact = f.AbsenceRecorded(
            person=self._person,
            absence=AbsenceKind(self.kind.key()),
            reason=self.reason.toPlainText().strip(),
            evidence=self.evidence.text().strip(),
            statement=self.statement.toPlainText().strip(),
            noticed_at=self.at.moment() if self.asked.isChecked() else None,
            excused=None if not key else key == "yes",
        )
        self.send(fact, self.host.secretary())


class ScoreSheet(AskSheet):
    """The organiser's five marks (NN-四（八）), or a line of the term score (ZZ§附件). Experts see it after the seal."""

    def __init__(self, host: Host, parent: QWidget, person: str) -> None:
        view = view_of(host)
        title = tr("Score: {name}").format(name=view.m.name(person))
        super().__init__(host, parent, title, primary=tr("Record it"), width=700)
        self._person, self._scheme = person, scheme_of(view)
        known = {s.item: s for s in view.m.after.scores if s.expert == person and s.scheme == self._scheme}
        ranges = view.case.law.scores.ranges(self._scheme)
        note = tr("Only what this meeting proves is recorded here; the authority counts.")
        box = self.scrolled(380)
        box.addWidget(Notice(note, State.NOTE, clause=host.words.cite(view.case.pack.check("C65").src)))
        self.marks: dict[str, Segments] = {}
        for item, points in ranges.items():
            options = sorted(points)
            marks = Segments([Segment(NOT_SCORED, "—"), *(Segment(f"{x:g}", f"{x:g}") for x in options)])
            marks.set_key(f"{known[item].points:g}" if item in known else NOT_SCORED)
            marks.chosen.connect(self.renew)
            self.marks[item] = marks
            box.addWidget(FormRow(score_name(view.case, self._scheme, item), marks))
        self.note = TextField("", longest=300)
        box.addWidget(FormRow(tr("Note"), self.note))
        self._known = {item: s.points for item, s in known.items()}
        self.renew()

    def changed(self) -> dict[str, float]:
        """The marks that are new."""
        given = {item: float(m.key()) for item, m in self.marks.items() if m.key() not in {"", NOT_SCORED}}
        return {item: points for item, points in given.items() if self._known.get(item) != points}

    def renew(self) -> None:
        """Say what is lacking."""
        self.primary.set_blocked("" if self.changed() else tr("Give at least one mark."))

    def accept(self) -> None:
        """One fact for each mark."""
        if not self.primary.is_free() or not self._scheme:
            return
        by, note, scheme = self.host.secretary(), self.note.text().strip(), self._scheme
        facts = [
            f.ExpertScored(expert=self._person, scheme=scheme, item=item, points=points, note=note)
            for item, points in self.changed().items()
        ]
        for fact in facts[:-1]:
            self.host.ask(fact, by)
        self.send(facts[-1], by)
