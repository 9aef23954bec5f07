"""Small forms of the door: a visitor, leave or absence, the code of an expert's employer (2.6-4)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.models import facts as f
from app.models.terms import AbsenceKind, Role
from app.ui.i18n import tr
from app.ui.stages.parts.ask import AskSheet, view_of
from app.ui.stages.parts.people import OWNERS, role_name, unit_name
from app.ui.widgets import Choice, FormRow, TextArea, TextField

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.models.entry import By
    from app.ui.stages.base import Host

_FOUR = 4


def as_verifier(host: Host, title: str, then: Callable[[By], object]) -> None:
    """Who checks qualifications: the owner's people where attendance.verifier = OWNER, else the secretary (C30)."""
    if view_of(host).case.pack.attendance.verifier == "OWNER":
        host.identify(OWNERS, title, then)
    else:
        then(host.secretary())


class FormSheet(AskSheet):
    """Rows of inputs; the primary button is free when all the required ones are filled."""

    def __init__(
        self, host: Host, parent: QWidget, title: str, sub: str = "", *, primary: str = "", width: int = 560
    ) -> None:
        super().__init__(host, parent, title, sub, primary=primary, width=width)
        self._required: list[tuple[str, TextField | TextArea]] = []

    def field(self, label: str, *, needed: bool = True, hint: str = "", longest: int = 100) -> TextField:
        """Add a line of text."""
        field = TextField(longest=longest)
        self.body.addWidget(FormRow(label, field, hint, required=needed))
        field.textChanged.connect(self.renew)
        self.first = self.first or field
        if needed:
            self._required.append((label, field))
        return field

    def lack(self) -> str:
        """The first required field that is empty."""
        for label, field in self._required:
            text = field.text() if isinstance(field, TextField) else field.toPlainText()
            if not text.strip():
                return tr("Fill in '{label}' first.").format(label=label)
        return ""

    def renew(self) -> None:
        """Block or free the primary button."""
        self.primary.set_blocked(self.lack())


class VisitorSheet(FormSheet):
    """列席: name, unit, purpose, nothing more is kept (4.3-6)."""

    def __init__(self, host: Host, parent: QWidget, name: str = "") -> None:
        super().__init__(
            host,
            parent,
            tr("Add a visitor"),
            tr("Visitors take no post and do not count. Only these lines are kept."),
            primary=tr("Register the visitor"),
        )
        self.name = self.field(tr("Name of the visitor"), longest=50)
        self.unit = self.field(tr("Unit of the person"))
        self.purpose = self.field(tr("Purpose of the visit"), needed=False)
        self.kind = Choice([(x.value, role_name(x)) for x in (Role.OTHER, Role.AUTHORITY, Role.MONITOR)])
        self.body.addWidget(FormRow(tr("Comes as"), self.kind))
        self.name.setText(name)
        self.renew()

    def accept(self) -> None:
        """Ask the desk."""
        if not self.primary.is_free():
            return
        fact = f.VisitorCheckedIn(
            visitor=f"v-{uuid.uuid4().hex[:12]}",
            name=self.name.text().strip(),
            unit=self.unit.text().strip(),
            purpose=self.purpose.text().strip() or role_name(Role(self.kind.key())),
            role=Role(self.kind.key()),
        )
        said = tr("{name} is registered as a visitor").format(name=fact.name)
        self.send(fact, self.host.secretary(), lambda _view: self.host.say(said))


class EmployerSheet(FormSheet):
    """统一社会信用代码 of an expert's employer, from a paper shown (2.6-4)."""

    def __init__(self, host: Host, parent: QWidget, by: By, person: str) -> None:
        m = view_of(host).m
        super().__init__(
            host,
            parent,
            tr("Code of the employer: {name}").format(name=m.name(person)),
            tr("Without the code nobody can tell whether the expert must keep away."),
            primary=tr("Record the code"),
        )
        self._by, self._person = by, person
        self.code = self.field(tr("Unified social credit code (18 characters)"), longest=18)
        self.unit = self.field(tr("Unit of the person"))
        self.unit.setText(unit_name(m, person))
        self.evidence = self.field(tr("From which paper"))
        self.renew()

    def lack(self) -> str:
        """The code must be whole and right by its check digit."""
        from app.services.intake.fieldrules import credit_code

        code = self.code.text().strip().upper()
        if code and credit_code(code):
            return tr("The code is not right: 18 characters, the last is a check digit.")
        return super().lack()

    def accept(self) -> None:
        """Ask the desk."""
        if self.primary.is_free():
            fact = f.EmployerCodeSet(
                person=self._person,
                code=self.code.text().strip().upper(),
                unit_name=self.unit.text().strip(),
                evidence=self.evidence.text().strip(),
            )
            self.send(fact, self._by)


class AbsenceSheet(FormSheet):
    """请假、缺席 of an expert who is not here (3.7, C64)."""

    def __init__(self, host: Host, parent: QWidget, person: str) -> None:
        m = view_of(host).m
        super().__init__(
            host,
            parent,
            tr("Leave or absence: {name}").format(name=m.name(person)),
            tr("It is reported with the record. It does not make up for a missing expert."),
            primary=tr("Record it"),
        )
        self._person = person
        self.kind = Choice(
            (k.value, k.value) for k in (AbsenceKind.LEAVE, AbsenceKind.ABSENT, AbsenceKind.LATE)
        )
        self.body.addWidget(FormRow(tr("Which kind"), self.kind, required=True))
        self.reason = self.field(tr("Reason"))
        self.renew()

    def accept(self) -> None:
        """Ask the desk."""
        if self.primary.is_free():
            fact = f.AbsenceRecorded(
                person=self._person, absence=AbsenceKind(self.kind.key()), reason=self.reason.text().strip()
            )
            self.send(fact, self.host.secretary())


def open_visitor(host: Host, parent: QWidget, name: str = "") -> None:
    """Open the visitor's form."""
    VisitorSheet(host, parent, name).open()
