"""An unknown error: written to the crash log, told once, calmly. No fact is lost (DESIGN.md 3.6)."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from app.services import crashlog
from app.ui.i18n import tr

if TYPE_CHECKING:
    from app.ui.widgets import Sheet


class CrashGuard(QObject):
    """Catches what nobody caught, on any thread, and shows one dialog at a time.

    Signals:
        caught: (path of the log or "") an error was written down.
    """

    caught = Signal(str)

    def __init__(self, home: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._home = home
        self._telling: Sheet | None = None  # held: nothing else may hold a sheet without a window
        self.caught.connect(self._soon)

    def install(self) -> None:
        """Stand behind every thread from now on."""
        sys.excepthook = self.catch
        threading.excepthook = self._thread

    def catch(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Write down and tell."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        path = crashlog.write(self._home, kind, error, trace)
        sys.__excepthook__(kind, error, trace)
        self.caught.emit(str(path or ""))

    def _thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self.catch(args.exc_type, args.exc_value, args.exc_traceback)

    def _soon(self, path: str) -> None:
        """On the GUI thread, but never inside the handler that failed."""
        QTimer.singleShot(0, lambda: self._tell(path))

    def _tell(self, path: str) -> None:
        if self._telling is not None:
            return
        from app.ui.widgets import Notice, Sheet, State

        window = QApplication.activeWindow()
        sheet = Sheet(
            window if isinstance(window, QWidget) else None,
            tr("Something unexpected happened"),
            tr("You can go on. If it happens again, close the program and open it again."),
            primary=tr("Understood"),
        )
        sheet.cancel.hide()
        sheet.body.addWidget(
            Notice(tr("Everything recorded so far is safe on this computer."), State.PRESENT)
        )
        where = (
            tr("For the maintainers: {path}").format(path=path)
            if path
            else tr("The log could not be written.")
        )
        sheet.body.addWidget(Notice(where, State.NOTE))
        self._telling = sheet
        sheet.finished.connect(self._told)
        sheet.finished.connect(sheet.deleteLater)
        sheet.open()

    def _told(self) -> None:
        self._telling = None
