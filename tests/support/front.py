"""The front of the desk: a real window on a home of the test's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.commands.desk import OpenHome
from app.services import settings
from app.ui.start import Start
from app.ui.widgets import Sheet
from app.ui.window import DeskWindow

WAIT = 10_000


def start_of(home: Path) -> Start:
    """How the program starts on this home."""
    path = home / settings.FILE
    return Start(
        home=home,
        open=lambda: OpenHome(home),
        load=lambda: settings.load(path),
        save=lambda chosen: settings.save(path, chosen),
    )


@contextmanager
def window_on(home: Path, qtbot: QtBot) -> Iterator[DeskWindow]:
    """The real window on a home, its list read; closed at the end."""
    start = start_of(home)
    window = DeskWindow(start, start.load())
    window.show()
    try:
        with qtbot.waitSignal(window.ready, timeout=WAIT):
            window.begin()
        home_page = window.home
        assert home_page is not None
        with qtbot.waitSignal(home_page.listed, timeout=WAIT):
            home_page.refresh()
        yield window
    finally:
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, Sheet):
                widget.reject()
        window.close()
        window.deleteLater()


def sheet_of(qtbot: QtBot, kind: type[Sheet]) -> Sheet:
    """The sheet of this kind that stands over the window."""
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), kind), timeout=WAIT)
    found = QApplication.activeModalWidget()
    assert isinstance(found, Sheet)
    return found
