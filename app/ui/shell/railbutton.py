"""A button at the foot of the rail: icon over word, in the rail's own colours."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.ui import theme
from app.ui.theme import Radius, Type
from app.ui.widgets import blend, focus_ring, paint_icon, rounded

_HEIGHT = 56
_ICON = 20


class RailButton(QAbstractButton):
    """Leads away from the stages: back to the meetings, to the settings."""

    def __init__(self, text: str, icon_name: str, spoken: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setAccessibleName(spoken)
        self._icon = icon_name
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A finger's height and more."""
        return QSize(_HEIGHT, _HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw icon and word."""
        p, painter, box = theme.palette(), QPainter(self), QRectF(self.rect())
        if self.underMouse() or self.isDown():
            rounded(painter, box, Radius.CONTROL, blend(p.rail_ink, p.rail, 0.12))
        spot = QRectF(box.center().x() - _ICON / 2, box.top() + 8, _ICON, _ICON)
        paint_icon(painter, spot, self._icon, p.rail_ink)
        painter.setFont(theme.font(Type.SMALL))
        painter.setPen(QColor(p.rail_ink))
        painter.drawText(QRectF(0, 30, box.width(), 20), Qt.AlignmentFlag.AlignCenter, self.text())
        if self.hasFocus():
            focus_ring(painter, box, Radius.CONTROL, p.rail_ink)
