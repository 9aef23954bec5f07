"""A window under a real Chinese input method (ibus with libpinyin), played on by real keys; prints what came of it as JSON.

A process of its own, in a D-Bus session of its own: the input method is chosen when an application starts.
"""

from __future__ import annotations

import json
import subprocess
import sys
from time import sleep

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit

from app.ui.scan.wedge import WedgeWay
from journeys import xtest

ENGINE = "libpinyin"
CODE = "HQB1:A9.$X/-%+*7B C"


def _wait(ms: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


def _play(strokes: list[xtest.Stroke]) -> None:
    hand = xtest.play(strokes)
    while hand.poll() is None:
        _wait(20)
    _wait(400)


def _method() -> bool:
    """Start the input method of this session; tell whether it composes Chinese."""
    command = [
        "ibus-daemon",
        "--daemonize",
        "--replace",
        "--panel",
        "disable",
        "--emoji-extension",
        "disable",
    ]
    subprocess.run(command, check=True)
    for _ in range(40):
        subprocess.run(["ibus", "engine", ENGINE], check=False, capture_output=True)
        told = subprocess.run(["ibus", "engine"], check=False, capture_output=True, text=True).stdout
        if told.strip() == ENGINE:
            return True
        sleep(0.25)
    return False


def main() -> None:
    """Type Chinese, scan, scan in the middle of a composition, and go on composing."""
    if not _method():
        sys.stdout.write(json.dumps({"engine": ""}))
        return
    app = QApplication([])
    scans: list[str] = []
    way = WedgeWay()
    way.scanned.connect(scans.append)
    if "--without" not in sys.argv:
        way.install(app)
    line = QLineEdit()
    line.show()
    line.activateWindow()
    line.setFocus()
    _wait(1000)
    steps = (
        xtest.typed_keys("nihao ", gap=120),
        xtest.scan_keys(CODE, 8),
        xtest.typed_keys("zhong", gap=120),
        xtest.scan_keys(CODE, 8),
        xtest.typed_keys("guo ", gap=120),
    )
    texts = []
    for step in steps:
        _play(step)
        texts.append(line.text())
    subprocess.run(["ibus", "exit"], check=False, capture_output=True)
    sys.stdout.write(json.dumps({"engine": ENGINE, "texts": texts, "scans": scans}))


if __name__ == "__main__":
    main()
