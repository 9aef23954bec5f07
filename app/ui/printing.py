"""Pages on paper: each is rendered at the printer's own resolution on white (QPdfDocument renders transparent)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtPdf import QPdfDocument

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_INCH_POINTS = 72
_MOST_DPI = 600


class PrintError(Exception):
    """The printer does not take the job."""


def render_page(pdf: QPdfDocument, page: int, dpi: int) -> QImage:
    """One page as a picture on white."""
    points = pdf.pagePointSize(page)
    size = QSize(round(points.width() * dpi / _INCH_POINTS), round(points.height() * dpi / _INCH_POINTS))
    picture = QImage(size, QImage.Format.Format_RGB32)
    picture.fill(QColor(Qt.GlobalColor.white))
    painter = QPainter(picture)
    painter.drawImage(0, 0, pdf.render(page, size))
    painter.end()
    return picture


def print_pages(data: bytes, printer: QPrinter) -> int:
    """Print a PDF, the pages the person chose; return how many. Runs on a worker.

    Raises:
        PrintError: the printer does not begin or does not go on.

    """
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    pdf = QPdfDocument()
    pdf.load(buffer)
    first, last = max(printer.fromPage(), 1), printer.toPage() or pdf.pageCount()
    painter = QPainter()
    printer.setFullPage(True)
    if not painter.begin(printer):
        raise PrintError(printer.printerName() or "printer")
    count = 0
    try:
        for page in range(first - 1, min(last, pdf.pageCount())):
            if count and not printer.newPage():
                raise PrintError(printer.printerName() or "printer")
            dpi = min(printer.resolution(), _MOST_DPI)
            picture = render_page(pdf, page, dpi)
            painter.drawImage(_fit(picture.size(), painter.viewport()), picture)
            count += 1
    finally:
        painter.end()
        pdf.close()
        buffer.close()
    return count


def _fit(size: QSize, room: QRect) -> QRect:
    """As large as the paper allows, in its middle."""
    scaled = size.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
    where = QRect(room.topLeft(), scaled)
    where.moveCenter(room.center())
    return where
