"""Numbers and moments: Qt's own fields with room for a finger, changed by typing and arrow keys only."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QDateTime, QTimeZone
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QDateTimeEdit, QSpinBox

from app.ui import theme
from app.ui.theme import Size, Space

_INDENT = Space.M - 2
_BEIJING = QTimeZone(8 * 3600)


class NumberField(QSpinBox):
    """A whole number between `least` and `most`, with its unit behind it."""

    def __init__(self, value: int = 0, least: int = 0, most: int = 9999, unit: str = "") -> None:
        super().__init__()
        self.setRange(least, most)
        self.setValue(value)
        self.setSuffix(f" {unit}" if unit else "")
        self.setFont(theme.figures())
        self.setMinimumHeight(Size.TOUCH)
        self.lineEdit().setTextMargins(_INDENT, 0, _INDENT, 0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the page scroll."""
        event.ignore()


class MomentField(QDateTimeEdit):
    """A day and a minute in Beijing time (fixed +08:00), whatever zone the computer is set to."""

    def __init__(self, moment: datetime) -> None:
        super().__init__()
        self.setTimeZone(_BEIJING)
        self.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.setFont(theme.figures())
        self.setMinimumHeight(Size.TOUCH)
        self.lineEdit().setTextMargins(_INDENT, 0, _INDENT, 0)
        self.set_moment(moment)

    def moment(self) -> datetime:
        """Return the moment in UTC."""
        return datetime.fromtimestamp(self.dateTime().toSecsSinceEpoch(), UTC)

    def set_moment(self, moment: datetime) -> None:
        """Show a moment (any zone, but one)."""
        if moment.tzinfo is None:
            raise ValueError("a moment needs its zone")
        self.setDateTime(QDateTime.fromSecsSinceEpoch(int(moment.timestamp()), _BEIJING))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the page scroll."""
        event.ignore()
