"""Starts the desk: the window first, then the records (DESIGN.md: first paint within 1.5 of a bare window)."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.ui import i18n, theme
from app.ui.start import Start

DONE = 0
BUSY = 2
"""Exit code when another desk has this home: it was brought to the front."""


def run(start: Start, argv: list[str]) -> int:
    """Run the desk until its window is closed; return the exit code."""
    from app.ui.single import Doorbell, call_first

    app = make_app(argv)
    if call_first(start.home):
        return BUSY
    settings = start.load()
    theme.apply(app, settings.scheme)
    bell = Doorbell(start.home)
    from app.ui.crash import CrashGuard
    from app.ui.window import DeskWindow

    guard = CrashGuard(start.home)
    guard.install()
    window = DeskWindow(start, settings)
    bell.rung.connect(window.come_forward)
    window.show()
    QTimer.singleShot(0, window.begin)
    code = app.exec()
    bell.close()
    return code


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
