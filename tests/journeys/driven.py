"""The desk as a process of its own with a hand inside: ``python -m journeys.driven HOME``.

It checks two people in; the first signs, the second has begun to. Then it says so and does nothing more, the pen down.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtWidgets import QApplication

from app.commands.desk import OpenHome
from app.ui.app import run
from app.ui.window import DeskWindow
from journeys import ink
from journeys.house import House, start_of
from journeys.people import COMPARED, FOUR, People

DRAWING = "drawing"


def drive(home: Path) -> None:
    """Act in the window that this process has opened."""
    window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, DeskWindow))
    house = House(home, window)
    people = People(house)
    house.hand.click("打开示例会议")
    house.hand.wait(lambda: window.shell and house.shell.store.view, "the meeting")
    house.hand.settle()
    people.prepare()
    people.arrive("e1", sign=ink.pen)
    people.declare(ink.pen)
    people.find(house.name("e2"))
    house.hand.fill(FOUR, house.last_four("e2"))
    house.hand.click(COMPARED)
    house.hand.click("签到")
    pad = house.hand.pad()
    ink.pen_stroke(pad, ink.NAME[0])
    ink.pen_stroke(pad, ink.NAME[1])
    ink.pen_stroke(pad, ink.NAME[2], lift=False)
    print(DRAWING, flush=True)  # noqa: T201  the test waits for it


def main() -> int:
    """Run the desk as the program does."""
    home = Path(sys.argv[1])
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)

    def opened() -> OpenHome:
        found = OpenHome(home)
        app = QCoreApplication.instance()
        assert app is not None
        QTimer.singleShot(0, app, lambda: drive(home))
        return found

    return run(replace(start_of(home), open=opened), sys.argv[:1])


if __name__ == "__main__":
    sys.exit(main())
