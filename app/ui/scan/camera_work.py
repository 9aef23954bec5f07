"""What is done with a frame on the reading thread beside reading it: the watch over darkness, the picture for the preview."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QSize, Signal

from app.services.scanning.dim import Sight, Watch

if TYPE_CHECKING:
    from app.services.scanning.live import Frame, Seen
    from app.services.scanning.reader import Luma

PREVIEW_EVERY: Final = 1 / 15
"""Seconds between two pictures for the preview."""


class Bridge(QObject):
    """From the reading thread to the window. It is all that the thread knows of the window: it may outlive it for a moment.

    Signals:
        read(Seen): a look read something.
        passed(int, Sight, QImage | None): what frames of this run of the camera show; a picture, if one was due.
    """

    read = Signal(object)
    passed = Signal(int, object, object)

    def __init__(self) -> None:
        super().__init__()
        self.room = QSize(480, 270)


class Work:
    """The callbacks of one run of the camera."""

    def __init__(self, bridge: Bridge, run: int) -> None:
        self._bridge, self._run = bridge, run
        self._watch = Watch()
        self._told: Sight | None = None
        self._shown = 0.0

    def found(self, seen: Seen) -> None:
        """Pass on what was read."""
        self._bridge.read.emit(seen)

    def passed(self, frame: Frame, luma: Luma) -> None:
        """Judge the light; make a picture for the preview if one is due."""
        from app.ui.scan.planes import CameraFrame

        now = time.monotonic()
        sight = self._watch.look(luma, now)
        picture = None
        if now - self._shown >= PREVIEW_EVERY and isinstance(frame, CameraFrame):
            self._shown = now
            picture = frame.preview(luma, self._bridge.room)
        if picture is not None or sight is not self._told:
            self._told = sight
            self._bridge.passed.emit(self._run, sight, picture)
