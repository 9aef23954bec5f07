"""Draw every widget, plain and with extreme data, in both schemes, at 1366×768 and 1920×1080.

python tests/ui/gallery.py OUT_DIR [page …]      (QT_QPA_PLATFORM=offscreen, or a display)
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Literal, cast

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QPointingDeviceUniqueId, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.ui import i18n, theme
from app.ui.widgets import (
    Button,
    Candidate,
    IdentifyDialog,
    SearchBox,
    SignaturePad,
    State,
    Toast,
    prepare_pens,
)
from ui.gallery_parts import controls, lists
from ui.gallery_screens import checkin, people, sign, wall

STYLUS = QPointingDevice(
    "gallery pen",
    7,
    QInputDevice.DeviceType.Stylus,
    QPointingDevice.PointerType.Pen,
    QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
    1,
    1,
    "",
    QPointingDeviceUniqueId(),
)


HE = (
    # 何, as fractions of the pad, with pressures
    ((0.28, 0.30, 0.5), (0.26, 0.42, 0.6), (0.22, 0.58, 0.3)),
    ((0.255, 0.45, 0.5), (0.255, 0.60, 0.6), (0.257, 0.80, 0.7)),
    ((0.33, 0.36, 0.4), (0.42, 0.345, 0.6), (0.52, 0.32, 0.5)),
    ((0.35, 0.47, 0.4), (0.352, 0.55, 0.5), (0.36, 0.64, 0.5)),
    ((0.35, 0.47, 0.5), (0.41, 0.455, 0.6), (0.415, 0.52, 0.5), (0.41, 0.62, 0.4)),
    ((0.36, 0.63, 0.4), (0.39, 0.62, 0.5), (0.41, 0.61, 0.4)),
    ((0.48, 0.34, 0.5), (0.485, 0.55, 0.7), (0.482, 0.80, 0.8), (0.455, 0.74, 0.1)),
    ((0.60, 0.38, 0.3), (0.66, 0.34, 0.7), (0.72, 0.33, 0.4)),
    ((0.61, 0.52, 0.3), (0.66, 0.49, 0.7), (0.70, 0.49, 0.4)),
    ((0.57, 0.72, 0.3), (0.68, 0.66, 0.8), (0.79, 0.65, 0.5)),
)


def write(pad: SignaturePad) -> None:
    """Write 何三 with a stylus, real events, forty a stroke."""
    kinds = QEvent.Type
    for stroke in HE:
        count = 40
        for i in range(count + 1):
            u = i / count * (len(stroke) - 1)
            k = min(int(u), len(stroke) - 2)
            a, b = stroke[k], stroke[k + 1]
            x, y, p = (a[j] + (b[j] - a[j]) * (u - k) for j in range(3))
            at = QPointF(x * pad.width(), y * pad.height())
            kind = kinds.TabletPress if i == 0 else kinds.TabletRelease if i == count else kinds.TabletMove
            held = Qt.MouseButton.LeftButton
            event = QTabletEvent(
                kind,
                STYLUS,
                at,
                pad.mapToGlobal(at),
                p,
                0,
                0,
                0,
                0,
                0,
                Qt.KeyboardModifier.NoModifier,
                held,
                held,
            )
            QApplication.sendEvent(pad, event)


PAGES: dict[str, Callable[[], QWidget]] = {
    "checkin": checkin,
    "people": people,
    "controls": controls,
    "lists": lists,
    "sign": sign,
    "wall": wall,
}


def dress(page: str, window: QWidget) -> None:
    """What only shows in use: ink, a hint, a toast, a sheet."""
    if page == "sign":
        write(cast("SignaturePad", window.findChild(SignaturePad, "pad")))
    if page == "checkin":
        cast("SearchBox", window.findChild(SearchBox)).setFocus()
    if page == "controls":
        cast("Button", window.findChild(Button, "blocked")).setFocus(Qt.FocusReason.TabFocusReason)
    if page == "lists":
        Toast.on(window).say("已保存：第 3 条意见。", State.PRESENT, action="撤销")


def shoot(out: Path, pages: tuple[str, ...]) -> None:
    """Draw and save the pages, and one with the sheet over it."""
    app = cast("QApplication", QApplication.instance())
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for scheme in schemes:
        theme.apply(app, scheme)
        for width, height in ((1366, 768), (1920, 1080)):
            for page in pages:
                window = PAGES[page]()
                window.resize(width, height)
                window.show()
                QTest.qWaitForWindowExposed(window)
                window.activateWindow()
                QTest.qWait(30)
                dress(page, window)
                QTest.qWait(30)
                window.grab().save(str(out / f"{page}-{scheme}-{width}.png"))
                if page == "checkin" and width == 1366:
                    _sheet(window, out / f"sheet-{scheme}.png")
                window.close()


def _sheet(window: QWidget, path: Path) -> None:
    people = (
        Candidate("1", "吴建龚", "组长 · 岩土 · 甲院", "wjg"),
        Candidate("7", "马样五", "岩土 · 己公司", "myw"),
    )
    sheet = IdentifyDialog(window, people)
    sheet.people.setCurrentRow(1)
    sheet.open()
    QTest.qWait(50)
    screen = window.screen()
    if QApplication.platformName() == "offscreen":
        sheet.grab().save(str(path))
    else:
        screen.grabWindow(0).save(str(path))
    sheet.reject()


def main() -> None:
    """Run from the command line."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    prepare_pens()
    app = QApplication(sys.argv[:1])
    i18n.install(app)
    shoot(out, tuple(sys.argv[2:]) or tuple(PAGES))


if __name__ == "__main__":
    main()
