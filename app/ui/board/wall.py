"""Starts, moves and ends the wall board of the open meeting: which display, and what happens when one comes or goes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

from app.ui.i18n import tr
from app.ui.theme import Tone
from app.ui.widgets import ChipButton, State

if TYPE_CHECKING:
    from app.services.desk.desk import View
    from app.ui.board.window import BoardWindow
    from app.ui.store import MeetingStore


class Wall(QObject):
    """The wall board as far as the desk needs it. It lives as long as the meeting is open in the window.

    The desk's own display is never covered unless a person asks for it (F11). A display that is pulled out closes the board
    with a word; when the same one comes back (a projector that changes its signal goes and comes), the board does too.

    Signals:
        shown: the board was opened (True) or closed (False).
        said: a passing message for the desk.
    """

    shown = Signal(bool)
    said = Signal(str)

    def __init__(self, store: MeetingStore, desk: QWidget, now: Callable[[], datetime]) -> None:
        super().__init__(desk)
        self._store, self._desk, self._now = store, desk, now
        self.window: BoardWindow | None = None
        self._light = False
        self._on = ""
        """Name of the display it fills, "" as a window."""
        self._awaited = ""
        """Name of the display that was pulled out while it was filled."""
        store.changed.connect(self._show)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.screenAdded.connect(self._added)
            app.screenRemoved.connect(self._removed)

    def is_open(self) -> bool:
        """Is the board shown?"""
        return self.window is not None

    def displays(self) -> list[QScreen]:
        """Displays other than the desk's; a mirror of the desk's is none."""
        own = self._desk.window().screen()
        return [
            screen
            for screen in QGuiApplication.screens()
            if screen is not own and not screen.geometry().intersects(own.geometry())
        ]

    def open(self, screen: QScreen | None = None) -> None:
        """Show the board on a display, the first other one if none is named; as a window if there is no other."""
        view, window = self._store.view, self.window
        if view is None:
            return
        if window is None:
            window = self._make(view)
        target = screen or next(iter(self.displays()), None)
        self._awaited = ""
        self._on = target.name() if target is not None else ""
        if target is not None:
            window.fill(target)
            return
        note = tr("Only one display was found. Drag this window to the projector's picture, then press F11.")
        window.stand(self._desk.window().screen(), note)
        self.said.emit(tr("Only one display was found: the wall board opened as a window."))

    def open_as_window(self) -> None:
        """Show the board as a window on the desk's display, to be moved by hand."""
        view = self._store.view
        if view is None:
            return
        window = self.window or self._make(view)
        self._awaited = self._on = ""
        window.stand(
            self._desk.window().screen(),
            tr("Drag this window to the display of the wall, then press F11."),
        )

    def close(self) -> None:
        """End it, and forget a display that was pulled out."""
        self._awaited = ""
        if self.window is not None:
            self.window.close()

    def is_light(self) -> bool:
        """The look it has, or will have."""
        return self._light

    def set_light(self, *, light: bool) -> None:
        """Light for a bright room, else dark."""
        self._light = light
        if self.window is not None:
            self.window.set_light(light=light)

    def _keep_light(self, light: bool) -> None:  # noqa: FBT001  # Qt's signal
        self._light = light

    def _make(self, view: View) -> BoardWindow:
        from app.ui.board.window import BoardWindow  # a desk without a wall pays nothing for it

        window = BoardWindow(self._now)
        window.set_light(light=self._light)
        window.light_changed.connect(self._keep_light)
        window.left.connect(self._left)
        self._desk.destroyed.connect(window.deleteLater)
        self.window = window
        self._show(view)
        self.shown.emit(True)  # noqa: FBT003  # Qt signal
        return window

    def _show(self, view: View) -> None:
        if self.window is not None:
            from app.ui.board.rows import rows_of

            self.window.show_rows(rows_of(view))

    def _left(self) -> None:
        self.window, self._on = None, ""
        self.shown.emit(False)  # noqa: FBT003  # Qt signal

    # --- displays come and go -------------------------------------------------------------------

    def _added(self, screen: QScreen) -> None:
        """A display that was missed: there it goes on. A board that is only a window for want of a display moves there."""
        waiting = self.window is not None and not self._on and not self.window.isFullScreen()
        if screen.name() == self._awaited or waiting:
            QTimer.singleShot(0, self, lambda: self._take(screen.name()))

    def _take(self, name: str) -> None:
        screen = next((found for found in self.displays() if found.name() == name), None)
        if screen is not None:
            self.open(screen)

    def _removed(self, screen: QScreen) -> None:
        """Look at it at once: the window system has already put the window elsewhere, or is about to."""
        window = self.window
        if window is None or not window.isFullScreen():
            return
        gone = screen.name()
        if gone == self._on or len(QGuiApplication.screens()) <= 1:
            awaited = self._on
            window.close()
            self._awaited = awaited
            self.said.emit(
                tr("The display of the wall was disconnected; the board is closed and comes back with it.")
            )


class WallButton(ChipButton):
    """The entry in the top bar: opens the board; while it is open, what can be done with it."""

    def __init__(self, wall: Wall, parent: QWidget | None = None) -> None:
        super().__init__(tr("Wall board"), Tone.NEUTRAL, parent=parent)
        self.wall = wall
        self.clicked.connect(self._pressed)
        wall.shown.connect(self._draw)
        self._draw(shown=False)

    def _draw(self, shown: bool) -> None:  # noqa: FBT001  # Qt's signal
        text = tr("On the wall") if shown else tr("Wall board")
        self.set_chip(text, Tone.BRAND if shown else Tone.NEUTRAL, State.PRESENT if shown else None)
        spoken = tr("Wall board is shown: choose display, look, or close it")
        self.setAccessibleName(spoken if shown else tr("Show the wall board on a second display"))

    def _pressed(self) -> None:
        if not self.wall.is_open() and len(self.wall.displays()) < 2:  # noqa: PLR2004  # nothing to choose
            self.wall.open()
            return
        from app.ui.board.choice import WallSheet

        sheet = WallSheet(self, self.wall)
        sheet.finished.connect(sheet.deleteLater)
        sheet.open()
