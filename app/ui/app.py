"""Starts the desk: the window first, then the records (DESIGN.md: first paint within 1.5 of a bare window)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from app.services.places import PID_FILE
from app.ui import i18n, theme
from app.ui.start import BUSY, Start

if TYPE_CHECKING:
    from app.ui.window import DeskWindow


def run(start: Start, argv: list[str]) -> int:
    """Run the desk until its window is closed; return the exit code."""
    app = make_app(argv)
    if (start.home / PID_FILE).exists() and _is_open(start):
        return BUSY
    settings = start.load()
    theme.apply(app, settings.scheme)
    from app.ui.crash import CrashGuard
    from app.ui.window import DeskWindow

    guard = CrashGuard(start.home)
    guard.install()
    window = DeskWindow(start, settings)
    window.locked.connect(lambda: _listen(window, start))
    window.begin_soon()
    window.show()
    return app.exec()


def _is_open(start: Start) -> bool:
    """Whether another desk has this home; it has been asked to come to the front."""
    from app.ui.single import call_first

    return call_first(start.home)


def _listen(window: DeskWindow, start: Start) -> None:
    """Hear a second start as long as this desk has the lock and is not closing: who has it may also have the channel."""
    from app.ui.single import Doorbell

    bell = Doorbell(start.home, window)
    bell.rung.connect(window.come_forward)
    for over in (window.leaving, window.refused):
        over.connect(bell.close)
        over.connect(bell.deleteLater)


def make_app(argv: list[str]) -> QApplication:
    """The application with its language; the theme is applied by the caller, the pens are prepared by the window."""
    app = QApplication(argv)
    app.setApplicationName("huiqian")
    app.setOrganizationName("huiqian")
    app.setApplicationDisplayName("会签 Huiqian")
    app.setDesktopFileName("huiqian")
    i18n.install(app)
    return app
