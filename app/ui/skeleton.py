"""What is painted first: the rail, the name, and that the records are being opened. It needs nothing but the theme."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui import theme
from app.ui.i18n import tr
from app.ui.theme import Size, Space, Type

_BAR = Size.TOPBAR


class Skeleton(QWidget):
    """The frame of the home page before anything was read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Opening the records..."))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw rail, bar and one sentence."""
        p, painter, box = theme.palette(), QPainter(self), QRectF(self.rect())
        painter.fillRect(box, QColor(p.paper))
        painter.fillRect(QRectF(0, 0, Size.RAIL, box.height()), QColor(p.rail))
        painter.fillRect(QRectF(Size.RAIL, 0, box.width() - Size.RAIL, _BAR), QColor(p.card))
        painter.fillRect(QRectF(Size.RAIL, _BAR - 1, box.width() - Size.RAIL, 1), QColor(p.line))
        painter.setPen(QColor(p.ink))
        painter.setFont(theme.font(Type.TITLE, bold=True))
        left = Size.RAIL + Space.L + 4
        painter.drawText(QRectF(left, 0, 600, _BAR), Qt.AlignmentFlag.AlignVCenter, tr("Meetings of today"))
        painter.setPen(QColor(p.ink2))
        painter.setFont(theme.font(Type.BASE))
        inner = QRectF(Size.RAIL, _BAR, box.width() - Size.RAIL, box.height() - _BAR)
        painter.drawText(inner, Qt.AlignmentFlag.AlignCenter, tr("Opening the records..."))
