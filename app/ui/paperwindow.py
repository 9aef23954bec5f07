"""A window that shows a PDF before it is printed or saved: pages, zoom, the system's print dialog, save as."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, Qt, Signal
from PySide6.QtGui import QCloseEvent, QColor, QKeySequence, QPalette, QShortcut
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.i18n import tr
from app.ui.printing import print_pages
from app.ui.theme import Space, Tone, Type
from app.ui.widgets import Button, Chip, Kind, LoadingState, State, Surface, Toast, WrapLabel

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from app.ui.lane import Pool

_STEP = 1.2
_LEAST, _MOST = 0.3, 4.0


_TITLE_BAR = 40
"""Room for the bar that the system draws above a window."""


class PaperWindow(QMainWindow):
    """One PDF with its bar. Whoever derives from it makes the bytes and gives them to ``show_pdf``.

    Signals:
        loaded: its number of pages.
        printed: the pages went to the printer.
        saved: the path it was written to.
    """

    loaded = Signal(int)
    printed = Signal()
    saved = Signal(str)

    def __init__(self, pool: Pool, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pool = pool
        self.data = b""
        self._file_name = title
        self.setWindowTitle(title)
        self.pdf = QPdfDocument(self)
        self._buffer = QBuffer(self)
        self.pages = QPdfView(self)
        self._build(title)
        self._keys()

    def start_with(self, width: int, height: int) -> None:
        """Begin with this size, or with what the screen has: the last row of buttons must not lie below its edge."""
        room = self.screen().availableSize()
        self.resize(min(width, room.width()), min(height, room.height() - _TITLE_BAR))

    def _build(self, title: str) -> None:
        self.pages.setDocument(self.pdf)
        self.pages.setPageMode(QPdfView.PageMode.MultiPage)
        self.pages.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        ground = self.pages.palette()
        ground.setColor(QPalette.ColorRole.Dark, QColor(theme.palette().line))
        self.pages.setPalette(ground)
        self.pages.setAccessibleName(tr("Pages of the document"))
        self.pages.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.pages.pageNavigator().currentPageChanged.connect(self._count)
        self.loading = LoadingState(tr("Making the document..."))
        self.stack = QStackedWidget()
        self.stack.addWidget(self.loading)
        self.stack.addWidget(self.pages)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar(title))
        self.middle = QHBoxLayout()
        self.middle.setSpacing(0)
        self.middle.addWidget(self.stack, 1)
        column.addLayout(self.middle, 1)
        self.setCentralWidget(whole)

    def _bar(self, title: str) -> QWidget:
        bar = Surface("top", margin=0)
        row = QHBoxLayout()
        row.setContentsMargins(Space.L, Space.S, Space.L, Space.S)
        row.setSpacing(Space.S)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(WrapLabel(title, Type.TITLE, bold=True))
        self.number = WrapLabel("", Type.SMALL, ink="ink2")
        words.addWidget(self.number)
        row.addLayout(words, 1)
        self.kind = Chip("", Tone.NEUTRAL)
        row.addWidget(self.kind)
        self.smaller = Button("−", Kind.SECONDARY)
        self.larger = Button("+", Kind.SECONDARY)
        self.fit = Button(tr("Page width"), Kind.SECONDARY)
        self.page = WrapLabel("", Type.BASE)
        self.save = Button(tr("Save as..."), Kind.SECONDARY)
        self.print = Button(tr("Print..."), Kind.PRIMARY, icon_name="print")
        self.smaller.setAccessibleName(tr("Smaller"))
        self.larger.setAccessibleName(tr("Larger"))
        for widget in (self.page, self.smaller, self.larger, self.fit, self.save, self.print):
            row.addWidget(widget)
        self.smaller.clicked.connect(lambda: self.zoom(1 / _STEP))
        self.larger.clicked.connect(lambda: self.zoom(_STEP))
        self.fit.clicked.connect(lambda: self.pages.setZoomMode(QPdfView.ZoomMode.FitToWidth))
        self.save.clicked.connect(self.ask_save)
        self.print.clicked.connect(self.ask_print)
        self._free(reason=tr("The document is being made."))
        bar.box.addLayout(row)
        return bar

    def _keys(self) -> None:
        for keys, act in (
            (QKeySequence.StandardKey.Print, self.ask_print),
            (QKeySequence.StandardKey.SaveAs, self.ask_save),
            (QKeySequence.StandardKey.Save, self.ask_save),
            (QKeySequence.StandardKey.Cancel, self.close),
            (QKeySequence.StandardKey.ZoomIn, lambda: self.zoom(_STEP)),
            (QKeySequence.StandardKey.ZoomOut, lambda: self.zoom(1 / _STEP)),
        ):
            QShortcut(QKeySequence(keys), self, act)

    def _free(self, reason: str = "") -> None:
        for button in (self.save, self.print, self.smaller, self.larger, self.fit):
            button.set_blocked(reason)

    def show_pdf(self, data: bytes, name: str) -> None:
        """Show these bytes; ``name`` is the name of the file without its ending."""
        self.data, self._file_name = data, name
        self.pdf.close()  # before the bytes it reads
        self._buffer.close()
        self._buffer.setData(QByteArray(data))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.pdf.load(self._buffer)
        self.number.setText(name)
        self.stack.setCurrentWidget(self.pages)
        self._free()
        self._count(0)
        self.loaded.emit(self.pdf.pageCount())

    def show_instead(self, widget: QWidget, reason: str) -> None:
        """Show something else in the place of the pages, and why nothing can be printed."""
        if self.stack.indexOf(widget) < 0:
            self.stack.addWidget(widget)
        self.data = b""
        self.stack.setCurrentWidget(widget)
        self.page.setText("")
        self._free(reason=reason)

    def _count(self, _at: int) -> None:
        at = self.pages.pageNavigator().currentPage() + 1
        self.page.setText(tr("page {n} / {of}").format(n=at, of=self.pdf.pageCount()))

    def zoom(self, factor: float) -> None:
        """Larger or smaller."""
        if self.pages.zoomMode() is not QPdfView.ZoomMode.Custom:
            wide = self.pdf.pagePointSize(0).width() * self.logicalDpiX() / 72
            self.pages.setZoomFactor(self.pages.viewport().width() / wide if wide else 1.0)
            self.pages.setZoomMode(QPdfView.ZoomMode.Custom)
        self.pages.setZoomFactor(min(max(self.pages.zoomFactor() * factor, _LEAST), _MOST))

    def go_to(self, page: int) -> None:
        """Show a page, counted from 0."""
        self.pages.pageNavigator().jump(page, QPointF(), 0)

    def ask_save(self) -> None:
        """Ask where and write."""
        if not self.data:
            return
        path, _ = QFileDialog.getSaveFileName(
            self, tr("Save the document"), f"{self._file_name}.pdf", tr("PDF (*.pdf)")
        )
        if path:
            self.write(Path(path))

    def write(self, path: Path) -> None:
        """Write the file off the GUI thread."""
        data = self.data

        def done(_written: int) -> None:
            Toast.on(self).say(tr("Saved: {path}").format(path=path.name))
            self.saved.emit(str(path))

        self._pool.submit(lambda: path.write_bytes(data), done, self._not_done, owner=self)

    def ask_print(self) -> None:
        """Open the system's print dialog."""
        if not self.data:
            return
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self._file_name)
        printer.setFromTo(1, self.pdf.pageCount())
        dialog = QPrintDialog(printer, self)
        dialog.setMinMax(1, self.pdf.pageCount())
        dialog.setModal(True)
        dialog.accepted.connect(lambda: self.print_on(printer))
        dialog.finished.connect(dialog.deleteLater)
        dialog.show()

    def print_on(self, printer: QPrinter) -> None:
        """Print on a printer, off the GUI thread."""
        data = self.data
        self.print.set_busy(tr("Printing..."))

        def done(_pages: int) -> None:
            self.print.set_busy("")
            Toast.on(self).say(tr("Sent to the printer."))
            self.printed.emit()

        self._pool.submit(lambda: print_pages(data, printer), done, self._not_done, owner=self)

    def _not_done(self, error: Exception) -> None:
        self.print.set_busy("")
        why = error.strerror if isinstance(error, OSError) else str(error)
        Toast.on(self).say(tr("That did not work: {why}").format(why=why), State.BLOCK)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let the pages go before the bytes they are read from."""
        self.pdf.close()
        self._buffer.close()
        super().closeEvent(event)
