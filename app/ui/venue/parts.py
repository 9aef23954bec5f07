"""Pieces of the venue's sheets: a code to be scanned from a screen, and how long ago somebody was heard."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.i18n import tr

SILENT_SECONDS = 6
"""A device that asks for news twice a second and has said nothing for so long is cut off."""

_QUIET = 4  # modules of light around a code (ISO/IEC 18004)
_SIDE = 392
_MINUTE = 60
_HOUR = 3600


class QrPicture(QWidget):
    """A code as large as the sheet allows, dark on white in either scheme: a camera reads it, not an eye."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._modules: QImage | None = None

    def set_text(self, text: str) -> None:
        """Show another code; none for an empty text."""
        self._modules = _modules(text) if text else None
        self.update()

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(_SIDE, _SIDE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Whole pixels for each module, so that no edge is blurred."""
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(Qt.GlobalColor.white))
        painter.drawRoundedRect(QRectF(self.rect()), 10, 10)
        if self._modules is None:
            return
        count = self._modules.width()
        side = min(self.width(), self.height()) // count * count
        left, top = (self.width() - side) // 2, (self.height() - side) // 2
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
        painter.drawImage(QRectF(left, top, side, side), self._modules)


def _modules(text: str) -> QImage:
    import qrcode
    from qrcode.util import QRData

    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=_QUIET)
    code.add_data(QRData(text))
    code.make(fit=True)
    rows = code.get_matrix()
    image = QImage(len(rows), len(rows), QImage.Format.Format_Grayscale8)
    image.fill(255)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                image.setPixelColor(x, y, QColor(Qt.GlobalColor.black))
    return image


def seconds_since(moment: datetime | None) -> float | None:
    """Seconds since a moment; None if there was none."""
    return None if moment is None else max((datetime.now(UTC) - moment).total_seconds(), 0)


def ago(moment: datetime | None) -> str:
    """How long ago, in the words of people."""
    seconds = seconds_since(moment)
    if seconds is None:
        return tr("not heard yet")
    if seconds < SILENT_SECONDS:
        return tr("just now")
    if seconds < _MINUTE:
        return tr("{n} seconds ago").format(n=int(seconds))
    if seconds < _HOUR:
        return tr("{n} minutes ago").format(n=int(seconds // _MINUTE))
    return tr("{n} hours ago").format(n=int(seconds // _HOUR))


def spaced(code: str) -> str:
    """A long code in groups, to be read aloud and typed; the groups are no part of it."""
    head, colon, rest = code.partition(":")
    return head + colon + " " + " ".join(rest[n : n + 5] for n in range(0, len(rest), 5))
