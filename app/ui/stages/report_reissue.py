"""T32b: the corrected re-issue of a void record, while the people of the old report are together again (EC-21)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.models import after
from app.models.terms import Role
from app.services.desk import requests as r
from app.ui.i18n import tr
from app.ui.stages.parts.ask import AskSheet, view_of
from app.ui.stages.parts.people import roles_of, roles_text
from app.ui.theme import Space, Type
from app.ui.widgets import Button, FormRow, Kind, Notice, State, StateMark, TextArea, WrapLabel

if TYPE_CHECKING:
    from app.models.entry import By
    from app.models.meeting import Meeting
    from app.models.terms import Factor
    from app.ui.stages.base import Host


def people_again(m: Meeting) -> tuple[str, ...]:
    """Who must be together again: the experts of the old report, then the posts that stayed to the end."""
    stayed = [p for p in m.spans if p in m.people and m.present(p) and p not in m.experts]
    held = [p for p in stayed if any(h.person == p for h in m.posts)]
    return (*after.report_experts(m), *held)


class PersonLine(QWidget):
    """One person, and the button that identifies him again."""

    def __init__(self, m: Meeting, person: str) -> None:
        super().__init__()
        self.person = person
        self.factors: tuple[Factor, ...] = ()
        self.mark = StateMark(State.MISSING, 24)
        self.name = WrapLabel(m.name(person), Type.BASE, bold=True)
        self.roles = WrapLabel(roles_text(roles_of(m, person)), Type.SMALL, ink="ink2")
        self.button = Button(tr("Identify"), Kind.SECONDARY)
        self.button.setAccessibleName(tr("Identify {name}").format(name=m.name(person)))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addWidget(self.mark)
        row.addWidget(self.name, 1)
        row.addWidget(self.roles, 2)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignRight)

    def take(self, by: By) -> None:
        """He is here, identified now."""
        self.factors = by.factors
        self.mark.set_state(State.PRESENT)
        self.button.setText(tr("Identified"))


class ReissueSheet(AskSheet):
    """Everybody is identified again; then the new record begins at the proposal, with the old content."""

    def __init__(self, host: Host, parent: QWidget) -> None:
        m = view_of(host).m
        version = m.frozen.version + 1 if m.frozen else 1
        self.id = after.successor_id(m.id, version)
        super().__init__(
            host,
            parent,
            tr("Make the report anew"),
            tr("New record {id}. Stances and signatures are all given anew.").format(id=self.id),
            primary=tr("Begin the new record"),
            width=820,
        )
        self._old = m.id
        box = self.scrolled(420)
        text = tr("Only while everybody of the old report is here again. If not, a new meeting is needed.")
        box.addWidget(Notice(text, State.NOTE))
        self.reason = TextArea("", least=2, longest=1000)
        box.addWidget(FormRow(tr("What is corrected, and why"), self.reason, required=True))
        self.lines = [PersonLine(m, person) for person in people_again(m)]
        for line in self.lines:
            line.button.clicked.connect(partial(self._identify, line))
            box.addWidget(line)
        self.first = self.reason
        self.reason.textChanged.connect(self.renew)
        self.renew()

    def _identify(self, line: PersonLine, _checked: bool = False) -> None:  # noqa: FBT001, FBT002  Qt's signal
        m = view_of(self.host).m
        roles = roles_of(m, line.person) or (Role.EXPERT,)
        title = tr("Identify {name}").format(name=m.name(line.person))

        def then(by: By) -> None:
            line.take(by)
            self.renew()

        self.host.identify(roles, title, then, people=(line.person,))

    def lack(self) -> str:
        """What is lacking."""
        away = [line.name.text() for line in self.lines if not line.factors]
        if away:
            return tr("Not identified yet: {n}").format(n=len(away))
        return "" if self.reason.toPlainText().strip() else tr("Write the reason.")

    def renew(self) -> None:
        """Block or free the button."""
        self.primary.set_blocked(self.lack())

    def accept(self) -> None:
        """Ask it of the new record; the window goes there when it was granted."""
        if not self.primary.is_free():
            return
        people = {line.person: line.factors for line in self.lines}
        said = r.Reissue(of=self._old, people=people, reason=self.reason.toPlainText().strip())
        self.send_to(self.id, said, self.host.secretary(), lambda _view: self.host.open_meeting(self.id))
