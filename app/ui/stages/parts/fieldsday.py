"""A day to choose, and a line that stands out without being a notice."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QDateEdit, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.theme import Radius, Size, Space, Tone
from app.ui.widgets.paint import rounded

_INDENT = 10


class DayField(QDateEdit):
    """A calendar day."""

    def __init__(self, day: date) -> None:
        super().__init__()
        self.setDisplayFormat("yyyy-MM-dd")
        self.setFont(theme.figures())
        self.setMinimumHeight(Size.TOUCH)
        self.lineEdit().setTextMargins(_INDENT, 0, _INDENT, 0)
        self.setDate(QDate(day.year, day.month, day.day))

    def day(self) -> date:
        """The day shown."""
        shown = self.date()
        return date(shown.year(), shown.month(), shown.day())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the page scroll."""
        event.ignore()


class Caution(QWidget):
    """A soft ground of a tone with a vertical layout ``box`` inside."""

    def __init__(self, tone: Tone = Tone.WARNING) -> None:
        super().__init__()
        self._tone = tone
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(Space.M, Space.XS, Space.M, Space.S)
        self.box.setSpacing(0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground."""
        painter = QPainter(self)
        rounded(painter, QRectF(self.rect()), Radius.CONTROL, theme.palette().soft(self._tone))
