"""A camera's frame as the reader and the preview want it. Used on the reading thread; imports QtMultimedia.

Nearly all cameras give a plane of grey values with the colours beside it: it is read where it lies. RGB is turned to grey
first; of a JPEG only the grey values are decoded. ``QVideoFrame.toImage`` is not used: it may ask for a graphics context, which
belongs to the GUI thread.
"""

from __future__ import annotations

import io
from typing import Final

from PIL import Image
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QTransform
from PySide6.QtMultimedia import QVideoFrame, QVideoFrameFormat

from app.services.scanning.reader import Luma, image_of, luma_of

_F: Final = QVideoFrameFormat.PixelFormat
_BESIDE: Final = {
    _F.Format_NV12: (1, 0),
    _F.Format_NV21: (1, 0),
    _F.Format_YUV420P: (1, 0),
    _F.Format_YUV422P: (1, 0),
    _F.Format_YV12: (1, 0),
    _F.Format_IMC1: (1, 0),
    _F.Format_IMC2: (1, 0),
    _F.Format_IMC3: (1, 0),
    _F.Format_IMC4: (1, 0),
    _F.Format_Y8: (1, 0),
    _F.Format_YUYV: (2, 0),
    _F.Format_UYVY: (2, 1),
    _F.Format_Y16: (2, 1),  # two bytes, the higher one last
    _F.Format_P010: (2, 1),
    _F.Format_P016: (2, 1),
}
"""Formats whose plane 0 has the grey values: bytes from pixel to pixel, and of the first."""

_PAIRED: Final = {_F.Format_NV12: (0, 1), _F.Format_NV21: (1, 0)}
_PLANES: Final = {_F.Format_YUV420P: (1, 2), _F.Format_YUV422P: (1, 2), _F.Format_YV12: (2, 1)}
_PACKED: Final = {_F.Format_YUYV: (0, 1, 3), _F.Format_UYVY: (1, 0, 2)}
_LONGEST_JPEG: Final = 16 * 1024 * 1024
_VIDEO_RANGE: Final = [min(max(round((v - 16) * 255 / 219), 0), 255) for v in range(256)]
"""Cameras write black as 16 and white as 235."""


def readable(kind: QVideoFrameFormat.PixelFormat) -> bool:
    """Whether frames of this format can be read here."""
    return kind in _BESIDE or kind is _F.Format_Jpeg or _rgb(kind) is not None


def _rgb(kind: QVideoFrameFormat.PixelFormat) -> QImage.Format | None:
    found = QVideoFrameFormat.imageFormatFromPixelFormat(kind)
    return None if found is QImage.Format.Format_Invalid else found


class CameraFrame:
    """One frame for ``app.services.scanning.live``; keeps it mapped while it is open."""

    def __init__(self, frame: QVideoFrame) -> None:
        self._frame = frame
        self._kind = frame.pixelFormat()
        self._mapped = False
        self._jpeg = b""

    def open(self) -> Luma | None:
        """Map the frame and return its grey values; None if it cannot be mapped or read."""
        if not self._frame.isValid() or not self._frame.map(QVideoFrame.MapMode.ReadOnly):
            return None
        self._mapped = True
        if self._kind is _F.Format_Jpeg:
            return self._of_jpeg()
        if self._kind in _BESIDE:
            step, offset = _BESIDE[self._kind]
            width, height = self._size()
            return Luma(self._bits(0), width, height, self._frame.bytesPerLine(0), step, offset)
        picture = self._of_rgb()
        if picture is None:
            return None
        grey = picture.convertToFormat(QImage.Format.Format_Grayscale8)
        return Luma(memoryview(bytes(grey.constBits())), grey.width(), grey.height(), grey.bytesPerLine())

    def close(self) -> None:
        """Give the memory of the frame back to the camera."""
        if self._mapped:
            self._mapped = False
            self._frame.unmap()

    def preview(self, luma: Luma, room: QSize) -> QImage:
        """Return a small picture of the open frame, upright, in colour where that is cheap, at least as large as ``room``."""
        times = max(1, min(luma.width // max(room.width(), 1), luma.height // max(room.height(), 1)))
        if self._jpeg:
            small = _small_jpeg(self._jpeg, (luma.width // times, luma.height // times))
        elif self._kind in _BESIDE:
            small = self._coloured(luma, times)
        else:
            picture = self._of_rgb()
            size = QSize(max(luma.width // times, 1), max(luma.height // times, 1))
            # copied: at full size nothing is scaled, and the picture would outlive the memory it shares
            return self._upright(picture.scaled(size).copy() if picture else QImage())
        small = small.convert("RGB")
        line = 3 * small.width
        return self._upright(
            QImage(small.tobytes(), small.width, small.height, line, QImage.Format.Format_RGB888).copy()
        )

    def _size(self) -> tuple[int, int]:
        return self._frame.width(), self._frame.height()

    def _bits(self, plane: int) -> memoryview:
        return memoryview(self._frame.bits(plane) or b"")

    def _of_rgb(self) -> QImage | None:
        """The mapped frame as a picture that shares its memory."""
        kind, (width, height), line = _rgb(self._kind), self._size(), self._frame.bytesPerLine(0)
        bits = self._bits(0)
        if kind is None or width < 1 or height < 1 or len(bits) < line * height:
            return None
        return QImage(bits, width, height, line, kind)

    def _of_jpeg(self) -> Luma | None:
        data = self._bits(0)
        if not 0 < len(data) <= _LONGEST_JPEG:
            return None
        self._jpeg = bytes(data)
        try:
            with Image.open(io.BytesIO(self._jpeg), formats=("JPEG",)) as picture:
                picture.draft("L", None)
                return luma_of(picture)
        except (OSError, SyntaxError, ValueError):
            self._jpeg = b""  # a frame cut on its way; the next one will do
            return None

    def _coloured(self, luma: Luma, times: int) -> Image.Image:
        """Join grey values and colours at the small size; grey alone where the colours lie in another way."""
        if self._kind in _PACKED:
            return self._of_packed(luma, times)
        grey = image_of(luma).reduce(times).point(_VIDEO_RANGE)
        colours = self._colours(luma)
        if colours is None:
            return grey
        both = [part.reduce(max(times // 2, 1)).resize(grey.size) for part in colours]
        return Image.merge("YCbCr", (grey, *both))

    def _of_packed(self, luma: Luma, times: int) -> Image.Image:
        size = (luma.width // 2, luma.height)
        pairs = Image.frombytes("RGBA", size, bytes(luma.data), "raw", "RGBA", luma.stride, 1)
        parts = [pairs.getchannel(n) for n in _PACKED[self._kind]]
        small = [
            part.resize((luma.width // times, luma.height // times), Image.Resampling.BOX) for part in parts
        ]
        return Image.merge("YCbCr", (small[0].point(_VIDEO_RANGE), *small[1:]))

    def _colours(self, luma: Luma) -> tuple[Image.Image, Image.Image] | None:
        """The two colour planes, blue first."""
        width = luma.width // 2
        if self._kind in _PAIRED:
            pairs = self._plane(1, "LA", width, luma.height // 2)
            return None if pairs is None else tuple(pairs.getchannel(n) for n in _PAIRED[self._kind])  # type: ignore[return-value]  # two of them
        if self._kind in _PLANES:
            height = luma.height if self._kind is _F.Format_YUV422P else luma.height // 2
            blue, red = (self._plane(n, "L", width, height) for n in _PLANES[self._kind])
            return None if blue is None or red is None else (blue, red)
        return None

    def _plane(self, number: int, mode: str, width: int, height: int) -> Image.Image | None:
        line, data = self._frame.bytesPerLine(number), self._bits(number)
        if width < 1 or height < 1 or line < width * len(mode) or len(data) < line * height:
            return None
        return Image.frombytes(mode, (width, height), bytes(data), "raw", mode, line, 1)

    def _upright(self, picture: QImage) -> QImage:
        """As it is to be looked at: a camera may be built in sideways, or write its lines from the bottom."""
        form = self._frame.surfaceFormat()
        if form.scanLineDirection() is QVideoFrameFormat.Direction.BottomToTop:
            picture = picture.flipped(Qt.Orientation.Vertical)
        turn = form.rotation().value
        return picture.transformed(QTransform().rotate(turn)) if turn else picture


def _small_jpeg(data: bytes, size: tuple[int, int]) -> Image.Image:
    with Image.open(io.BytesIO(data), formats=("JPEG",)) as picture:
        picture.draft("RGB", size)
        picture.load()
        return picture.copy()
