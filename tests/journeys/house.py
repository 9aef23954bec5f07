"""The real desk in the test's process: its window on a home of its own, as ``huiqian --home DIR`` opens it."""

from __future__ import annotations

import gc
from functools import cached_property
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from app.commands.desk import OpenHome
from app.models.package import Package
from app.models.terms import Stage
from app.services import settings
from app.services.desk.desk import View
from app.services.intake.sample import sample_package
from app.ui import theme
from app.ui.shell.meeting import MeetingShell
from app.ui.start import Start
from app.ui.window import DeskWindow
from journeys.hand import Hand


class House:
    """Window, hand, and what the people of the sample meeting have in their pockets."""

    def __init__(self, home: Path, window: DeskWindow | None = None) -> None:
        self.home = home
        self.window = window or open_window(home)
        self.hand = Hand(self.window, self.calm)
        self.hand.wait(lambda: self.window.home is not None, "the home page")
        self.hand.settle()

    def calm(self) -> bool:
        """Is nothing of the window's on its way?"""
        shell = self.window.shell
        busy = shell is not None and shell.store.busy
        return not busy and not self.window.lane.waiting() and not self.window.pool.waiting()

    @property
    def shell(self) -> MeetingShell:
        """The window of the open meeting."""
        assert self.window.shell is not None
        return self.window.shell

    @property
    def view(self) -> View:
        """The meeting as the window knows it; journeys read it, they never write it."""
        assert self.shell.store.view is not None
        return self.shell.store.view

    @property
    def stage(self) -> Stage:
        """Where the meeting stands."""
        return self.view.stage

    @cached_property
    def package(self) -> Package:
        """The people and papers of the sample."""
        return sample_package()

    def name(self, person: str) -> str:
        """What a person of the sample is called."""
        return next(p.name for p in self.package.people if p.id == person)

    def last_four(self, person: str) -> str:
        """The last four characters of his identity document."""
        return next(p.last4 for p in self.package.people if p.id == person)

    def leave(self) -> None:
        """Close every sheet and the window; a test may have done it already."""
        if not isValid(self.window):
            return
        for widget in QApplication.topLevelWidgets():
            if widget is not self.window and widget.isVisible():
                widget.close()
        self.window.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()


def start_of(home: Path) -> Start:
    """How ``huiqian --home DIR`` starts its window."""
    home.mkdir(parents=True, exist_ok=True)
    path = home / settings.FILE
    return Start(
        home=home,
        open=lambda: OpenHome(home),
        load=lambda: settings.load(path),
        save=lambda chosen: settings.save(path, chosen),
    )


def open_window(home: Path) -> DeskWindow:
    """Show the desk's window in this process."""
    start = start_of(home)
    kept = start.load()
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, kept.scheme)
    window = DeskWindow(start, kept)
    window.show()
    QTimer.singleShot(0, window.begin)
    return window
