"""A document before it is printed or saved: pages, zoom, the system's print dialog, save as."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, Qt, Signal
from PySide6.QtGui import QCloseEvent, QColor, QKeySequence, QPalette, QShortcut
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from app.models.terms import Document
from app.ui import theme
from app.ui.i18n import tr
from app.ui.printing import print_pages
from app.ui.theme import Space, Tone, Type
from app.ui.widgets import (
    Button,
    Chip,
    FailedState,
    Kind,
    LoadingState,
    State,
    Surface,
    Toast,
    WrapLabel,
)

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from app.models.facts import SealedFile
    from app.services.desk.desk import Desk, View
    from app.services.wording import Words
    from app.ui.lane import Pool
    from app.ui.store import MeetingStore

_SIGNED_BY_HAND = frozenset(
    {
        Document.REREVIEW,
        Document.KEY_NODE,
        Document.VOID,
        Document.CORRECTION,
        Document.HANDOVER,
        Document.LETTER,
    }
)
"""Papers that are never under the seal: they come after it or are brought to the meeting."""
_STEP = 1.2
_LEAST, _MOST = 0.3, 4.0


def document_name(document: Document) -> str:
    """What people call it."""
    return {
        Document.SIGN_IN: tr("Sign-in sheet"),
        Document.REPORT: tr("Review report"),
        Document.STOP: tr("Stop record"),
        Document.REREVIEW: tr("Opinion on the changes"),
        Document.KEY_NODE: tr("Key node inspection"),
        Document.VOID: tr("Void note"),
        Document.CORRECTION: tr("Correction note"),
        Document.DUTY: tr("Record of absence and duty"),
        Document.HANDOVER: tr("Hand-over list"),
        Document.LETTER: tr("Delegate letter"),
        Document.PHOTOS: tr("Page of photos"),
        Document.PERSONAL: tr("Personal review forms"),
        Document.DECLARATION: tr("Declarations of the experts"),
        Document.ELECTION: tr("Record of the election"),
        Document.OVERRIDE: tr("Record of overrides"),
        Document.NO_CONSENSUS: tr("Record without agreement"),
        Document.CONSENT: tr("Notice and separate consents"),
    }.get(document, document.value)


def make_pdf(desk: Desk, view: View, document: Document, subject: str = "") -> bytes:
    """The sealed file if it is sealed (a copy that says so if it is void or noted), else as the meeting is now.

    Off the GUI thread.

    Raises:
        LookupError: the meeting has no such document yet.

    """
    sealed = sealed_file(view, document, subject)
    if sealed is None:
        return desk.papers.make(view.case, document, desk.ledger.blob, subject)
    from app.services.documents.copies import copy_of

    return copy_of(view.m, desk.ledger.blob(sealed.sha256))


def sealed_file(view: View, document: Document, subject: str = "") -> SealedFile | None:
    """The file under the seal, if there is one; what is about a subject is made anew."""
    seal = view.m.seal
    if seal is None or subject:
        return None
    return next((file for file in seal.files if file.document is document), None)


class PreviewWindow(QMainWindow):
    """One document of one meeting, as it was when it was opened.

    Signals:
        loaded: its number of pages.
        printed: the pages went to the printer.
        saved: the path it was written to.
    """

    loaded = Signal(int)
    printed = Signal()
    saved = Signal(str)

    def __init__(
        self,
        store: MeetingStore,
        document: Document,
        pool: Pool,
        words: Words,
        parent: QWidget | None = None,
        *,
        subject: str = "",
    ) -> None:
        super().__init__(parent)
        self._store, self._document, self._pool, self._words = store, document, pool, words
        self._subject = subject
        self.data = b""
        self._file_name = document.value
        self.setWindowTitle(document_name(document))
        self.resize(1000, 860)
        self.pdf = QPdfDocument(self)
        self._buffer = QBuffer(self)
        self.pages = QPdfView(self)
        self._build()
        self._keys()
        self.make()

    def _build(self) -> None:
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
        column.addWidget(self._bar())
        column.addWidget(self.stack, 1)
        self.setCentralWidget(whole)

    def _bar(self) -> QWidget:
        bar = Surface("top", margin=0)
        row = QHBoxLayout()
        row.setContentsMargins(Space.L, Space.S, Space.L, Space.S)
        row.setSpacing(Space.S)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(WrapLabel(document_name(self._document), Type.TITLE, bold=True))
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

    def make(self) -> None:
        """Make the document off the GUI thread and show it."""
        desk, view, document, about = self._store.desk, self._store.view, self._document, self._subject
        if view is None:
            return

        def work() -> tuple[bytes, str]:
            made = make_pdf(desk, view, document, about)
            return made, desk.papers.number(view.case, document, about)

        self._kind(view)
        self._pool.submit(work, self._show, self._failed, owner=self)

    def _kind(self, view: View) -> None:
        sealed = sealed_file(view, self._document, self._subject) is not None
        if sealed and view.m.after.void_reason:
            self.kind.set_chip(tr("Void: copy of the sealed file"), Tone.BLOCK, State.BLOCK)
        elif self._document in _SIGNED_BY_HAND:
            self.kind.set_chip(tr("As recorded; signed by hand"), Tone.BRAND)
        elif sealed:
            self.kind.set_chip(tr("Sealed file"), Tone.PRESENT, State.PRESENT)
        elif self._document is Document.REPORT and view.m.frozen and not view.m.signatures:
            self.kind.set_chip(tr("Print to be signed"), Tone.BRAND)
        else:
            self.kind.set_chip(tr("Preview, not sealed"), Tone.WARNING, State.WARNING)

    def _show(self, made: tuple[bytes, str]) -> None:
        self.data, self._file_name = made
        self._buffer.close()
        self._buffer.setData(QByteArray(self.data))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.pdf.load(self._buffer)
        self.number.setText(self._file_name)
        self.stack.setCurrentWidget(self.pages)
        self._free()
        self._count(0)
        self.pages.setFocus()
        self.loaded.emit(self.pdf.pageCount())

    def _failed(self, error: Exception) -> None:
        if isinstance(error, LookupError):
            text = tr("There is no such document yet.")
            next_step = tr("The report can be previewed once the leader has proposed a conclusion.")
        else:
            code = str(getattr(error, "code", type(error).__name__))
            said = self._words.error(code, getattr(error, "details", {}))
            text, next_step = said.text, said.next
        failed = FailedState(text, next_step, tr("Try again"))
        failed.acted.connect(self._again)
        self.stack.addWidget(failed)
        self.stack.setCurrentWidget(failed)
        self._free(reason=text)

    def _again(self) -> None:
        self.stack.setCurrentWidget(self.loading)
        self.make()

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
