"""A QR code in the window, black on white in every scheme (ISO/IEC 18004)."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.theme import Radius
from app.ui.widgets.paint import rounded

_QUIET = 4  # modules, ISO/IEC 18004 6.3.8


class QrMark(QWidget):
    """A square of ``side`` px that says ``text`` to a scanner."""

    def __init__(self, side: int = 132, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self._text = ""
        self._rows: list[list[bool]] = []
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_text(self, text: str, name: str) -> None:
        """Show another text; ``name`` is what it is for people who listen."""
        self.setAccessibleName(name)
        if text == self._text:
            return
        import qrcode

        code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=_QUIET)
        code.add_data(text)
        code.make(fit=True)
        self._text, self._rows = text, code.get_matrix()
        self.update()

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(self._side, self._side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw whole pixels, so that the edges stay sharp."""
        painter = QPainter(self)
        rounded(painter, QRectF(self.rect()), Radius.SMALL, theme.LIGHT.card, theme.palette().line)
        if not self._rows:
            return
        step = self._side // len(self._rows)
        start = (self._side - step * len(self._rows)) // 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        for y, row in enumerate(self._rows):
            for x, dark in enumerate(row):
                if dark:
                    painter.fillRect(
                        start + x * step, start + y * step, step, step, QColor(Qt.GlobalColor.black)
                    )
