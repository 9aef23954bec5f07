"""What ends the signing: the on-site tick (C53), 散会, the scan of the paper (EC-38), reopening (T18)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.models import facts as f
from app.models.terms import Document, Role
from app.services.desk import requests as r
from app.services.documents.scans import Scan, ScanError, read_scan
from app.ui.i18n import tr
from app.ui.stages.parts.ask import AskSheet, view_of
from app.ui.stages.parts.experts import as_leader
from app.ui.stages.parts.files import pick_files
from app.ui.stages.parts.paper import PaperView
from app.ui.stages.parts.reason import ReasonSheet
from app.ui.stages.parts.record import owner_people
from app.ui.widgets import Button, Kind, Notice, State, Tick

if TYPE_CHECKING:
    from app.models.entry import By
    from app.ui.stages.base import Host

_OWNERS = (Role.OWNER_VERIFIER, Role.OWNER_PM)
_PAPER_HEIGHT = 360


def attest(host: Host) -> None:
    """‘已在会议现场全部签字’: first the owner's verifier, then the leader, each identified (C53)."""
    m = view_of(host).m
    here = tuple(p for p in owner_people(m) if m.present(p)) or owner_people(m)

    def owner_known(owner: By) -> None:
        def then(by: By) -> None:
            host.ask(f.OnSiteAttested(leader=by.person, verifier=owner.person), by)

        as_leader(host, tr("Leader: all have signed on site"), then)

    host.identify(_OWNERS, tr("Owner: all have signed on site"), owner_known, people=here)


def end_meeting(host: Host, parent: QWidget) -> None:
    """散会 by the host; it fixes the day the deadlines count from (E)."""
    m = view_of(host).m
    roles = (Role.HOST,) if m.holders(Role.HOST) else (Role.OWNER_PM,)
    host.identify(roles, tr("End the meeting"), lambda by: EndSheet(host, parent, by).open())


class EndSheet(AskSheet):
    """One last look before 散会."""

    def __init__(self, host: Host, parent: QWidget, by: By) -> None:
        title = tr("End the meeting")
        sub = tr("All experts have signed. The deadlines count from today; nobody can sign after this.")
        super().__init__(host, parent, title, sub, primary=title)
        self._by = by
        view = view_of(host)
        if any(x.check == "C53" and x.variant == "tick" for x in view.findings):
            text = tr("The leader and the owner have not yet attested that all signed on site.")
            self.body.addWidget(Notice(text, State.WARNING))

    def accept(self) -> None:
        """Send."""
        self.send(f.MeetingEnded(), self._by)


def reopen(host: Host, parent: QWidget) -> None:
    """T18 by the leader: back to the proposal; every signature becomes void."""
    m = view_of(host).m
    given = sum(1 for document, _p in m.signatures if document is Document.REPORT)

    def then(by: By) -> None:
        def done(sheet: ReasonSheet, reason: str) -> None:
            sheet.send(f.SigningReopened(reason=reason), by, lambda _view: host.go("verdict"))

        ReasonSheet(
            host,
            parent,
            tr("Reopen the discussion"),
            done,
            sub=tr(
                "All {n} signatures given so far become void; everyone answers and signs again on the new version. "
                "Printed pages of this version are useless."
            ).format(n=given),
            usual=(
                tr("The content is to be changed"),
                tr("An expert refuses to sign"),
                tr("A mistake was found"),
            ),
            primary=tr("Void the signatures and reopen"),
            danger=True,
        ).open()

    as_leader(host, tr("Reopen the discussion"), then)


_SCAN_WORDS: dict[str, Callable[[], str]] = {
    "nothing": lambda: tr("Choose the scan first."),
    "too_large": lambda: tr("The files are larger than 64 MB together. Scan at 200 dpi."),
    "mixed": lambda: tr("Choose one PDF, or pictures only (JPG, PNG, TIFF): {name}"),
    "unreadable": lambda: tr("This file cannot be read: {name}. Scan it again."),
}


def attach_scan(host: Host, parent: QWidget) -> None:
    """The scan of the signed paper: first chosen, then looked at, then attested by a second pair of eyes."""
    kinds = tr("Scan: PDF or pictures of all pages (*.pdf *.jpg *.jpeg *.png *.tif *.tiff)")

    def chosen(paths: Sequence[Path]) -> None:
        host.pool.submit(partial(read_scan, paths), read, failed, owner=parent)

    def read(scan: Scan) -> None:
        ScanSheet(host, parent, scan).open()

    def failed(error: Exception) -> None:
        if isinstance(error, ScanError):
            host.say(_SCAN_WORDS[error.code]().format(name=error.name))
        else:
            host.store.failed.emit(error)

    pick_files(parent, tr("Attach the scan of the signed report"), kinds, chosen, many=True)


class ScanSheet(AskSheet):
    """The pages of the scan, and 扫描件与封存件内容一致 by the secretary and a second person (3.2 wet ink)."""

    def __init__(self, host: Host, parent: QWidget, scan: Scan) -> None:
        m = view_of(host).m
        who = tr("the leader") if m.ended_at is None else tr("the owner's project leader")
        title = tr("Attach the scan of the signed report")
        super().__init__(
            host, parent, title, primary=tr("Attach: {who} attests it").format(who=who), width=760
        )
        self.scan = scan
        self.paper = PaperView(host.pool, title)
        self.paper.setMinimumHeight(_PAPER_HEIGHT)
        self.paper.show_pdf("scan", lambda: scan.data)
        self.same = Tick(
            tr("Every page of the scan has the same content and footer as the pages to be sealed")
        )
        self.body.addWidget(self.paper, 1)
        self.body.addWidget(Notice(tr("{n} pages").format(n=scan.pages), State.NOTE))
        self.body.addWidget(self.same)
        self.same.toggled.connect(self.renew)
        self.renew()

    def renew(self) -> None:
        """Say what is lacking."""
        self.primary.set_blocked("" if self.same.isChecked() else tr("Compare the pages, then tick."))

    def accept(self) -> None:
        """The second person identifies himself, the secretary records."""
        if not self.primary.is_free():
            return
        title = tr("The scan shows what was signed")
        if view_of(self.host).m.ended_at is None:
            as_leader(self.host, title, self._send)
        else:
            self.host.identify((Role.OWNER_PM,), title, self._send)

    def _send(self, second: By) -> None:
        scan = self.scan
        request = r.AttachScan(
            document=Document.REPORT, data=scan.data, pages=scan.pages, second=second.person
        )
        self.send(request, self.host.secretary())


def tool(text: str, icon_name: str, do: Callable[[], object]) -> Button:
    """A quiet button of the bottom bar."""
    button = Button(text, Kind.SECONDARY, icon_name=icon_name)
    button.clicked.connect(do)
    return button
