"""Pages of a PDF in the window, and the ways out of it: print, save as. Bytes are made and read off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QSize, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QFrame, QScroller, QStackedWidget, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.i18n import tr
from app.ui.printing import print_pages
from app.ui.stages.parts.files import pick_save
from app.ui.widgets import EmptyState, FailedState, LoadingState

if TYPE_CHECKING:
    from app.ui.lane import Pool
    from app.ui.stages.base import Host

_GAP = 12


class PaperView(QStackedWidget):
    """Shows one PDF at a time, page under page. What is shown is named by a key; the same key again costs nothing.

    Signals:
        shown: the pages of the key asked for stand in the view.
    """

    shown = Signal()

    def __init__(self, pool: Pool, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pool = pool
        self._key = ""
        self._make: Callable[[], bytes] | None = None
        self.data = b""
        self.empty = EmptyState(tr("There is nothing to show yet."))
        self.loading = LoadingState(tr("The pages are being made..."))
        self.failed = FailedState(tr("The pages could not be shown."), tr("Nothing recorded is lost."))
        self.failed.acted.connect(self._again)
        self.document = QPdfDocument(self)
        self._buffer = QBuffer(self)
        self._keep = QByteArray()
        self.view = QPdfView(self)
        self.view.setDocument(self.document)
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.view.setPageSpacing(_GAP)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setAccessibleName(name)
        self.view.setMinimumSize(QSize(240, 160))
        QScroller.grabGesture(self.view.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        for page in (self.empty, self.loading, self.failed, self.view):
            self.addWidget(page)
        self._ground()

    def key(self) -> str:
        """Name of what is shown or being made."""
        return self._key

    def pages(self) -> int:
        """How many pages are shown, 0 while nothing is."""
        return self.document.pageCount() if self.currentWidget() is self.view else 0

    def show_nothing(self, sentence: str, next_step: str = "") -> None:
        """Say why there is no paper."""
        self._key, self._make, self.data = "", None, b""
        self.empty.set_texts(sentence, next_step)
        self.setCurrentWidget(self.empty)

    def show_pdf(self, key: str, make: Callable[[], bytes]) -> None:
        """Show the PDF ``key``; ``make`` runs off the GUI thread and returns its bytes."""
        if key == self._key:
            return
        self._key, self._make = key, make
        if self.currentWidget() is not self.view:
            self.setCurrentWidget(self.loading)
        self._pool.submit(make, partial(self._take, key), partial(self._fail, key), owner=self)

    def _again(self) -> None:
        key, make = self._key, self._make
        self._key = ""
        if make is not None:
            self.show_pdf(key, make)

    def _take(self, key: str, data: bytes) -> None:
        if key != self._key:
            return
        self.data = data
        self.document.close()
        self._buffer.close()
        self._keep = QByteArray(data)
        self._buffer.setData(self._keep)
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document.load(self._buffer)
        if self.document.status() is QPdfDocument.Status.Error:
            self._fail(key, ValueError("unreadable pages"))
            return
        self.setCurrentWidget(self.view)
        self.shown.emit()

    def _fail(self, key: str, error: Exception) -> None:
        if key != self._key:
            return
        self.failed.set_texts(tr("The pages could not be shown."), str(error), tr("Try again"))
        self.setCurrentWidget(self.failed)

    def _ground(self) -> None:
        palette = self.view.palette()
        palette.setColor(QPalette.ColorRole.Dark, QColor(theme.palette().paper))
        self.view.setPalette(palette)

    def changeEvent(self, event: QEvent) -> None:
        """Another scheme has another ground."""
        if event.type() is QEvent.Type.StyleChange and hasattr(self, "view"):
            self._ground()
        super().changeEvent(event)


class PaperBox(QWidget):
    """A ``PaperView`` with a line of words above it."""

    def __init__(self, pool: Pool, name: str, head: QWidget | None = None) -> None:
        super().__init__()
        self.paper = PaperView(pool, name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.Space.S)
        if head is not None:
            column.addWidget(head)
        column.addWidget(self.paper, 1)


def print_pdf(host: Host, parent: QWidget, data: bytes, title: str, pages: int) -> None:
    """Ask the system's print dialog, then print in the background at the printer's resolution."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setFromTo(1, pages)
    dialog = QPrintDialog(printer, parent.window())
    dialog.setMinMax(1, pages)
    dialog.setModal(True)
    dialog.accepted.connect(
        lambda: host.pool.submit(
            partial(print_pages, data, printer),
            lambda count: host.say(tr("{n} pages went to the printer.").format(n=count)),
            lambda error: host.say(tr("Printing failed: {why}").format(why=error)),
            owner=parent,
        )
    )
    dialog.finished.connect(dialog.deleteLater)
    dialog.show()


def save_pdf(host: Host, parent: QWidget, data: bytes, name: str) -> None:
    """Ask where, then write in the background."""

    def write(path: Path) -> None:
        host.pool.submit(
            lambda: path.write_bytes(data),
            lambda _n: host.say(tr("Saved: {path}").format(path=path)),
            lambda error: host.say(tr("It could not be saved: {why}").format(why=error)),
            owner=parent,
        )

    pick_save(parent, tr("Save as"), f"{name}.pdf", tr("PDF file (*.pdf)"), write)
