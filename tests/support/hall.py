"""The hall: one real meeting (sample package, real ledger, real desk) in the real window, for the tests of screens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

from msgspec import Struct
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.bootstrap import make_desk
from app.models import facts as f
from app.models.entry import By
from app.models.package import Package
from app.models.terms import Role
from app.services.desk import requests as r
from app.services.desk.desk import View
from app.services.intake.package_file import encode_package, sign_package
from app.services.intake.sample import sample_key, sample_package
from app.services.ledger import Ledger
from app.services.rehearsal.crowd import CROWD
from app.services.rehearsal.people import actor
from app.services.rehearsal.player import RehearsalClock
from app.services.signing.keys import DeviceKey
from app.services.wording import Words
from app.ui.lane import Lane, Pool
from app.ui.shell.meeting import MeetingShell
from app.ui.store import MeetingStore
from app.ui.widgets import Sheet, SignaturePad
from support.remembered import remembered

MORNING = datetime(2026, 11, 20, 0, 30, tzinfo=UTC)  # 08:30 Beijing
PLAN = "e6eb0a9d2b017f609431b208c0ef32646c5c221e0aac707cc9b175923e3a3a57"


class Hall:
    """Desk, store and window of one sample meeting."""

    def __init__(
        self, home: Path, name: str = "xinjiang", *, kiosk: bool = False, package: Package | None = None
    ) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.clock = RehearsalClock(MORNING)
        self.file = home / "ledger.db"
        self.ledger = Ledger.open(
            self.file,
            DeviceKey.in_memory(b"hall".ljust(32, b".")),
            clock=self.clock,
            mono=self.clock.mono,
        )
        self.desk = make_desk(self.ledger, dict, self.clock, drafts=True)
        package = package or sample_package(name=name)
        self.meeting = package.meeting.id
        data = encode_package(sign_package(package, sample_key()))
        secretary = By(person="secretary", role=Role.SECRETARY)
        self.view: View = self.desk.do(self.meeting, r.ImportPackage(data=data), secretary)
        self.lane, self.pool = Lane(), Pool()
        self.store = MeetingStore(self.desk, self.lane, self.meeting)
        self.shell = MeetingShell(
            self.store,
            Words(self.desk.law),
            self.pool,
            now=lambda: self.clock.now,
            home=home if kiosk else None,
        )
        self.sheets: list[Sheet] = []

    def do(self, request: Struct, who: str = "secretary") -> View:
        """Ask the desk as a person of the roster, beside the window."""
        self.view = self.desk.do(self.meeting, request, actor(self.view.m, who))
        return self.view

    def crowd(self, verb: str, **with_: Any) -> View:
        """Many requests at once, as a rehearsal makes them."""
        for request, by in list(CROWD[verb](self.view, with_)):
            self.view = self.desk.do(self.meeting, request, by)
        return self.view

    def at(self, hour: int, minute: int = 0) -> None:
        """Set the clock (Beijing time of the meeting day)."""
        self.clock.now = MORNING.replace(hour=hour - 8, minute=minute)

    # --- how far the meeting has come ------------------------------------------------------------

    @remembered
    def open_check_in(self) -> None:
        """Papers compared, check-in open."""
        self.do(f.PlanCompared(method="screen", sha256=PLAN))
        self.do(f.PrintingConfirmed(printer=True, scanner=True))
        self.do(f.CheckInOpened())

    @remembered
    def fill(self, *skip: str) -> None:
        """Everybody is here except ``skip``; declarations, leader, proofs, the owner's signature."""
        self.crowd("CheckInAll", skip=skip)
        self.crowd("DeclareAll")
        self.crowd("Elect", leader="e1")
        self.crowd("TickAll")

    @remembered
    def open_meeting(self) -> None:
        """Owner's verification, hints acknowledged, opened by the host."""
        self.crowd("Verify")
        self.crowd("AcknowledgeAll")
        self.do(f.MeetingOpened(mode=self.view.m.info.meeting.mode), "host")

    # --- the window --------------------------------------------------------------------------------

    def show(self, key: str = "", size: tuple[int, int] = (1366, 768)) -> None:
        """Show the window as the meeting is now."""
        self.shell.resize(*size)
        self.shell.show()
        self.refresh()
        if key:
            self.shell.show_stage(key)
            QApplication.processEvents()

    def refresh(self) -> None:
        """Read the meeting again and wait for it."""
        before = self.store.view
        self.store.refresh()
        self.wait(lambda: self.store.view is not before and not self.store.busy)

    def wait(self, done: Any, ms: int = 20_000) -> None:
        """Let Qt work until ``done()`` holds."""
        last = monotonic() + ms / 1000
        while not done():
            if monotonic() > last:
                raise AssertionError("it did not come to this")
            QTest.qWait(5)

    def settle(self) -> None:
        """Until nothing is on its way any more."""
        self.wait(lambda: not self.store.busy and not self.pool.waiting() and not self.lane.waiting())
        QApplication.processEvents()

    def top(self) -> Sheet:
        """The sheet over the window."""
        found = QApplication.activeModalWidget()
        if not isinstance(found, Sheet):
            raise TypeError("no sheet is open")
        return found

    def identify(self, person: str) -> None:
        """Show the identity document at the identity sheet that is open."""
        from app.ui.host_identity import IdentitySheet

        sheet = self.top()
        if not isinstance(sheet, IdentitySheet):
            raise TypeError("nobody is to be identified")
        m = self.store.view.m if self.store.view else self.view.m
        for row in range(sheet.people.count()):
            if sheet.people.item(row).data(Qt.ItemDataRole.UserRole) == person:
                sheet.people.setCurrentRow(row)
        sheet.four.setFocus()
        QTest.keyClicks(sheet.four, m.people[person].last4)
        click(sheet.tick)
        click(sheet.primary)

    def close(self) -> None:
        """Close everything."""
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, Sheet):
                widget.reject()
        self.shell.door.close()
        self.shell.close()
        self.lane.close()
        self.pool.close()
        self.shell.deleteLater()
        QApplication.processEvents()
        self.ledger.close()


def click(widget: QWidget) -> None:
    """A real press in the middle of a widget."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=widget.rect().center())


def scribble(pad: SignaturePad) -> None:
    """A name drawn with the mouse."""
    points = [(60, 40), (110, 120), (150, 50), (190, 130), (240, 60), (300, 120), (360, 70)]
    press, *rest = (QPoint(x, y) for x, y in points)
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=press)
    for point in rest:
        QTest.mouseMove(pad, point)
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=rest[-1])


@contextmanager
def hall(home: Path, name: str = "xinjiang", *, kiosk: bool = False) -> Iterator[Hall]:
    """A hall that is closed at the end."""
    made = Hall(home, name, kiosk=kiosk)
    try:
        yield made
    finally:
        made.close()
