"""The camera as a way in: from its frames to the texts of codes. Nothing of a code's meaning is known here."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import (
    QCoreApplication,
    QLoggingCategory,
    QObject,
    QSize,
    Qt,
    QTimer,
    Signal,
    SignalInstance,
)
from PySide6.QtGui import QImage

from app.services.scanning.dim import SHOWS_NOTHING, Sight
from app.ui.scan.camera_words import CameraState, said
from app.ui.scan.camera_work import Bridge, Work

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QVideoFrame, QVideoSink

    from app.services.scanning.live import Live, Seen

__all__ = ["CameraState", "CameraWay"]

STARTS_WITHIN: Final = 8.0
STALLED_AFTER: Final = 3.0
"""Seconds without a frame."""

_LOOK_MS: Final = 500
_FRAMES: Final = frozenset({CameraState.NONE, CameraState.STARTING, CameraState.LIVE, CameraState.DARK})
"""States in which a frame that comes is taken; with no camera it can only come from a test or a picture source."""


class Cameras(Protocol):
    """What is asked of the system's cameras (``app.ui.scan.lens.Lens``)."""

    changed: SignalInstance
    failed: SignalInstance

    def cameras(self) -> tuple[tuple[str, str], ...]:
        """Id and name of each, the system's own choice first."""

    def open(self, camera: str) -> None:
        """Let its frames come to the sink."""

    def close(self) -> None:
        """Let go of it."""

    def has_torch(self) -> bool:
        """Whether the open one has a lamp."""

    def set_torch(self, on: bool) -> None:  # noqa: FBT001 - a switch
        """Switch the lamp."""


class CameraWay(QObject):
    """Reads codes with a camera. Use it on the GUI thread; decoding is done on a thread of its own.

    QtMultimedia is loaded when the camera is first wanted (70 ms, 20 MB): ``start``, ``cameras`` or ``sink``.

    Signals:
        scanned(str): a code was held before the camera; once, until it was out of sight for 1.5 s.
        seen(Seen): codes are in sight, new or not, with their corners.
        state_changed(CameraState): also when only the reason (``sight``) is another one.
        frame(QImage): a small upright picture for the preview, at most 15 a second, never mirrored.
        choice_changed(str, bool): a person chose a camera or mirrored the picture: to be remembered.
    """

    scanned = Signal(str)
    seen = Signal(object)
    state_changed = Signal(object)
    frame = Signal(object)
    choice_changed = Signal(str, bool)

    def __init__(
        self, parent: QObject | None = None, *, lens: Cameras | None = None, mirrored: bool = True
    ) -> None:
        super().__init__(parent)
        self.state, self.sight, self.mirrored = CameraState.OFF, Sight.CLEAR, mirrored
        self.chosen = self.running = ""
        self.words = said
        self._lens = lens
        self._sink: QVideoSink | None = None
        self._readers: list[Live] = []
        """The running one, or none; shared with what ends it when this object has died."""
        self._wanted, self._why, self._others = False, "", frozenset[str]()
        self._run, self._began, self._last_frame = 0, 0.0, 0.0
        self._connected = False
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self._look_after)
        self._bridge = Bridge()
        self._bridge.read.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._bridge.passed.connect(self._show, Qt.ConnectionType.QueuedConnection)
        self.destroyed.connect(partial(_end, self._readers))
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.close)

    @property
    def sink(self) -> QVideoSink:
        """Where frames come in; tests and other sources hand theirs to ``sink.setVideoFrame``."""
        if self._sink is None:
            # decoding films on the graphics card needs libraries that a desk has no use for: no word of it
            QLoggingCategory.setFilterRules(
                "qt.multimedia.symbolsresolver=false\nqt.multimedia.ffmpeg.info=false"
            )
            from PySide6.QtMultimedia import QVideoSink

            self._sink = QVideoSink(self)
            self._sink.videoFrameChanged.connect(self._offer)
        return self._sink

    def cameras(self) -> tuple[tuple[str, str], ...]:
        """Return id and name of each camera, the system's own choice first."""
        return self._hardware().cameras()

    def said(self) -> tuple[str, str]:
        """Return the state as a sentence, and what to do next ("" if nothing)."""
        return self.words(self.state, self.sight, why=self._why)

    def start(self, camera_id: str = "") -> None:
        """Want the camera from now on: this one if it is there, else the system's own choice. Again: try again."""
        self.stop()
        self._wanted, self.chosen = True, camera_id
        self._run += 1
        self._readers.append(self._reader(self._run))
        self._open()
        self._timer.start()

    def stop(self) -> None:
        """Want it no more; its lamp goes out. Comes back at once, the reading thread ends after the look it is at."""
        self._wanted, self.running, self._why = False, "", ""
        self._timer.stop()
        if self._lens is not None:
            self._lens.close()
        _end(self._readers)
        self._become(CameraState.OFF)

    def close(self) -> None:
        """Stop, and come back when the reading thread has ended: before the program does."""
        ending = tuple(self._readers)
        self.stop()
        for live in ending:
            live.stop()

    def choose(self, camera_id: str) -> None:
        """Take another camera because a person says so; it is to be remembered."""
        self.start(camera_id)
        self.choice_changed.emit(self.chosen, self.mirrored)

    def set_mirrored(self, mirrored: bool) -> None:  # noqa: FBT001 - a switch
        """Show the preview as a mirror does, or not. What is read does not change."""
        if mirrored != self.mirrored:
            self.mirrored = mirrored
            self.choice_changed.emit(self.chosen, mirrored)

    def set_torch(self, on: bool) -> None:  # noqa: FBT001 - a switch
        """Switch the lamp of the camera, if it has one."""
        if self._lens is not None:
            self._lens.set_torch(on)

    def has_torch(self) -> bool:
        """Whether the running camera has a lamp."""
        return self._lens is not None and self._lens.has_torch()

    def set_room(self, room: QSize) -> None:
        """Say how large the preview is, in pixels of the screen; its pictures are at least so large."""
        self._bridge.room = room

    def forget(self) -> None:
        """Tell what is before the camera now once more."""
        for live in self._readers:
            live.forget()

    def _hardware(self) -> Cameras:
        if self._lens is None:
            sink = self.sink  # first of all: it keeps the library from complaining while it is loaded
            from app.ui.scan.lens import Lens

            self._lens = Lens(sink, self)
        if not self._connected:
            self._connected = True
            self._lens.changed.connect(self._plugged)
            self._lens.failed.connect(self._failed)
        return self._lens

    def _reader(self, run: int) -> Live:
        from app.services.scanning.live import Live

        work = Work(self._bridge, run)
        return Live(work.found, work.passed)

    def _open(self) -> None:
        """Open the camera that is wanted, else the first; none: wait for one."""
        lens = self._hardware()
        there = [id_ for id_, _ in lens.cameras()]
        pick = self.chosen if self.chosen in there else next(iter(there), "")
        self.running, self._why = pick, ""
        self._began = self._last_frame = time.monotonic()
        self._become(CameraState.STARTING if pick else CameraState.NONE)
        if pick:
            lens.open(pick)

    def _plugged(self) -> None:
        if not self._wanted:
            return
        there = frozenset(id_ for id_, _ in self._hardware().cameras())
        if self.state is CameraState.LOST:
            self._back(there)
        elif self.running and self.running not in there:
            self._others = there
            self._hardware().close()
            self._become(CameraState.LOST)
        elif self.state in {CameraState.NONE, CameraState.FAILED} and there:
            self._open()

    def _back(self, there: frozenset[str]) -> None:
        """Go on with the camera that was lost; some systems give it another id when it is plugged in again."""
        new = there - self._others
        if self.running in there or new:
            again = self.running if self.running in there else min(new)
            self.chosen = again if self.chosen == self.running else self.chosen
            self._open()
        self._others &= there

    def _failed(self, words: str) -> None:
        if self._wanted and self.state is not CameraState.LOST:
            self._why = words
            self._hardware().close()
            self._become(CameraState.FAILED)

    def _look_after(self) -> None:
        """No frame comes: it never began, or the driver hangs."""
        if not self.running:
            return
        quiet = time.monotonic() - self._last_frame
        if self.state is CameraState.STARTING and quiet > STARTS_WITHIN:
            self._failed("")
        elif self.state in {CameraState.LIVE, CameraState.DARK} and quiet > STALLED_AFTER:
            self._become(CameraState.DARK, Sight.FROZEN)

    def _become(self, state: CameraState, sight: Sight = Sight.CLEAR) -> None:
        if (state, sight) != (self.state, self.sight):
            self.state, self.sight = state, sight
            self.state_changed.emit(state)

    def _offer(self, frame: QVideoFrame) -> None:
        """A frame has come: hand it over and be done."""
        if self._readers and self.state in _FRAMES and frame.isValid():
            from app.ui.scan.planes import CameraFrame

            self._last_frame = time.monotonic()
            self._readers[0].offer(CameraFrame(frame))

    def _take(self, seen: Seen) -> None:
        if self._wanted:
            self.seen.emit(seen)
            for text in seen.fresh:
                self.scanned.emit(text)

    def _show(self, run: int, sight: Sight, picture: QImage | None) -> None:
        if not self._wanted or run != self._run or self.state not in _FRAMES:
            return
        nothing = sight in SHOWS_NOTHING
        self._become(CameraState.DARK if nothing else CameraState.LIVE, sight)
        if picture is not None:
            self.frame.emit(picture)


def _end(readers: list[Live]) -> None:
    while readers:
        readers.pop().stop(wait=False)
