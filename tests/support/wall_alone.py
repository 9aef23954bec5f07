"""Run by a test in a process of its own, on an X server with two displays: the wall on one that is pulled out and comes back.

python wall_alone.py HOME; prints one JSON line for each thing looked at.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.ui import i18n, theme
from app.ui.board.window import BoardWindow
from support.displays import Displays
from support.hall import Hall, click, hall

LAPTOP, PROJECTOR = (0, 0, 1366, 768), (1366, 0, 1920, 1080)


def tell(room: Hall, what: str) -> None:
    """What is where now."""
    wall: BoardWindow | None = room.shell.wall.wall.window
    place = wall.geometry().getRect() if wall is not None else None
    full = wall is not None and wall.isFullScreen()
    print(json.dumps({"what": what, "wall": place, "full": full}), flush=True)  # noqa: T201  # to the test


def look(room: Hall, displays: Displays) -> None:
    """Open it, pull the display, plug it in again, do the same after the person closed it."""
    wall = room.shell.wall.wall
    click(room.shell.wall)
    room.wait(lambda: wall.window is not None and wall.window.isFullScreen())
    tell(room, "opened")
    displays.pull("PROJECTOR")
    room.wait(lambda: len(QGuiApplication.screens()) == 1 and wall.window is None)
    tell(room, "pulled")
    displays.plug("PROJECTOR", PROJECTOR)
    room.wait(lambda: wall.window is not None and wall.window.isFullScreen())
    tell(room, "back")
    wall.close()
    displays.pull("PROJECTOR")
    room.wait(lambda: len(QGuiApplication.screens()) == 1)
    click(room.shell.wall)
    tell(room, "alone")
    displays.plug("PROJECTOR", PROJECTOR)
    room.wait(lambda: wall.window is not None and wall.window.isFullScreen())
    tell(room, "found")


def main() -> None:
    """Make the displays, then the desk."""
    displays = Displays(os.environ["DISPLAY"])
    displays.plug("LAPTOP", LAPTOP, built_in=True)
    displays.plug("PROJECTOR", PROJECTOR)
    app = QApplication(sys.argv[:1])
    i18n.install(app)
    theme.apply(app, "light")
    with hall(Path(sys.argv[1])) as room:
        room.open_check_in()
        room.show("checkin")
        look(room, displays)


if __name__ == "__main__":
    main()
