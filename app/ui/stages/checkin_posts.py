"""岗位变更 (EC-44): another person holds a post from now on, by a change document that was seen, with its scan."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.models.package import Person
from app.models.terms import Role
from app.services.desk import requests as r
from app.ui.i18n import tr
from app.ui.stages.checkin_forms import FormSheet, as_verifier
from app.ui.stages.parts.ask import view_of
from app.ui.stages.parts.files import pick_files
from app.ui.stages.parts.people import role_name
from app.ui.theme import Space, Type
from app.ui.widgets import Button, Choice, FormRow, Kind, WrapLabel

if TYPE_CHECKING:
    from app.models.entry import By
    from app.ui.stages.base import Host

_FOUR = 4
_KILO = 1024


class ScanField(QWidget):
    """A button that asks for one file and says which it is; ``data`` is empty until there is one."""

    def __init__(self, host: Host, owner: QWidget, title: str) -> None:
        super().__init__()
        self.data = b""
        self._host, self._owner, self._title = host, owner, title
        self.button = Button(tr("Choose the scan..."), Kind.SECONDARY)
        self.button.setAccessibleName(title)
        self.button.clicked.connect(self._ask)
        self.said = WrapLabel(tr("none yet"), Type.SMALL, ink="ink2")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addWidget(self.button)
        row.addWidget(self.said, 1)

    def _ask(self) -> None:
        kinds = tr("Scan: PDF or picture (*.pdf *.jpg *.jpeg *.png)")
        pick_files(self._owner, self._title, kinds, self.take)

    def take(self, paths: Sequence[Path]) -> None:
        """Read the chosen file off the GUI thread."""
        path = paths[0]

        def failed(error: Exception) -> None:
            why = error.strerror if isinstance(error, OSError) else str(error)
            self._host.say(tr("The file cannot be used: {why}").format(why=why))

        self._host.pool.submit(path.read_bytes, lambda data: self._read(path.name, data), failed, owner=self)

    def _read(self, name: str, data: bytes) -> None:
        self.data = data
        self.said.setText(f"{name} · {max(len(data) // _KILO, 1)} KB")


class PostChangeSheet(FormSheet):
    """The new holder and the document; where the owner verifies, the scan is what he confirms (XJ, CJ)."""

    def __init__(self, host: Host, parent: QWidget, by: By, posts: tuple[tuple[Role, str], ...]) -> None:
        view = view_of(host)
        m = view.m
        super().__init__(
            host,
            parent,
            tr("Change of the post holder"),
            tr("Only with a change document of the unit. The new person then checks in as usual."),
            primary=tr("Record the change"),
        )
        self._by, self._posts = by, posts
        self._scan_needed = view.case.pack.attendance.verifier == "OWNER"
        self.post = Choice(
            (str(n), f"{role_name(role)} · {m.parties[code].name if code in m.parties else ''}")
            for n, (role, code) in enumerate(posts)
        )
        self.body.addWidget(FormRow(tr("Which post"), self.post, required=True))
        self.name = self.field(tr("Name of the new holder"), longest=50)
        self.title = self.field(tr("Title or registration"), needed=False)
        self.four = self.field(tr("Last four of the new holder's document"), longest=_FOUR)
        self.document = self.field(tr("Change document (number, date)"))
        self.scan = ScanField(host, self, tr("Scan of the change document"))
        self.body.addWidget(FormRow(tr("Scan of the change document"), self.scan, required=self._scan_needed))
        self.renew()

    def accept(self) -> None:
        """Ask the desk; what still lacks is said there, next to what was typed."""
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
            scan=self.scan.data,
        )
        said = tr("{name} now holds the post; please check in").format(name=person.name)
        self.send(request, self._by, lambda _view: self.host.say(said))


def change_post(host: Host, parent: QWidget, posts: tuple[tuple[Role, str], ...]) -> None:
    """Open the change of a post holder for the verifier."""
    as_verifier(
        host, tr("Change of the post holder"), lambda by: PostChangeSheet(host, parent, by, posts).open()
    )
