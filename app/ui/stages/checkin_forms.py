"""Small forms of the door: a visitor, a change of post holder (EC-44), the code of an expert's employer (2.6-4)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.models import facts as f
from app.models.package import Person
from app.models.terms import AbsenceKind, Role
from app.services.desk import requests as r
from app.services.documents.scans import Scan, ScanError, read_scan
from app.ui.i18n import tr
from app.ui.stages.parts.ask import AskSheet, view_of
from app.ui.stages.parts.files import pick_files
from app.ui.stages.parts.people import OWNERS, role_name, unit_name
from app.ui.widgets import Button, Choice, FormRow, Kind, TextArea, TextField

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


class PostChangeSheet(FormSheet):
    """岗位变更: another person holds a post from now on, by a change document that was seen (EC-44)."""

    def __init__(self, host: Host, parent: QWidget, by: By, posts: tuple[tuple[Role, str], ...]) -> None:
        m = view_of(host).m
        super().__init__(
            host,
            parent,
            tr("Change of the post holder"),
            tr("Only with a change document of the unit. The new person then checks in as usual."),
            primary=tr("Record the change"),
        )
        self._by, self._posts = by, posts
        self.post = Choice(
            (str(n), f"{role_name(role)} · {m.parties[code].name if code in m.parties else ''}")
            for n, (role, code) in enumerate(posts)
        )
        self.body.addWidget(FormRow(tr("Which post"), self.post, required=True))
        self.name = self.field(tr("Name of the new holder"), longest=50)
        self.title = self.field(tr("Title or registration"), needed=False)
        self.four = self.field(tr("Last four of the new holder's document"), longest=_FOUR)
        self.document = self.field(tr("Change document (number, date)"))
        self._scan = b""
        self._scan_needed = view_of(host).case.pack.attendance.verifier == "OWNER"
        self.scan = Button(tr("Choose the scan of the change document"), Kind.SECONDARY, icon_name="file")
        self.scan.clicked.connect(self._pick)
        self.body.addWidget(FormRow(tr("Scan or photo"), self.scan, required=self._scan_needed))
        self.renew()

    def _pick(self) -> None:
        kinds = tr("Scan: PDF or pictures of all pages (*.pdf *.jpg *.jpeg *.png *.tif *.tiff)")
        pick_files(self, tr("Choose the scan of the change document"), kinds, self.take, many=True)

    def take(self, paths: Sequence[Path]) -> None:
        """Read the files in the background."""
        self.host.pool.submit(partial(read_scan, paths), self._scanned, self._unread, owner=self)

    def _scanned(self, scan: Scan) -> None:
        self._scan = scan.data
        self.scan.setText(tr("Scan chosen, {n} pages").format(n=scan.pages))
        self.renew()

    def _unread(self, error: Exception) -> None:
        if isinstance(error, ScanError):
            self.host.say(tr("This file cannot be read: {name}. Scan it again.").format(name=error.name))
        else:
            self.host.store.failed.emit(error)

    def lack(self) -> str:
        """The first required field that is empty; where the owner verifies, the scan too (EC-44)."""
        unseen = self._scan_needed and not self._scan
        return super().lack() or (tr("Choose the scan of the change document first.") if unseen else "")

    def accept(self) -> None:
        """Ask the desk."""
        if not self.primary.is_free():
            return
        role, code = self._posts[int(self.post.key() or 0)]
        party = view_of(self.host).m.parties[code]
        person = Person(
            id=f"p-{uuid.uuid4().hex[:12]}",
            name=self.name.text().strip(),
            unit_code=code,
            unit_name=party.name,
            title=self.title.text().strip(),
            last4=self.four.text().strip().upper(),
        )
        request = r.ChangePost(
            role=role,
            unit_code=code,
            person=person,
            document=self.document.text().strip(),
            scan=self._scan,
        )
        said = tr("{name} now holds the post; please check in").format(name=person.name)
        self.send(request, self._by, lambda _view: self.host.say(said))


def change_post(host: Host, parent: QWidget, posts: tuple[tuple[Role, str], ...]) -> None:
    """Open the change of a post holder for the verifier."""
    as_verifier(
        host, tr("Change of the post holder"), lambda by: PostChangeSheet(host, parent, by, posts).open()
    )


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
