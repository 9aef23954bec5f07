"""Where a finding leads: its key taken apart, and a ring around what is only read there."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui.theme import Radius
from app.ui.widgets import focus_ring

_KEY = re.compile(r"(C\d\d):([^:]*):(.*)", re.DOTALL)


def parts_of(subject: str) -> tuple[str, str, str]:
    """Check, variant and subject of a finding's key; a bare subject has neither check nor variant."""
    found = _KEY.fullmatch(subject)
    return (found[1], found[2], found[3]) if found else ("", "", subject)


def person_of(about: str) -> str:
    """The person a subject names: ``e3``, ``p1+GC_PM+GC_TECH``, ``e3#2``; of a post its role stays."""
    return re.split(r"[@+#]", about, maxsplit=1)[0]


class _Ring(QWidget):
    """Lies over a widget, takes no press, and goes when the focus goes on."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setGeometry(over.rect())
        over.installEventFilter(self)
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of what is ringed; end with its focus."""
        if event.type() is QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        elif event.type() is QEvent.Type.FocusOut:
            watched.removeEventFilter(self)
            self.hide()
            self.deleteLater()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ring."""
        focus_ring(QPainter(self), QRectF(self.rect()).adjusted(1, 1, -1, -1), Radius.CARD)


def show_spot(widget: QWidget) -> None:
    """Give the focus to something that is only read, with a ring around it until the focus goes on."""
    widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    if not widget.hasFocus():
        widget.setFocus(Qt.FocusReason.OtherFocusReason)
        _Ring(widget)
