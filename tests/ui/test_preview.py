"""The preview: a real document, its pages, printing on white, save as, and what it says when there is none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.models.terms import Document
from app.ui.preview import PreviewWindow
from app.ui.printing import render_page
from app.ui.widgets import FailedState
from support.hall import Hall, hall

pytestmark = pytest.mark.usefixtures("desk")
_WAIT = 15_000


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Hall]:
    with hall(tmp_path) as made:
        made.open_check_in()
        made.crowd("CheckInAll")
        made.show()
        yield made


def _preview(room: Hall, document: Document) -> PreviewWindow:
    made = PreviewWindow(room.store, document, room.pool, room.shell.words)
    made.show()
    return made


def test_the_sign_in_sheet_is_shown_zoomed_saved_and_printed(
    room: Hall, qtbot: QtBot, tmp_path: Path
) -> None:
    window = _preview(room, Document.SIGN_IN)
    with qtbot.waitSignal(window.loaded, timeout=_WAIT) as loaded:
        pass
    assert loaded.args is not None
    pages = int(loaded.args[0])
    assert pages >= 2
    assert window.page.text() == f"第 1 / {pages} 页"
    assert "QD" in window.number.text()
    window.go_to(1)
    assert window.page.text().startswith("第 2")
    before = window.pages.zoomFactor()
    window.zoom(1.2)
    assert window.pages.zoomMode() is QPdfView.ZoomMode.Custom
    assert window.pages.zoomFactor() != before
    path = tmp_path / "sheet.pdf"
    with qtbot.waitSignal(window.saved, timeout=_WAIT):
        window.write(path)
    assert path.read_bytes() == window.data
    printed = tmp_path / "printed.pdf"
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(printed))
    printer.setResolution(150)
    with qtbot.waitSignal(window.printed, timeout=_WAIT):
        window.print_on(printer)
    paper = QPdfDocument()
    paper.load(str(printed))
    assert paper.pageCount() == pages
    paper.close()
    window.close()


def test_pages_are_printed_on_white(room: Hall, qtbot: QtBot) -> None:
    window = _preview(room, Document.SIGN_IN)
    with qtbot.waitSignal(window.loaded, timeout=_WAIT):
        pass
    picture = render_page(window.pdf, 0, 60)
    assert picture.pixelColor(2, 2) == QColor("white")
    grey = sum(
        picture.pixelColor(x, y).lightness() < 100
        for x in range(0, picture.width(), 3)
        for y in range(0, picture.height(), 3)
    )
    assert grey > 50, "there is something on the page"
    window.close()


def test_a_document_that_is_not_there_yet_is_said(room: Hall, qtbot: QtBot) -> None:
    window = _preview(room, Document.REPORT)
    qtbot.waitUntil(lambda: window.findChild(FailedState) is not None, timeout=_WAIT)
    failed = window.findChild(FailedState)
    assert failed is not None
    assert "提出结论" in failed.accessibleName()
    assert not window.print.is_free()
    window.close()
    QApplication.processEvents()
