"""What is painted first: the rail, the name, and that the records are being opened.

It needs nothing but the theme. It is made of plain widgets, which Qt paints by itself: a painter's pen, or any of Qt's own names
(``Qt.…``), would have Python make a hundred enumerations, and that takes longer than all of this page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLabel, QWidget

from app.ui import theme
from app.ui.i18n import tr
from app.ui.theme import Size, Space, Type

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent

_BAR = Size.TOPBAR


class Skeleton(QWidget):
    """The frame of the home page before anything was read.

    Signals:
        painted: it was painted for the first time, and the person has something to look at.
    """

    painted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        p = theme.palette()
        text = tr("Opening the records...")
        self.setAccessibleName(text)
        self._rail = self._part(f"background: {p.rail};")
        self._bar = self._part(
            f"background: {p.card}; color: {p.ink}; border: 0; border-bottom: 1px solid {p.line};"
            f"padding-left: {Space.L + 4}px;"
        )
        self._bar.setFont(theme.font(Type.TITLE, bold=True))
        self._bar.setText(tr("Meetings of today"))
        self._middle = self._part(
            f"background: {p.paper}; color: {p.ink2}; qproperty-alignment: AlignCenter;"
        )
        self._middle.setFont(theme.font(Type.BASE))
        self._middle.setText(text)
        self._told = False

    def _part(self, look: str) -> QLabel:
        part = QLabel(self)
        part.setStyleSheet(look)
        return part

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Rail at the left, bar above, the sentence in what is left."""
        wide, high = self.width(), self.height()
        self._rail.setGeometry(0, 0, Size.RAIL, high)
        self._bar.setGeometry(Size.RAIL, 0, wide - Size.RAIL, _BAR)
        self._middle.setGeometry(Size.RAIL, _BAR, wide - Size.RAIL, high - _BAR)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Say once that something can be seen."""
        if not self._told:
            self._told = True
            QTimer.singleShot(0, self.painted.emit)
