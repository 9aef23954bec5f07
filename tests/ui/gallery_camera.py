"""Draw the camera's view in each of its states, on the desk's grounds and the kiosk's.

python tests/ui/gallery_camera.py OUT_DIR      (QT_QPA_PLATFORM=offscreen, or a display)
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from itertools import chain, repeat
from pathlib import Path
from typing import Literal

from PIL import Image
from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtMultimedia import QVideoFrame
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.services.scanning.dim import Sight
from app.ui import i18n, theme
from app.ui.scan.camera import CameraState, CameraWay
from app.ui.scan.camera_view import CameraView
from app.ui.theme import DARK, Tone
from support.frames import KIND, frame_of, page, planar
from ui.plugs import Plugs

Feed = Iterator[QVideoFrame]
TEXT = "HQB1:" + "0123456789ABCDEF" * 12
GAP = 16


def grainy(image: Image.Image) -> Feed:
    """The same picture for ever, never the same grain."""
    rng = random.Random(1)  # noqa: S311  the same pictures each time
    for _ in repeat(0):
        seen = image.copy()
        for _ in range(40):
            seen.paste(
                rng.randrange(256), (x := rng.randrange(image.width), rng.randrange(image.height), x + 1, 719)
            )
        yield planar(image if rng.random() < 0.5 else seen, KIND.Format_NV12)


def flat(grey: int, light: int | None = None) -> Feed:
    """One grey, or a dark room with a window."""
    image = Image.new("L", (640, 480), grey)
    for n in chain(range(10**6)):
        if light is not None:
            image.paste(light + n % 2, (340, 60, 620, 240))
        yield planar(image, KIND.Format_NV12)


def held() -> Feed:
    """A badge before the camera."""
    for n in range(10**6):
        image = page(TEXT, "HQB1:SECOND", box=5)
        image.putpixel((n % 1280, 5), 0)
        yield frame_of(image)


def still() -> Feed:
    """A driver that hangs, and gives the same again and again."""
    image = page("HQB1:STILL", box=5)
    return (frame_of(image) for _ in repeat(0))


Play = tuple[Callable[[], Feed] | None, CameraState, Sight]
STATES: dict[str, Play] = {
    "off": (None, CameraState.OFF, Sight.CLEAR),
    "none": (None, CameraState.NONE, Sight.CLEAR),
    "starting": (None, CameraState.STARTING, Sight.CLEAR),
    "failed": (None, CameraState.FAILED, Sight.CLEAR),
    "lost": (None, CameraState.LOST, Sight.CLEAR),
    "live": (lambda: grainy(page(size=(1280, 720))), CameraState.LIVE, Sight.CLEAR),
    "read": (held, CameraState.LIVE, Sight.CLEAR),
    "mirrored": (held, CameraState.LIVE, Sight.CLEAR),
    "dim": (lambda: flat(17, 70), CameraState.LIVE, Sight.DIM),
    "black": (lambda: flat(16), CameraState.DARK, Sight.BLACK),
    "blank": (lambda: flat(128), CameraState.DARK, Sight.BLANK),
    "frozen": (still, CameraState.DARK, Sight.FROZEN),
}


def play(name: str, way: CameraWay, plugs: Plugs) -> None:
    """Bring the camera into a state, by what would bring it there."""
    feed, state, sight = STATES[name]
    if state is CameraState.NONE:
        plugs.there = []
    if state is not CameraState.OFF:
        way.start()
    if state is CameraState.FAILED:
        plugs.failed.emit("Device or resource busy")
    if state is CameraState.LOST:
        plugs.put()
    if feed is None:
        return
    frames = feed()
    timer = QTimer(interval=40)
    timer.timeout.connect(lambda: way.sink.setVideoFrame(next(frames)))
    timer.start()
    for _ in range(200):
        if (way.state, way.sight) == (state, sight):
            break
        QTest.qWait(40)
    else:
        raise TimeoutError(name)
    QTest.qWait(250)


def shoot(name: str, tone: Tone, size: tuple[int, int]) -> QPixmap:
    """One state as a picture."""
    plugs = Plugs("front", "usb")
    way = CameraWay(lens=plugs, mirrored=name == "mirrored")
    view = CameraView(way)
    view.set_tone(tone)
    view.setFixedSize(*size)
    view.show()
    play(name, way, plugs)
    found = view.grab()
    way.close()
    view.close()
    return found


def wall(ground: str, size: tuple[int, int]) -> QPixmap:
    """All states side by side."""
    sheet = QPixmap(4 * (size[0] + GAP) + GAP, 3 * (size[1] + GAP) + GAP)
    sheet.fill(QColor(ground))
    painter = QPainter(sheet)
    tones = {"failed": Tone.BLOCK, "read": Tone.BRAND, "dim": Tone.WARNING}
    for n, name in enumerate(STATES):
        picture = shoot(name, tones.get(name, Tone.PRESENT), size)
        painter.drawPixmap(GAP + n % 4 * (size[0] + GAP), GAP + n // 4 * (size[1] + GAP), picture)
    painter.end()
    return sheet


def main() -> None:
    """Run from the command line."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication(sys.argv[:1])
    i18n.install(app)
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for scheme in schemes:
        theme.apply(app, scheme)
        wall(theme.palette().paper, (404, 330)).save(str(out / f"camera-{scheme}.png"))
    wall(DARK.present_soft, (404, 330)).save(str(out / "camera-kiosk.png"))
    wall(DARK.block_soft, (280, 240)).save(str(out / "camera-small.png"))


if __name__ == "__main__":
    main()
