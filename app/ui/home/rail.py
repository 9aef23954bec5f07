"""The left edge of the home page: the name of the program, and the settings at the foot."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui import theme
from app.ui.i18n import tr
from app.ui.shell.railbutton import RailButton
from app.ui.theme import Size, Space
from app.ui.widgets import paint_icon


class HomeRail(QWidget):
    """Same ground as the stages' rail, so that nothing jumps when a meeting opens."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(Size.RAIL)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.S, 70, Space.S, Space.S)
        column.addStretch(1)
        self.settings = RailButton(tr("Settings"), "settings", tr("Settings of this computer"))
        column.addWidget(self.settings)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the rail and the name."""
        p, painter = theme.palette(), QPainter(self)
        painter.fillRect(self.rect(), QColor(p.rail))
        paint_icon(painter, QRectF((self.width() - 48) / 2, 20, 48, 24), "wordmark", p.rail_ink)
