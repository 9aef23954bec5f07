"""How a meeting comes in: package file, central node, Excel roster, sample. Files are read off the GUI thread."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.ui.home.packdoor import PackDoor
from app.ui.i18n import tr
from app.ui.widgets import Sheet, Toast

if TYPE_CHECKING:
    from app.services.desk.desk import Desk
    from app.services.ledger.waiting import PackageRow
    from app.ui.start import Opened
    from app.ui.window import DeskWindow

_ROSTER = ".xlsx"
_PACK = ".toml"
_LARGEST = 16 * 1024 * 1024


class Importing(QObject):
    """Leads a file or a sample into the ledger, and a rule pack to its shelf.

    Signals:
        imported: id of the meeting that is there now.
        sheet_opened: a sheet of this flow stands over the window.
    """

    imported = Signal(str)
    sheet_opened = Signal(object)

    def __init__(self, window: DeskWindow, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = window
        self._page = parent
        self.packs = PackDoor(window, parent)
        self.packs.sheet_opened.connect(self.sheet_opened)

    def choose_package(self) -> None:
        """Ask for a package file."""
        from PySide6.QtWidgets import QFileDialog

        kinds = tr("Meeting package (*.json *.huiqian)")
        path, _ = QFileDialog.getOpenFileName(self._page, tr("Import a meeting package"), "", kinds)
        if path:
            self.take(path)

    def choose_roster(self) -> None:
        """Ask for a roster."""
        from PySide6.QtWidgets import QFileDialog

        path, _ = QFileDialog.getOpenFileName(
            self._page, tr("Read an Excel roster"), "", tr("Excel roster (*.xlsx)")
        )
        if path:
            self.take(path)

    def save_template(self) -> None:
        """Write the empty roster where the person wants it."""
        from PySide6.QtWidgets import QFileDialog

        name = tr("meeting-roster-template.xlsx")
        path, _ = QFileDialog.getSaveFileName(
            self._page, tr("Save the roster template"), name, tr("Excel roster (*.xlsx)")
        )
        if path:
            self.write_template(Path(path))

    def write_template(self, path: Path) -> None:
        """Write the template there."""

        def write() -> None:
            from app.services.intake.roster import export_template

            export_template(path)

        self._window.pool.submit(
            write, lambda _none: self._say(tr("Template saved.")), self.trouble, owner=self
        )

    def take(self, name: str) -> None:
        """A file was chosen or dropped: a roster by its ending, else a package."""
        path = Path(name)
        if path.suffix.lower() == _ROSTER:
            self._roster(path)
        elif path.suffix.lower() == _PACK:
            self.packs.install(path)
        else:
            self._import(lambda _opened: read_bounded(path))

    def sample(self) -> None:
        """Open the sample meeting of today; it is imported at its first time."""
        self._import(lambda opened: opened.sample())

    def _import(self, read: Callable[[Opened], bytes]) -> None:
        opened = self._window.opened
        if opened is None:
            return
        self._window.lane.submit(
            lambda: bring_in(opened.desk(), read(opened)), self.imported.emit, self.trouble, owner=self
        )

    def _roster(self, path: Path) -> None:
        opened = self._window.opened

        def read() -> object:
            from app.services.intake.roster import read_roster

            return read_roster(path, packs=opened.shelf() if opened else None)

        self._window.pool.submit(read, self._drafted, self.trouble, owner=self)

    def _drafted(self, draft: object) -> None:
        from app.ui.home.intakesheets import DraftSheet

        sheet = DraftSheet(self._page, draft)
        sheet.saved.connect(lambda: self._say(tr("Draft saved.")))
        sheet.failed.connect(self.trouble)
        self._open(sheet)

    def from_node(self) -> None:
        """Fetch what the central node has for this desk, and show what is not imported yet."""
        opened, node = self._window.opened, self._window.settings.node
        if opened is None or not node:
            return
        self._say(tr("Asking the central node..."))

        def fetch() -> tuple[PackageRow, ...]:
            client = opened.client(node)
            try:
                client.fetch_packages()
            finally:
                client.close()
            here = {row.meeting for row in opened.ledger.meetings()}
            rows = (row for row in opened.ledger.packages() if row.meeting not in here)
            return tuple(row for row in rows if not opened.ledger.is_erased(row.meeting))

        self._window.pool.submit(fetch, self._fetched, self.trouble, owner=self)

    def _fetched(self, rows: tuple[PackageRow, ...]) -> None:
        opened = self._window.opened
        if opened is None:
            return
        from app.ui.home.intakesheets import WaitingSheet

        sheet = WaitingSheet(self._page, rows)
        sheet.chosen.connect(lambda sha: self._import(lambda where: where.ledger.blob(sha)))
        self._open(sheet)

    def join_venue(self) -> None:
        """Scan badges for a meeting that another computer runs."""
        from app.ui.venue.join_sheet import JoinSheet

        hallway = self._window.hallway
        if hallway is None:
            return
        sheet = JoinSheet(self._page, hallway)
        sheet.joined.connect(self.imported)
        sheet.listen()
        kept = self._window.settings
        sheet.offer_camera(kept.camera, mirrored=kept.mirror)
        self._open(sheet)

    def _open(self, sheet: Sheet) -> None:
        sheet.finished.connect(sheet.deleteLater)
        sheet.open()
        self.sheet_opened.emit(sheet)

    def _say(self, text: str) -> None:
        Toast.on(self._page).say(text)

    def trouble(self, error: Exception) -> None:
        """Say calmly what went wrong and what to do next."""
        from app.services.desk.refusal import Refusal
        from app.services.intake.problems import IntakeError
        from app.services.ledger.errors import LedgerError
        from app.ui.home.intakesheets import FaultSheet
        from app.ui.host_sheets import RefusalSheet, TroubleSheet

        if isinstance(error, Refusal):
            opened = self._window.opened
            if opened is not None:
                self._open(RefusalSheet(self._page, error, opened.words()))
        elif isinstance(error, IntakeError):
            self._open(FaultSheet(self._page, error))
        elif isinstance(error, LedgerError):
            opened = self._window.opened
            said = opened.words().error(error.code, error.details) if opened else None
            text, next_step = (said.text, said.next) if said else (str(error), "")
            self._open(TroubleSheet(self._page, text, next_step))
        elif isinstance(error, OSError):
            text = tr("The file cannot be used: {why}").format(why=error.strerror or error)
            self._open(TroubleSheet(self._page, text, tr("Choose another place or check its permissions.")))
        elif type(error).__name__ == "SyncError":  # its module is only imported where a node is asked
            from app.services.sync import SyncError, explain

            if isinstance(error, SyncError):
                self._open(TroubleSheet(self._page, explain(error), ""))
        else:
            sys.excepthook(type(error), error, error.__traceback__)


def read_bounded(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        IntakeError: ``too_large`` or ``unreadable``.

    """
    from app.services.intake.problems import IntakeError

    try:
        if path.stat().st_size > _LARGEST:
            raise IntakeError("too_large", size=path.stat().st_size, limit=_LARGEST)
        return path.read_bytes()
    except OSError as bad:
        raise IntakeError("unreadable", path=path.name, reason=bad.strerror or bad) from bad


def bring_in(desk: Desk, data: bytes) -> str:
    """Import a package unless its meeting is here already; the meeting's id.

    Raises:
        IntakeError: the file is wrong. Refusal: a rule says no. LedgerError: the disk.

    """
    from app.models.entry import By
    from app.models.terms import Role
    from app.services.desk import requests as r
    from app.services.intake.package_file import decode_package

    package = decode_package(data).package
    meeting = package.meeting.id
    if not desk.ledger.entries(meeting):
        staff = next((post.person for post in package.staff if post.role is Role.SECRETARY), "secretary")
        name = next((person.name for person in package.people if person.id == staff), "")
        by = By(person=staff, role=Role.SECRETARY, name=name)
        desk.do(meeting, r.ImportPackage(data=data), by)
    return meeting
