"""One computer of a venue: the real desk as a process of its own, with a hand inside: ``python -m journeys.station HOME``.

It reads one command a line (JSON: ``[name, argument]``) and answers each with one line of JSON. What reads codes is real:
frames of a camera come in where the driver would put them, keys come from outside, pictures as a drop brings them.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QMimeData, QObject, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QVideoFrame
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.commands.desk import OpenHome
from app.ui.app import run
from app.ui.door.buttons import DoorButton
from app.ui.door.pin_sheet import PinSheet
from app.ui.venue.join_sheet import JoinSheet
from app.ui.venue.open_sheet import VenueSheet
from app.ui.window import DeskWindow
from journeys.house import House, start_of
from journeys.people import People

FRAMES = 6


class Ear(QObject):
    """Brings what is written to this process to the GUI thread."""

    said = Signal(str)

    def listen(self) -> None:
        """Read until the other side closes."""
        for line in sys.stdin:
            self.said.emit(line)
        self.said.emit('["leave", null]')


class Station:
    """The commands, done by hand in the window of this process."""

    def __init__(self, home: Path) -> None:
        window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, DeskWindow))
        self.house = House(home, window)
        self.people = People(self.house)
        self.ear = Ear()
        self.ear.said.connect(self.hear, Qt.ConnectionType.QueuedConnection)
        threading.Thread(target=self.ear.listen, daemon=True).start()
        print(json.dumps("ready"), flush=True)  # noqa: T201  the test waits for it

    def hear(self, line: str) -> None:
        """Do one thing and say what came of it."""
        name, argument = json.loads(line)
        work: Callable[[Any], Any] = getattr(self, f"do_{name}")
        try:
            said = work(argument)
        except Exception as error:
            print(json.dumps({"failed": repr(error)}), flush=True)  # noqa: T201  whoever asked must not wait
            raise
        print(json.dumps(said, ensure_ascii=False), flush=True)  # noqa: T201  the answer

    # --- the meeting ------------------------------------------------------------------------------------

    def do_fetch(self, url: str) -> str:
        """Set the central node, take the meeting of the day, open the check-in."""
        self.people.set_node(url)
        self.people.fetch()
        self.people.prepare()
        self.house.hand.settle()
        return self.house.shell.store.meeting

    def do_offer(self, _none: None) -> str:
        """Open the venue for the others; the join code."""
        chip = self.house.shell.venue
        assert chip is not None
        chip.press()
        sheet = QApplication.activeModalWidget()
        assert isinstance(sheet, VenueSheet)
        sheet.accept()
        self.house.hand.wait(lambda: sheet.text, "the join code")
        code = sheet.text
        sheet.accept()
        return code

    def do_join(self, code: str) -> str:
        """Join a venue and open its meeting."""
        assert self.house.window.home is not None
        self.house.window.home.importing.join_venue()
        sheet = QApplication.activeModalWidget()
        assert isinstance(sheet, JoinSheet)
        assert sheet.take_code(code)
        sheet.name.setText("东门")
        sheet.accept()
        self.house.hand.wait(lambda: self.house.window.shell and self.house.shell.store.view, "the meeting")
        self.house.hand.settle()
        return self.house.shell.store.meeting

    def do_kiosk(self, pin: str) -> bool:
        """Give the screen to the door, with a new PIN."""
        self.house.shell.host.open_kiosk()
        self.house.hand.wait(lambda: isinstance(QApplication.activeModalWidget(), PinSheet), "the PIN")
        sheet = QApplication.activeModalWidget()
        assert isinstance(sheet, PinSheet)
        QTest.keyClicks(sheet.pin, pin)
        QTest.keyClicks(sheet.again, pin)
        QTest.mouseClick(sheet.primary, Qt.MouseButton.LeftButton)
        self.house.hand.wait(lambda: self.house.shell.door.kiosk is not None, "the kiosk")
        return True

    # --- the ways in -------------------------------------------------------------------------------------

    def do_front(self, _none: None) -> bool:
        """Bring the window to the front, so that keys from outside reach it."""
        window: QWidget = self.house.shell.door.kiosk or self.house.window
        window.raise_()
        window.activateWindow()
        self.house.hand.wait(window.isActiveWindow, "the window in front")
        return True

    def do_frame(self, path: str) -> str:
        """Hold a picture before the camera."""
        door = self.house.shell.door
        if not door.ways.looking:
            self.house.shell.host.toggle_camera()
        camera, before = door.ways.camera, self._seen()
        for _ in range(FRAMES):
            camera.sink.setVideoFrame(QVideoFrame(QImage(path)))
            QTest.qWait(40)
        return self._answer(before)

    def do_picture(self, path: str) -> str:
        """Drop a picture on the window."""
        door, before = self.house.shell.door, self._seen()
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(path)])
        window: QWidget = door.kiosk or self.house.window
        assert door.ways.pictures_of(window).take(mime)
        return self._answer(before)

    def do_heard(self, before: str) -> str:
        """Wait for the answer to what comes from outside."""
        return self._answer(before)

    def do_seen(self, _none: None) -> str:
        """What stands before the door now."""
        return self._seen()

    def _seen(self) -> str:
        current = self.house.shell.door.door.current
        return f"{current.look}:{current.scan.digest}" if current else ""

    def _answer(self, before: str) -> str:
        self.house.hand.wait(lambda: self._seen() not in {"", before}, "an answer of the door")
        self.house.hand.settle()
        return self._seen().partition(":")[0]

    def do_yes(self, _none: None) -> str:
        """It is he: press what stands there."""
        door = self.house.shell.door.door
        button = next(
            b
            for w in QApplication.topLevelWidgets()
            for b in w.findChildren(DoorButton)
            if b.loud and b.isVisible()
        )
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.house.hand.wait(lambda: door.current is not None and not door.current.asks, "the result")
        self.house.hand.settle()
        result = self._seen().partition(":")[0]
        while (
            sheet := QApplication.activeModalWidget()
        ) is not None:  # signature and declaration follow on paper
            sheet.close()
            self.house.hand.settle()
        door.free()
        self.house.hand.settle()
        return result

    # --- how it stands ------------------------------------------------------------------------------------

    def do_state(self, _none: None) -> dict[str, object]:
        """What this computer knows."""
        view = self.house.view
        chip = self.house.shell.venue
        return {
            "entries": sorted(e.hash for e in view.entries),
            "present": sorted(p for p in view.m.people if view.m.present(p)),
            "turned": sorted(x.fact.outcome.value for x in view.m.turned_away),
            "came": {p: view.m.spans[p][0].came.isoformat() for p in view.m.people if p in view.m.spans},
            "unsent": view.unsent,
            "venue": chip.text() if chip is not None else "",
            "stage": view.m.stage.value,
        }

    def do_open(self, _none: None) -> str:
        """Try what only the primary may do: open the meeting; the refusal."""
        from app.models import facts as f
        from app.models.terms import Mode
        from app.services.desk.refusal import Refusal

        shell, said = self.house.shell, []

        def no(error: Exception) -> bool:
            said.append(error.code if isinstance(error, Refusal) else repr(error))
            return True

        by = shell.host.secretary()
        shell.store.do(f.PlanCompared(method="screen", sha256="0" * 64), by, None, no)
        shell.store.do(f.MeetingOpened(mode=Mode.ONSITE), by, None, no)
        self.house.hand.wait(lambda: len(said) == 2, "two refusals")
        return said[0]

    def do_shot(self, path: str) -> bool:
        """Keep a picture of the window in front."""
        window: QWidget = self.house.shell.door.kiosk or self.house.window
        return bool(window.grab().save(path))

    def do_leave(self, _none: None) -> bool:
        """Close the window; the process ends."""
        if self.house.window.shell is not None:
            self.house.shell.door.close()
        QTimer.singleShot(0, self.house.window.close)
        return True


def main() -> int:
    """Run the desk as the program does."""
    home = Path(sys.argv[1])
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    kept: list[Station] = []

    def opened() -> OpenHome:
        found = OpenHome(home)
        app = QCoreApplication.instance()
        assert app is not None
        QTimer.singleShot(0, app, lambda: kept.append(Station(home)))
        return found

    return run(replace(start_of(home), open=opened), sys.argv[:1])


if __name__ == "__main__":
    sys.exit(main())
