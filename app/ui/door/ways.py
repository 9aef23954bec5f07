"""The four ways in of one meeting, always on: camera, hand scanner, picture; the search is a screen of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from app.ui.door.visit import Way
from app.ui.scan.pictures import PictureWay
from app.ui.scan.wedge import WedgeWay

if TYPE_CHECKING:
    from app.ui.scan.camera import CameraWay


class Ways(QObject):
    """Joins what is read with whoever answers it.

    The hand scanner is heard in the whole program; pictures may be dropped on, or pasted into, each window given to
    ``watch``. The camera and its library come when it is first wanted.

    Signals:
        read: (text, way) of one code.
        said: a sentence about something that could not be read.
        camera_chosen: (id, mirrored): to be remembered.
        camera_changed: it was switched on or off, or is in another state.
    """

    read = Signal(str, str)
    said = Signal(str)
    camera_chosen = Signal(str, bool)
    camera_changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.wedge = WedgeWay(self)
        self.wedge.scanned.connect(lambda text: self._read(text, "scanner"))
        self.wedge.garbled.connect(self.said)
        self._pictures: dict[QWidget, PictureWay] = {}
        self._camera: CameraWay | None = None
        self.chosen, self.mirrored = "", True
        app = QApplication.instance()
        if isinstance(app, QApplication):
            self.wedge.install(app)

    def _read(self, text: str, way: Way) -> None:
        self.read.emit(text, way)

    def watch(self, window: QWidget) -> None:
        """Take pictures that are dropped on this window or pasted while it is in front; until it is gone."""
        way = PictureWay(window)
        way.scanned.connect(lambda text: self._read(text, "picture"))
        way.nothing.connect(self.said)
        way.install(window)
        self._pictures[window] = way

    def pictures_of(self, window: QWidget) -> PictureWay:
        """What takes pictures for a window that is watched. Raises KeyError."""
        return self._pictures[window]

    def forget(self, window: QWidget) -> None:
        """Take pictures there no more."""
        way = self._pictures.pop(window, None)
        if way is not None and isValid(way):
            way.leave()
            way.deleteLater()

    @property
    def camera(self) -> CameraWay:
        """The camera, made at first use; not running until it is started."""
        if self._camera is None:
            from app.ui.scan.camera import CameraWay

            made = self._camera = CameraWay(self, mirrored=self.mirrored)
            made.scanned.connect(lambda text: self._read(text, "camera"))
            made.choice_changed.connect(self._choose)
            made.state_changed.connect(lambda _state: self.camera_changed.emit())
        return self._camera

    def _choose(self, camera: str, mirrored: bool) -> None:  # noqa: FBT001  a signal's value
        self.chosen, self.mirrored = camera, mirrored
        self.camera_chosen.emit(camera, mirrored)

    def look(self) -> None:
        """Switch the camera on."""
        self.camera.start(self.chosen)

    def look_away(self) -> None:
        """Switch it off; without effect if it never was on."""
        if self._camera is not None:
            self._camera.stop()

    @property
    def looking(self) -> bool:
        """Is the camera wanted?"""
        from app.ui.scan.camera_words import CameraState

        return self._camera is not None and self._camera.state is not CameraState.OFF

    @property
    def sees(self) -> bool:
        """Can a badge be held before the camera, now or in a moment?"""
        from app.ui.scan.camera_words import CameraState

        return self.looking and self.camera.state in {CameraState.LIVE, CameraState.STARTING}

    def close(self) -> None:
        """Listen and look no more."""
        self.wedge.remove()
        for window in tuple(self._pictures):
            self.forget(window)
        if self._camera is not None:
            self._camera.close()
