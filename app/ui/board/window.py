"""The window of the wall: full screen on a second display, or a window with a strip of controls where there is only one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeyEvent, QScreen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.board.canvas import Board
from app.ui.i18n import tr
from app.ui.theme import Space, Type
from app.ui.widgets import Button, Kind, Surface, WrapLabel

if TYPE_CHECKING:
    from app.ui.board.rows import BoardRows

_SHARE = 0.72
"""Of the desk's screen that a wall in a window takes at most."""


class BoardWindow(QWidget):
    """Shows the rows it is given. Escape or closing leaves; F11 is full screen or window, Ctrl+L dark or light.

    It never takes the keyboard from the desk when it appears: a scanner may be typing there.

    Signals:
        left: it was closed, by whatever means.
        light_changed: the person chose the light (True) or the dark look.
    """

    left = Signal()
    light_changed = Signal(bool)

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.board = Board(now, self)
        self.strip = self._strip()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.board, 1)
        column.addWidget(self.strip)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        for text, act in (
            (tr("Full screen or window (F11)"), self.toggle_full),
            (tr("Light or dark (Ctrl+L)"), self.toggle_light),
            (tr("Leave the wall board (Esc)"), self.close),
        ):
            action = QAction(text, self)
            action.triggered.connect(act)
            self.addAction(action)

    def _strip(self) -> QWidget:
        strip = Surface("top", margin=0)
        row = QHBoxLayout()
        row.setContentsMargins(Space.L, Space.S, Space.L, Space.S)
        row.setSpacing(Space.S)
        self.note = WrapLabel("", Type.SMALL, ink="ink2")
        self.light = Button("", Kind.QUIET)
        self.full = Button(tr("Full screen (F11)"), Kind.SECONDARY)
        self.leave = Button(tr("Close (Esc)"), Kind.QUIET)
        row.addWidget(self.note, 1)
        for button, act in (
            (self.light, self.toggle_light),
            (self.full, self.toggle_full),
            (self.leave, self.close),
        ):
            button.clicked.connect(act)
            row.addWidget(button)
        strip.box.addLayout(row)
        return strip

    def show_rows(self, rows: BoardRows) -> None:
        """Show these rows."""
        self.setWindowTitle(tr("Wall board: {title}").format(title=rows.title))
        self.setAccessibleName(self.windowTitle())
        self.board.show_rows(rows)

    def set_light(self, *, light: bool) -> None:
        """Light for a bright room, else dark."""
        self.board.set_light(light=light)
        self.light.setText(tr("Dark") if light else tr("Light"))

    def toggle_light(self) -> None:
        """Change between light and dark, for this and the next time."""
        self.set_light(light=not self.board.light)
        self.light_changed.emit(self.board.light)

    # --- where it stands ------------------------------------------------------------------------

    def fill(self, screen: QScreen) -> None:
        """Take all of a display."""
        self.strip.hide()
        self.setCursor(Qt.CursorShape.BlankCursor)
        if self.isFullScreen():
            self.showNormal()
        self.setScreen(screen)
        self.setGeometry(screen.geometry())
        self.showFullScreen()

    def stand(self, screen: QScreen, note: str) -> None:
        """Be a window in the lower right of a display, with a note why, and its controls."""
        self.note.setText(note)
        self.strip.show()
        self.unsetCursor()
        room = screen.availableGeometry()
        size = self.sizeHint().boundedTo(room.size() * _SHARE)
        place = QRect(room.bottomRight(), size)
        place.moveBottomRight(room.bottomRight())
        self.showNormal()
        self.setGeometry(place)

    def toggle_full(self) -> None:
        """Full screen where it stands now, or a window again: the person asked for it."""
        if self.isFullScreen():
            self.stand(self.screen(), tr("Drag this window to the display of the wall, then press F11."))
        else:
            self.fill(self.screen())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc, F11, Ctrl+L; no plain letter, for a scanner may be typing here."""
        acts = {
            (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier): self.close,
            (Qt.Key.Key_F11, Qt.KeyboardModifier.NoModifier): self.toggle_full,
            (Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier): self.toggle_light,
        }
        act = acts.get((Qt.Key(event.key()), event.modifiers()))
        if act is None:
            super().keyPressEvent(event)
        else:
            act()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Say that it is gone."""
        super().closeEvent(event)
        self.left.emit()
