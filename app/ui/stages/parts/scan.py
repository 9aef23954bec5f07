"""A scan or screenshot that goes with a record: chosen from files, read in the background, shown by name and pages."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.documents.scans import Scan, ScanError, read_scan
from app.ui.i18n import tr
from app.ui.stages.parts.files import pick_files
from app.ui.theme import Space, Type
from app.ui.widgets import Button, Kind, WrapLabel

if TYPE_CHECKING:
    from app.ui.stages.base import Host


class ScanField(QWidget):
    """A button and what was chosen. ``data`` is one PDF, empty while nothing is chosen.

    Signals:
        changed: another file was read, or none could be.
    """

    changed = Signal()

    def __init__(self, host: Host, words: str = "") -> None:
        super().__init__()
        self._host = host
        self.data = b""
        self.button = Button(words or tr("Choose a scan or screenshot"), Kind.SECONDARY, icon_name="file")
        self.button.clicked.connect(self._pick)
        self.line = WrapLabel(tr("nothing chosen yet"), Type.SMALL, ink="ink2")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addWidget(self.button)
        row.addWidget(self.line, 1)
        self.setFocusProxy(self.button)

    def _pick(self) -> None:
        kinds = tr("Scans (*.pdf *.jpg *.jpeg *.png *.tif *.tiff)")
        pick_files(self, tr("Choose a scan or screenshot"), kinds, self.take, many=True)

    def take(self, paths: Sequence[Path]) -> None:
        """Read the files in the background."""
        if not paths:
            return
        self.button.set_busy(tr("Reading the file..."))
        name = "、".join(path.name for path in paths)
        self._host.pool.submit(partial(read_scan, paths), partial(self._read, name), self._unread, owner=self)

    def _read(self, name: str, scan: Scan) -> None:
        self.button.set_busy("")
        self.data = scan.data
        self.line.setText(tr("{name}, {n} pages").format(name=name, n=scan.pages))
        self.changed.emit()

    def _unread(self, error: Exception) -> None:
        self.button.set_busy("")
        self.data = b""
        why = error.name if isinstance(error, ScanError) and error.name else str(error)
        self.line.setText(tr("The file cannot be read: {why}").format(why=why))
        self.changed.emit()
