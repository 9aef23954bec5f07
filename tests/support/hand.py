"""Writing Chinese into a field the way an input method does it (key events carry Latin letters only)."""

from __future__ import annotations

from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget


def write(field: QWidget, text: str) -> None:
    """Commit a text into a field through the input method."""
    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    field.setFocus()
    QApplication.sendEvent(field, event)
