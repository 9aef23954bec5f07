"""Starts the desk: the window first, then the records (DESIGN.md: first paint within 1.5 of a bare window)."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.ui import i18n, theme
from app.ui.start import Start

DONE = 0
PID_FILE = "desk.pid"
"""Written beside the lock while a desk has the home (app.services.ledger.lock)."""
BUSY = 2
"""Exit code when another desk has this home: it was brought to the front."""


def run(start: Start, argv: list[str]) -> int:
    """Run the desk until its window is closed; return the exit code."""
    app = make_app(argv)
    if _already_open(start):
        return BUSY
    settings = start.load()
    theme.apply(app, settings.scheme)
    from app.ui.crash import CrashGuard
    from app.ui.window import DeskWindow

    guard = CrashGuard(start.home)
    guard.install()
    window = DeskWindow(start, settings)
    window.show()
    QTimer.singleShot(0, window.begin)
    return app.exec()


def _already_open(start: Start) -> bool:
    """Is another desk on this home? Only then is the network library worth its time before the first paint."""
    if not (start.home / PID_FILE).exists():
        return False
    from app.ui.single import call_first

    return call_first(start.home)


def make_app(argv: list[str]) -> QApplication:
    """The application with its pens and its language; the theme is applied by the caller."""
    from app.ui.widgets.pen_setup import prepare_pens

    prepare_pens()
    app = QApplication(argv)
    app.setApplicationName("huiqian")
    app.setOrganizationName("huiqian")
    app.setApplicationDisplayName("会签 Huiqian")
    app.setDesktopFileName("huiqian")
    i18n.install(app)
    return app
