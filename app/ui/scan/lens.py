"""The cameras of this computer, by QtMultimedia: which there are, opening one, its torch. Imports QtMultimedia."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtMultimedia import (
    QCamera,
    QCameraDevice,
    QCameraFormat,
    QMediaCaptureSession,
    QMediaDevices,
    QVideoFrameFormat,
    QVideoSink,
)

from app.ui.scan.planes import readable

_WISHED: Final = 1280 * 720
"""Pixels: a badge at arm's length has four for each module of its code, and a look takes 2 ms."""

_SMOOTH: Final = 15.0
"""Frames a second that are enough."""


class Offer(NamedTuple):
    """One format a camera offers: its size, frames a second, whether we can read it, whether it comes as JPEG."""

    width: int
    height: int
    rate: float
    readable: bool
    jpeg: bool = False


def worth(offer: Offer) -> float:
    """How well a format suits the door, the smaller the better: near 720p, smooth, and rather not as JPEG."""
    size = abs(math.log(max(offer.width * offer.height, 1) / _WISHED))
    slow = max(0.0, 1 - offer.rate / _SMOOTH) * 2
    return size + slow + 0.2 * offer.jpeg + (0 if offer.readable else 100)


def _offer(form: QCameraFormat) -> Offer:
    size, kind = form.resolution(), form.pixelFormat()
    jpeg = kind is QVideoFrameFormat.PixelFormat.Format_Jpeg
    return Offer(size.width(), size.height(), form.maxFrameRate(), readable(kind), jpeg)


class Lens(QObject):
    """Opens a camera so that its frames come to ``sink``.

    Signals:
        changed: a camera was plugged in or pulled out.
        failed(str): the open camera cannot be used; the system's own words.
    """

    changed = Signal()
    failed = Signal(str)

    def __init__(self, sink: QVideoSink, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._devices = QMediaDevices(self)
        self._devices.videoInputsChanged.connect(self.changed)
        self._session = QMediaCaptureSession(self)
        self._session.setVideoSink(sink)
        self._camera: QCamera | None = None

    def cameras(self) -> tuple[tuple[str, str], ...]:
        """Return id and name of each camera, the system's own choice first."""
        first = QMediaDevices.defaultVideoInput()
        devices = sorted(QMediaDevices.videoInputs(), key=lambda device: device != first)
        return tuple((_id(device), device.description()) for device in devices)

    def open(self, camera: str) -> None:
        """Let frames of this camera come; ``failed`` if it is not there."""
        self.close()
        device = next((d for d in QMediaDevices.videoInputs() if _id(d) == camera), None)
        if device is None:
            self.failed.emit("")
            return
        self._camera = QCamera(device, self)
        self._camera.errorOccurred.connect(self._error)
        forms = device.videoFormats()
        if forms:
            self._camera.setCameraFormat(min(forms, key=lambda form: worth(_offer(form))))
        self._session.setCamera(self._camera)
        self._camera.start()

    def close(self) -> None:
        """Let go of the camera: other programs may have it, its lamp goes out."""
        camera, self._camera = self._camera, None
        if camera is not None:
            camera.stop()
            self._session.setCamera(None)  # type: ignore[arg-type]  # Qt takes a null pointer, its types do not say so
            camera.deleteLater()

    def has_torch(self) -> bool:
        """Whether the open camera has a lamp."""
        return self._camera is not None and self._camera.isTorchModeSupported(QCamera.TorchMode.TorchOn)

    def set_torch(self, on: bool) -> None:  # noqa: FBT001 - a switch
        """Switch the lamp."""
        if self.has_torch() and self._camera is not None:
            self._camera.setTorchMode(QCamera.TorchMode.TorchOn if on else QCamera.TorchMode.TorchOff)

    def _error(self, error: QCamera.Error, words: str) -> None:
        if error is not QCamera.Error.NoError:
            self.failed.emit(words)


def _id(device: QCameraDevice) -> str:
    return bytes(device.id().data()).decode("utf-8", "backslashreplace")
