"""Rule packs at the desk: what this computer has, and how another comes in. Files are read off the GUI thread."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.ui.i18n import tr
from app.ui.widgets import Sheet, Toast

if TYPE_CHECKING:
    from app.models.packfile import PackError, PackMeta
    from app.models.rulepack import RulePack
    from app.ui.start import Opened
    from app.ui.window import DeskWindow

Found = tuple[tuple["PackMeta", ...], frozenset[str], tuple["PackError", ...]]
"""Heads, which of them are installed, and what is wrong with files of the folder."""


def what_is_here(opened: Opened) -> Found:
    """The packs of this computer; off the GUI thread."""
    shelf = opened.shelf()
    return shelf.metas(), frozenset(shelf.installed), shelf.faults()


class PackDoor(QObject):
    """Shows the list of rule packs and takes in another.

    Signals:
        installed: id of the pack that is there now.
        sheet_opened: a sheet of this flow stands over the window.
    """

    installed = Signal(str)
    sheet_opened = Signal(object)

    def __init__(self, window: DeskWindow, page: QWidget) -> None:
        super().__init__(page)
        self._window = window
        self._page = page

    def show_list(self) -> None:
        """Open the list."""
        opened = self._window.opened
        if opened is not None:
            self._window.pool.submit(lambda: what_is_here(opened), self._listed, self._failed, owner=self)

    def choose(self) -> None:
        """Ask for the file of a pack."""
        from PySide6.QtWidgets import QFileDialog

        path, _ = QFileDialog.getOpenFileName(self._page, tr("Add a rule pack"), "", tr("Rule pack (*.toml)"))
        if path:
            self.install(Path(path))

    def install(self, path: Path) -> None:
        """Put the pack of this file on the shelf, or say why not. On the lane: running meetings are asked first."""
        opened = self._window.opened
        if opened is not None:
            self._window.lane.submit(
                lambda: opened.install_pack(path), self._installed, self._failed, owner=self
            )

    def _listed(self, found: Found) -> None:
        from app.ui.home.packsheet import PacksSheet

        sheet = PacksSheet(self._page, *found)
        sheet.add_asked.connect(self.choose)
        self._open(sheet)

    def _installed(self, pack: RulePack) -> None:
        said = tr("Rule pack installed: {name} {version}").format(
            name=pack.meta.name, version=pack.meta.version
        )
        Toast.on(self._page).say(said)
        self.installed.emit(pack.meta.id)

    def _failed(self, error: Exception) -> None:
        from app.models.packfile import PackError
        from app.services.ledger.errors import LedgerError
        from app.ui.home.packsheet import RefusedSheet
        from app.ui.host_sheets import TroubleSheet

        opened = self._window.opened
        if isinstance(error, PackError):
            self._open(RefusedSheet(self._page, error))
        elif isinstance(error, LedgerError) and opened is not None:
            said = opened.words().error(error.code, error.details)
            self._open(TroubleSheet(self._page, said.text, said.next))
        elif isinstance(error, OSError):
            text = tr("The file cannot be used: {why}").format(why=error.strerror or error)
            self._open(TroubleSheet(self._page, text, tr("Choose another place or check its permissions.")))
        else:
            sys.excepthook(type(error), error, error.__traceback__)

    def _open(self, sheet: Sheet) -> None:
        sheet.finished.connect(sheet.deleteLater)
        sheet.open()
        self.sheet_opened.emit(sheet)
